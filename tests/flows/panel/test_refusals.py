"""What somebody sees with a browser where there is nothing for them."""

import html
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.panel.browser import Browser, panel_at
from tests.flows.stage import VERA, Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

_BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest_asyncio.fixture
async def browser(database: Database) -> AsyncIterator[Browser]:
    """One of Vera's, signed in."""
    async with panel_at(database) as (stage, browser):
        await _begun(stage, browser)
        yield browser


async def _begun(stage: Stage, browser: Browser) -> None:
    await browser.signs_in(stage.vera, str(VERA))


async def test_a_refusal_is_a_page_in_the_readers_language(browser: Browser) -> None:
    """Also of addresses that are none, of what is no number and of a form of somebody else's; not for programs."""
    client = browser.client
    for path, status, said in (
        ("/tickets/999", 404, text_of("page-refused-ticket", number=999)),
        ("/nowhere", 404, text_of("page-refused", status=404)),
        ("/tickets/1?page=abc", 422, text_of("page-refused", status="address")),
        ("/people/abc", 404, text_of("page-refused", status=404)),
    ):
        answer = await client.get(path, headers=_BROWSER)
        assert (answer.status_code, html.escape(said) in answer.text) == (status, True), path
        assert 'id="bar"' in answer.text, "within the frame, with its search"
        section = {"/nowhere": "/", "/people/abc": "/people"}.get(path, "/tickets")
        assert f'<a class="button main" href="{section}"' in answer.text, "where to go"
        assert answer.text.count("<h1") == 1, "who reads by headings finds one"
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert (await client.get(path)).text == ""
        assert (await client.get(path, headers={**_BROWSER, "hx-request": "true"})).text == ""
    forged = await client.post("/sign-out", data={"form": "x"}, headers=_BROWSER)
    assert (forged.status_code, text_of("page-refused", status=403) in forged.text) == (403, True)
    own = await client.get("/nowhere", headers={**_BROWSER, "accept-language": "ru"})
    assert text_of("page-refused", status=404) in own.text, "who is signed in chose a language"
    missing = await client.get("/api/v1/tickets/1", headers=_BROWSER)
    assert missing.headers["content-type"] == "application/problem+json"
    assert (await client.get("/tickets", headers=_BROWSER)).status_code == 200
    client.cookies.clear()
    russian = await client.get("/nowhere", headers={**_BROWSER, "accept-language": "ru"})
    assert text_of("page-refused", "ru", status=404) in russian.text
    assert 'id="bar"' not in russian.text, "who is not signed in learns nothing of the panel"
    second = await client.get("/nowhere", headers={**_BROWSER, "accept-language": "eo, ru;q=0.8, en;q=0.5"})
    assert second.text == russian.text, "the first of their languages that is ours"


async def test_an_address_of_a_form_typed_leads_to_its_page(browser: Browser) -> None:
    for typed, page in (
        ("/bulk", "/tickets"),
        ("/views", "/tickets"),
        ("/tickets.csv", "/tickets"),
        ("/tickets/7/say", "/tickets/7"),
        ("/systems/1/token", "/systems/1"),
        ("/people/5/sessions/9", "/people/5"),
        ("/language", "/"),
    ):
        led = await browser.client.get(typed, headers=_BROWSER)
        assert (led.status_code, led.headers.get("location")) == (303, page), typed
    browser.client.cookies.clear()
    bare = await browser.client.get("/tickets/7/say", headers=_BROWSER)
    assert (bare.status_code, 'id="bar"' in bare.text) == (405, False)


async def test_what_was_typed_is_shown_again_where_a_form_is_not_taken(browser: Browser) -> None:
    """Of who is signed out meanwhile, whose page is older than their session, whose ticket is not theirs to see."""
    client, words = browser.client, "Look under the </textarea><b>ramp</b>\r\nfirst."
    await browser.opens("/tickets")
    typed = {"form": browser.form, "text": words, "seen": "1"}
    form = {"data": typed, "files": {"files": ("", b"")}, "headers": _BROWSER}
    missing = await client.post(
        "/tickets/999/act", data={"form": typed["form"], "what": "hold", "value": words}, headers=_BROWSER
    )
    assert missing.status_code == 404
    forged = await client.post("/tickets/999/act", data={"form": "0" * 64, "value": words}, headers=_BROWSER)
    assert forged.status_code == 403
    unknown = await client.post(
        "/now/hand", data={"form": typed["form"], "number": "x y", "agent": words}, headers=_BROWSER
    )
    assert unknown.status_code in (404, 422)
    await browser.sends("/sign-out")
    out = [
        await client.post("/tickets/1/say", **form),
        await client.post("/views", data={"name": words}, headers=_BROWSER),
    ]  # type: ignore[arg-type]
    assert [one.status_code for one in out] == [401, 401]
    for answer in (missing, forged, *out):
        assert words.replace("\r", "") in html.unescape(answer.text).replace("\r", ""), answer.status_code
        assert "<b>ramp" not in answer.text
        assert not [one for one in re.findall("<pre.*?</pre>", answer.text, re.DOTALL) if typed["form"] in one]
        assert '<pre class="typed-back" dir="auto" tabindex="0">' in answer.text, "what is long is scrolled by keys too"
    assert "You are no longer signed in" in out[0].text
    assert 'href="/sign-in"' in out[0].text
    for bare in ({"what": "still"}, {}):
        led = await client.post("/tickets/1/act", data=bare, headers=_BROWSER)
        assert (led.status_code, led.headers["location"]) == (303, "/sign-in")
