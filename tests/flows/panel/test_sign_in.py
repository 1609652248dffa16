"""Signing in to the panel: a code on the page, a press in Telegram; nothing else leads in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import reads_audit
from tests.flows.panel.browser import URL, browser_at, chosen, code_of, panel_of
from tests.flows.phone import buttons, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.texts import text_of
from web.features.sign_in.routes import EVEN_SECONDS

pytestmark = pytest.mark.sentence("The panel")


@asynccontextmanager
async def _panel(database: Database, *begins: object) -> AsyncIterator[tuple[Stage, int]]:
    async with staged(database, board=False, begins=begins, web__url=URL) as stage, panel_of(stage) as port:
        yield stage, port


async def test_an_admin_chooses_the_code_that_their_browser_shows(database: Database) -> None:
    async with _panel(database) as (stage, port), browser_at(port) as browser:
        vera = stage.vera
        assert await browser.opens("/") == "/sign-in"
        await browser.opens("/sign-in")
        await browser.sends("/sign-in", name=str(VERA))
        code = code_of(browser)
        assert await browser.sends("/sign-in/finish") == ""  # nobody has let it in yet
        assert text_of("page-sign-in-not-yet") in browser.text
        assert code_of(browser) == code
        await stage.settle()
        asked = await vera.last()
        assert "Firefox, Linux, 127.0.0.1 (the panel’s own computer)" in words(asked)
        assert code not in words(asked)
        assert await browser.opens("/") == "/sign-in"
        assert len(buttons(asked)) == 3 + 1
        await vera.presses(chosen(asked, code))
        assert "127.0.0.1 (the panel’s own computer): signed in." in await vera.reads()
        assert await browser.opens("/") == "/sign-in"  # to look is never to sign in
        assert await browser.sends("/sign-in/finish") == "/"
        late = await browser.client.post(  # asked while the first page was on its way, which this is not to replace
            "/sign-in/finish", data={"form": browser.form}, headers={"hx-request": "true"}
        )
        assert (late.status_code, late.headers.get("hx-redirect")) == (204, None)
        await browser.opens("/")
        assert "Needs attention" in browser.text
        assert "Vera" in browser.text
        audited = await reads_audit(vera)
        assert "signed in to the panel" in audited


async def test_a_name_that_nobody_can_have_gets_a_code_as_any(database: Database) -> None:
    async with _panel(database) as (stage, port), browser_at(port) as browser:
        await browser.opens("/sign-in")
        await browser.sends("/sign-in", name="ve\x00ra")
        assert (browser.status, bool(code_of(browser))) == (200, True)
        await stage.settle()
        assert "sign in" not in await stage.vera.reads()


async def test_who_may_not_come_in_is_not_asked_and_no_browser_learns_who_is_there(database: Database) -> None:
    async with _panel(database, cast.rita, cast.olga) as (stage, port):
        rita, olga = stage.rita, stage.olga
        before = [await phone.texts() for phone in (rita, olga)]
        pages = []
        for name in (str(rita.id), str(olga.id), "@nobody", "0", "9" * 18, "<b>x</b>"):
            async with browser_at(port) as browser:
                await browser.opens("/sign-in")
                await browser.sends("/sign-in", name=name)
                assert browser.status in (200, 429)
                pages.append(browser.text.replace(code_of(browser), "") if browser.status == 200 else pages[-1])
        await stage.settle()
        assert len(set(pages)) == 1
        assert [await phone.texts() for phone in (rita, olga)] == before


async def test_an_answer_takes_as_long_whether_or_not_somebody_has_the_name(database: Database) -> None:
    async with _panel(database) as (_stage, port), browser_at(port) as browser:
        for name in (str(VERA), "@nobody"):
            await browser.opens("/sign-in")
            began = perf_counter()
            await browser.sends("/sign-in", name=name)
            assert perf_counter() - began >= EVEN_SECONDS


async def test_a_code_lets_in_once_and_nobody_else_may_let_it_in(database: Database) -> None:
    async with _panel(database, cast.olga) as (stage, port), browser_at(port) as browser:
        vera, olga = stage.vera, stage.olga
        browser.client.cookies.set("browser", "planted", domain="127.0.0.1", path="/")
        await browser.opens("/sign-in")
        planted = browser.form
        await browser.sends("/sign-in", name=str(VERA))
        await stage.settle()
        asked = await vera.last()
        yes, no = chosen(asked, code_of(browser)), buttons(asked)[-1]
        await olga.presses(yes, on=await olga.last_id(), force=True)
        assert await browser.sends("/sign-in/finish") == ""
        assert await browser.opens("/") == "/sign-in"
        await vera.presses(yes, on=asked["message_id"])
        await vera.presses(yes, on=asked["message_id"], force=True)
        await vera.presses(no, on=asked["message_id"], force=True)
        async with browser_at(port) as who_planted:
            who_planted.client.cookies.set("browser", "planted", domain="127.0.0.1", path="/")
            assert await who_planted.sends("/sign-in/finish", form=planted) == "/sign-in?over=1"
        stolen = dict(browser.client.cookies)
        form = browser.form
        assert await browser.sends("/sign-in/finish") == "/"
        async with browser_at(port) as thief:
            thief.client.cookies.update({"browser": stolen["browser"]})
            assert await thief.sends("/sign-in/finish", form=form) == "/sign-in?over=1"
        assert (await row(stage, "select count(*) from web_sessions")) == (1,)


async def test_a_page_with_a_code_that_has_run_out_says_so_by_itself(database: Database) -> None:
    """As any of its kind: whether somebody refused it, or has that name at all, makes no difference."""
    script = {"hx-request": "true"}
    async with _panel(database) as (stage, port), browser_at(port) as browser:
        vera = stage.vera
        for name, is_refused in ((str(VERA), True), ("nobody_here", False)):
            await browser.opens("/sign-in")
            await browser.sends("/sign-in", name=name)
            if is_refused:
                await stage.settle()
                await vera.presses((await vera.buttons())[-1])
            waits = await browser.client.post("/sign-in/finish", data={"form": browser.form}, headers=script)
            assert (waits.status_code, waits.headers.get("hx-redirect")) == (204, None)
            stage.clock.on(minutes=5)
            for cookies in (dict(browser.client.cookies), {}):  # the second: the browser has dropped it meanwhile
                browser.client.cookies.clear()
                browser.client.cookies.update(cookies)
                over = await browser.client.post("/sign-in/finish", data={"form": browser.form}, headers=script)
                assert over.headers["hx-redirect"] == "/sign-in?over=1"
