"""What somebody sees with a browser where there is nothing for them."""

from collections.abc import AsyncIterator

import pytest_asyncio

from db.database import Database
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.stage import VERA, Stage, staged

_BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest_asyncio.fixture(loop_scope="session")
async def browser(database: Database) -> AsyncIterator[Browser]:
    """One of Vera's, signed in."""
    async with (
        staged(database, board=False, panel_url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        await _begun(stage, browser)
        yield browser


async def _begun(stage: Stage, browser: Browser) -> None:
    await browser.signs_in(stage.people["Vera"], str(VERA))


async def test_a_refusal_is_a_page_in_the_readers_language(browser: Browser) -> None:
    """Also of addresses that are none, of what is no number and of a form of somebody else's; not for programs."""
    client = browser.client
    for path, status, said in (
        ("/tickets/999", 404, "There is nothing here, or it is not for you."),
        ("/nowhere", 404, "There is nothing here, or it is not for you."),
        ("/tickets/1?page=abc", 422, "A part of what was sent was not understood."),
    ):
        answer = await client.get(path, headers=_BROWSER)
        assert (answer.status_code, said in answer.text) == (status, True), path
        assert 'href="/"' in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert (await client.get(path)).text == ""
        assert (await client.get(path, headers={**_BROWSER, "hx-request": "true"})).text == ""
    forged = await client.post("/sign-out", data={"form": "x"}, headers=_BROWSER)
    assert (forged.status_code, "load the page anew" in forged.text) == (403, True)
    russian = await client.get("/nowhere", headers={**_BROWSER, "accept-language": "ru"})
    assert "Здесь ничего нет, или это не для вас." in russian.text
    missing = await client.get("/api/v1/tickets/1", headers=_BROWSER)
    assert missing.headers["content-type"] == "application/problem+json"
    assert (await client.get("/tickets", headers=_BROWSER)).status_code == 200
