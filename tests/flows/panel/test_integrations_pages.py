"""Systems on the panel: made, a token shown once, scopes, revoked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.acts import reads_audit
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage
from tests.texts import piece_of

pytestmark = pytest.mark.sentence("The panel")


def _token(browser: Browser) -> str:
    found = re.search(r'value="(pds_[\w-]+)"', browser.page)
    return found[1] if found else ""


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk, and Vera signed in."""
    async with vera_at(database) as stood:
        yield stood


async def _asks(browser: Browser, token: str) -> int:
    """What the API answers to it."""
    answer = await browser.client.get("/api/v1/tickets", headers={"authorization": f"Bearer {token}"})
    return answer.status_code


async def _made(stage: Stage, browser: Browser) -> tuple[str, str]:
    """Its page and its token."""
    await browser.opens("/systems")
    await browser.confirms(stage.vera, "/systems", name="<b>Shop</b>")
    assert "<b>Shop" not in browser.page
    token = _token(browser)
    await browser.opens("/systems")
    assert token not in browser.page
    page = re.findall(r'href="(/systems/\d+)"', browser.page)[0]
    await browser.opens(page)
    assert not _token(browser)
    return page, token


async def test_a_system_is_made_its_token_shown_once_renewed_and_revoked(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await browser.opens("/systems")
    assert piece_of("page-systems-none") in browser.text
    page, first = await _made(stage, browser)
    assert await _asks(browser, first) not in (401, 403)
    await browser.confirms(stage.vera, f"{page}/token")
    second = _token(browser)
    assert second not in ("", first)
    assert await _asks(browser, first) == 401
    assert await _asks(browser, second) not in (401, 403)
    assert await browser.sends(f"{page}/revoke") == page
    assert await _asks(browser, second) == 401
    await browser.opens(page)
    await browser.confirms(stage.vera, f"{page}/restore")
    third = _token(browser)
    assert (await _asks(browser, second), await _asks(browser, third)) == (401, 200)
    audited = await reads_audit(stage.vera, "system")
    assert "panel" in audited


async def test_what_a_system_may_do_is_chosen(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    page, token = await _made(stage, browser)
    await browser.sends("/systems", name="<B>shop</B>")
    assert browser.status == 422
    await browser.confirms(stage.vera, f"{page}/scopes", scope=["events", "notes"], was=["-", "tickets"])
    await browser.opens(page)
    assert re.findall(r'value="([a-z:]+)" checked', browser.page) == ["events", "notes"]
    assert await _asks(browser, token) == 403
    await browser.sends(f"{page}/pages", pages="ftp://shop")
    assert browser.status == 422
    assert 'value="ftp://shop"' in browser.page
    assert await browser.confirms(stage.vera, f"{page}/pages", pages="https://shop.example") == page
    assert await browser.sends(f"{page}/expiry", days="30") == page
    assert await browser.sends(f"{page}/rate", rate="300") == page
    await browser.sends(f"{page}/rate", rate="7")
    assert browser.status == 422
    await browser.opens(page)
    assert all(one in browser.text for one in ("/api/v1/persons/{id}/token", '/widget.js" data-token-url='))
    assert 'href="/api/docs"' in browser.page
    assert piece_of("system-until") in browser.text
    assert "300 requests a minute" in browser.text
    for path in ("/systems/999999/revoke", f"{page}/nothing"):
        await browser.sends(path)
        assert browser.status == 404
