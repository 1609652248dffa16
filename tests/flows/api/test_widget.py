"""The chat in a page of a shop, in a browser: opened, written to and read with the keyboard alone, by whom the shop's
server vouches for."""

import gzip
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from db.database import Database
from db.models import Integration, Ticket
from sandbox.servers import start_server
from tests.flows import cast
from tests.flows.acts import answers
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.chromium import browser, findings
from tests.flows.stage import Stage
from tests.flows.test_offers import ASKED, published
from tests.sql import execute
from tests.texts import piece_of, text_of
from web.widget.routes import build_script

pytestmark = [pytest.mark.sentence("Systems and the API"), pytest.mark.xdist_group("browser"), pytest.mark.limit(400)]

__all__ = ["browser"]
MOST = 15_000
_PATIENCE = 30_000
_HOST = """<!doctype html><html lang="{language}"><title>Shop</title><style nonce="n">
* {{ color: red !important; font: 40px serif; }} button {{ display: none }} div {{ padding: 99px }}</style>
<main><h1>Shop</h1></main>
<script src="{desk}/widget.js" data-token-url="/token" defer></script></html>"""
_CSP = "default-src 'none'; style-src 'nonce-n'; script-src {desk}; connect-src 'self' {desk}"


@dataclass(slots=True)
class Shop:
    """A shop with the chat in its page, and who is at the desk."""

    stage: Stage
    client: Client
    page: Page
    url: str

    async def opens(self, language: str = "en") -> None:
        """Look at its page."""
        await self.page.goto(f"{self.url}/{language}")

    async def tabs_to_the_chat(self) -> None:
        """Open the chat by the keyboard."""
        await self.page.keyboard.press("Tab")
        await expect(self.page.locator("#launcher")).to_be_focused()
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("dialog")).to_be_visible()

    async def writes(self, text: str) -> None:
        """Type into the focused field and press Enter."""
        await expect(self.page.locator("#text")).to_be_focused()
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("#text")).to_have_value("")

    async def looks_again(self) -> None:
        """Come back to the tab, which looks for answers at once."""
        await self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@asynccontextmanager
async def _served(client: Client, desk: str) -> AsyncIterator[str]:
    """Serve the shop: its page under a strict policy, and the address that gives a visitor's token."""

    async def show(request: web.Request) -> web.Response:
        page = _HOST.format(desk=desk, language=request.match_info["language"])
        headers = {"Content-Security-Policy": _CSP.format(desk=desk)}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def give(_: web.Request) -> web.Response:
        return web.json_response(await client.asks("POST", "/persons/u-1/token"))

    app = web.Application()
    app.router.add_get("/token", give)
    app.router.add_get("/{language:en|ru}", show)
    runner, port = await start_server(app, 0)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def shop_in(browser: Browser, database: Database, *, is_listed: bool = True) -> AsyncIterator[Shop]:
    """A shop at a desk with Olga; `is_listed`: the admin has listed its page."""
    async with api_at(database, cast.olga) as (stage, http):
        vera = stage.vera
        client = Client(http, await token_of(vera))
        async with _served(client, str(http.base_url).rstrip("/")) as url:
            if is_listed:
                await _list_page(stage, url)
            context = await browser.new_context(locale="en-GB", timezone_id="UTC")
            expect.set_options(timeout=_PATIENCE)
            yield Shop(stage, client, await context.new_page(), url)
            await context.close()


async def _list_page(stage: Stage, url: str) -> None:
    await execute(stage, update(Integration).values(cors=[url]))


def test_the_script_is_small() -> None:
    assert len(gzip.compress(build_script().encode())) < MOST


async def test_a_visitor_asks_and_reads_the_answer_by_keyboard(browser: Browser, database: Database) -> None:
    async with shop_in(browser, database) as shop:
        page, olga = shop.page, shop.stage.olga
        await shop.opens()
        await shop.tabs_to_the_chat()
        await shop.writes("My <b>parcel</b> is late, see https://shop.example/7")
        log = page.get_by_role("log")
        await expect(log).to_contain_text("My <b>parcel</b> is late")
        await expect(log.get_by_role("link")).to_have_attribute("href", "https://shop.example/7")
        await shop.stage.settle()
        (number,) = [one["number"] for one in (await shop.client.asks("GET", "/tickets"))["items"]]
        assert (await shop.client.asks("GET", f"/tickets/{number}"))["context"] == {"page": f"{shop.url}/en"}
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "It comes <i>tomorrow</i>")
        await expect(log).to_contain_text("It comes <i>tomorrow</i>")
        assert await findings(page) == []
        await page.emulate_media(color_scheme="dark")
        assert await findings(page) == []
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.locator("#launcher")).to_be_focused()
        await answers(olga, number, "Or on Friday")
        await shop.looks_again()
        await expect(page.locator("#launcher")).to_have_text("New answer")
        await shop.opens("ru")
        await expect(page.locator("#launcher")).to_have_text("Новый ответ")
        await shop.tabs_to_the_chat()
        await expect(log).to_contain_text("Or on Friday")
        assert await findings(page) == []
        await shop.writes("Спасибо")
        await shop.stage.settle()
        await olga.containing("Спасибо")


async def test_who_types_is_offered_articles_and_reads_when_an_answer_comes(
    browser: Browser, database: Database
) -> None:
    async with shop_in(browser, database) as shop:
        page, log = shop.page, shop.page.get_by_role("log")
        await published(shop.stage, "reset-password", "wifi", "printing", "refund")
        await shop.stage.vera.writes("/settings targets on")
        await shop.opens()
        await shop.tabs_to_the_chat()
        await expect(log).to_contain_text(piece_of("expect-answer"))
        await page.keyboard.type(ASKED)
        await expect(log).to_contain_text(text_of("webform-articles"))
        await expect(log.locator("summary").first).to_be_visible()
        assert await findings(page) == []
        await page.keyboard.press("Enter")
        await expect(log.locator("article")).to_have_count(1)
        await expect(log.locator("summary")).to_have_count(0)


async def test_files_go_both_ways_and_nothing_typed_is_lost(browser: Browser, database: Database) -> None:
    async with shop_in(browser, database) as shop:
        page, olga = shop.page, shop.stage.olga
        await shop.opens()
        await shop.tabs_to_the_chat()
        await page.locator("input[type=file]").set_input_files(
            {"name": "run.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
        )
        await expect(page.locator("#text")).to_be_focused()
        await page.keyboard.type("The bill is wrong")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("This was not accepted")
        await page.get_by_label("Remove run.exe").click()
        shop.stage.clock.on(seconds=7200)  # the token has expired by then
        await page.locator("input[type=file]").set_input_files(
            {"name": "bill.txt", "mimeType": "text/plain", "buffer": b"7 euros"}
        )
        await page.locator("#text").focus()
        await shop.writes("Here it is")
        log = page.get_by_role("log")
        async with page.expect_download() as came:
            await log.get_by_role("button", name="bill.txt").click()
        assert (await (await came.value).path()).read_bytes() == b"7 euros"
        await shop.stage.settle()
        seen = (await shop.client.asks("GET", "/tickets"))["items"]
        assert [one["subject"] for one in seen] == ["The bill is wrong"]
        number = seen[0]["number"]
        await execute(shop.stage, update(Ticket).values(broadcast_at=shop.stage.clock() + timedelta(hours=1)))
        await shop.looks_again()
        urgent = page.get_by_role("button", name=text_of("btn-urgent"))
        await urgent.click()
        await expect(urgent).to_have_count(0)
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Paid")
        await olga.presses(f"resolve:{number}")
        await shop.looks_again()
        await page.get_by_role("button", name="Yes, it is solved").click()
        await expect(page.locator("#state")).to_have_text("closed")
        await page.get_by_role("button", name="Open it again").click()
        await expect(page.locator("#state")).to_have_text("reopened")
        await page.get_by_label("Your requests").click()
        await page.get_by_role("button", name=re.compile("The bill is wrong")).click()
        await expect(log).to_contain_text("Paid")


async def test_a_page_that_no_admin_listed_gets_nothing(browser: Browser, database: Database) -> None:
    async with shop_in(browser, database, is_listed=False) as shop:
        await shop.opens()
        await shop.tabs_to_the_chat()
        await expect(shop.page.get_by_role("alert")).to_contain_text("No connection")
        assert (await shop.client.asks("GET", "/tickets"))["items"] == []
