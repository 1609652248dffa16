"""A passkey of a real browser, whose authenticator is simulated by Chromium itself: made, asked for, shown."""

import socket

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text

from db.database import Database
from tests.browser.panel import Panel
from tests.flows.panel.browser import chosen
from tests.flows.stage import VERA, Stage, staged
from tests.texts import piece_of, text_of
from web.__main__ import serve_app
from web.app import make_app
from web.context import WebContext
from web.settings import WebSettings

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


async def let_in(stage: Stage, page: Page, url: str) -> None:
    """Sign in by the code in Telegram; what comes after it is the caller's."""
    await page.goto(f"{url}/sign-in")
    await page.fill("#name", str(VERA))
    await page.locator("main button").click()
    code = (await page.locator(".code").text_content() or "").strip()
    await stage.settle()
    vera = stage.people["Vera"]
    await vera.presses(chosen(await vera.containing("sign in to the panel as you"), code))


async def forget(page: Page) -> None:
    """Clear the cookies once the page, which asks for news, can set none again."""
    await page.goto("about:blank")
    await page.context.clear_cookies()


async def test_a_passkey_is_made_and_asked_for_after_the_next_sign_in(browser: Browser, database: Database) -> None:
    port = free_port()
    url = f"http://localhost:{port}"  # browsers take a name only
    async with staged(database, board=False, web__url=url) as stage:
        context = WebContext(database, WebSettings(_env_file=None, web_url=url), stage.clock)
        async with serve_app(make_app(context), "127.0.0.1", port):
            window = await browser.new_context(locale="en")
            page = await window.new_page()
            panel = Panel(window, page, url)
            session = await window.new_cdp_session(page)
            await session.send("WebAuthn.enable")
            made = await session.send("WebAuthn.addVirtualAuthenticator", {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            })  # fmt: skip
            await stage.people["Vera"].writes("/settings second_factor admins")
            await let_in(stage, page, url)
            await expect(page.locator("h1")).to_have_text(text_of("page-factor-due"))
            assert await panel.findings() == []
            await page.get_by_role("link", name=text_of("page-passkey-add")).click()
            await page.fill("#name", "My laptop")
            assert await panel.findings() == []
            await panel.presses(text_of("page-passkey-make"))
            await expect(page.locator("h1")).to_have_text(text_of("page-codes"))
            await expect(page.locator(".recovery-codes li")).to_have_count(10)
            assert await panel.findings() == []
            await page.get_by_role("link", name=text_of("page-codes-kept")).click()
            await expect(page.locator("main")).to_contain_text("Passkey My laptop")
            assert await panel.findings() == []

            await forget(page)
            await let_in(stage, page, url)
            await expect(page.locator("h1")).to_have_text(text_of("page-factor-show"))
            assert await panel.findings() == []
            await panel.presses(text_of("page-passkey-show"))
            await page.wait_for_url(f"{url}/")

            await forget(page)
            async with database.unit_of_work() as rows:
                await rows.execute(text("update second_factors set counter = counter + 9"))
            await let_in(stage, page, url)
            await panel.presses(text_of("page-passkey-show"))
            await expect(page.locator("[role=alert]").first).to_have_text(text_of("page-factor-wrong"))

            await forget(page)
            await session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made["authenticatorId"]})
            await let_in(stage, page, url)
            await expect(page.locator("h1")).to_have_text(text_of("page-factor-show"))
            await panel.opens("/tickets")
            await page.wait_for_url(f"{url}/second-factor")
            assert panel.complaints == []
            assert piece_of("page-factor-lost") in await page.locator("main").inner_text()
            await window.close()
