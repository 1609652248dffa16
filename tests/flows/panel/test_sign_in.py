"""Signing in to the panel: a code on the page, a press in Telegram; nothing else leads in."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.panel.browser import URL, browser_at, chosen, code_of, panel_of
from tests.flows.panel.browser import Browser as Windowless
from tests.flows.phone import buttons, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.texts import piece_of, text_of
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
        await vera.writes("/audit")
        assert "signed in to the panel" in await vera.reads()


async def test_a_name_that_nobody_can_have_gets_a_code_as_any(database: Database) -> None:
    async with _panel(database) as (stage, port), browser_at(port) as browser:
        await browser.opens("/sign-in")
        await browser.sends("/sign-in", name="ve\x00ra")
        assert (browser.status, bool(code_of(browser))) == (200, True)
        await stage.settle()
        assert "sign in" not in await stage.people["Vera"].reads()


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


async def test_two_browsers_ask_and_only_the_one_whose_code_is_chosen_comes_in(database: Database) -> None:
    """A stranger who knows Vera's name asks first; hers is asked about all the same, and a guess lets nobody in."""
    async with _panel_of_all(database) as (stage, port), browser_at(port) as stranger, browser_at(port) as browser:
        vera = stage.vera
        stranger.client.headers["x-forwarded-for"] = "8.8.4.9"
        stranger.client.headers["user-agent"] = "Chrome/150.0 Windows"
        await _asks(stage, stranger)
        await _asks(stage, browser)
        asked = await vera.last()
        assert "2 browsers ask" in words(asked)
        assert "1. Chrome, Windows, 8.8.4.9\n2. Firefox, Linux, 127.0.0.1" in words(asked)
        await vera.presses(chosen(asked, code_of(browser)))
        assert await browser.sends("/sign-in/finish") == "/"
        assert await stranger.sends("/sign-in/finish") == ""
        left = await vera.last()
        assert "8.8.4.9" in words(left)
        codes = buttons(left)[:-1]
        await vera.presses(next(code for code in codes if code != chosen(left, code_of(stranger))))
        assert await stranger.sends("/sign-in/finish") == ""
        assert piece_of("web-asks-wrong") in await vera.reads()
        await _asks(stage, stranger)
        await vera.presses((await vera.buttons())[-1])
        (end_all,) = await vera.buttons()
        await _asks(stage, stranger)
        assert piece_of("web-asks-how") not in await vera.reads(), "its network is shut out"
        await vera.presses(end_all)
        assert await browser.opens("/") == "/sign-in"


async def test_strangers_who_go_on_asking_do_not_keep_out_who_opens_the_link_of_panel(database: Database) -> None:
    """They fill all places after `/panel` too, and use up what her address may ask and what all addresses may."""
    async with _panel_of_all(database) as (stage, port), browser_at(port) as browser:
        vera = stage.vera
        await vera.writes("/panel")
        for n in range(7):
            async with browser_at(port) as stranger:
                stranger.client.headers["x-forwarded-for"] = f"2001:db8:{n}:1::1"
                await _asks(stage, stranger)
        for _ in range(6):
            await _asks(stage, browser)
        assert browser.status == 429
        (link,) = re.findall(URL + r"(/sign-in/\w{8})", words(await vera.containing(text_of("panel-nobody"))))
        await browser.opens(link.lower())
        assert await browser.sends("/sign-in", name="nobody", word=link[-8:]) == ""
        assert browser.status == 429, "it is a word for one name"
        await browser.opens(link)
        await browser.sends("/sign-in", name=str(VERA), word=_hidden_word(browser))
        await stage.settle()
        await vera.presses(chosen(await vera.last(), code_of(browser)))
        assert await browser.sends("/sign-in/finish") == "/"


def _hidden_word(browser: Windowless) -> str:
    (found,) = re.findall(r'name="word" value="(\w+)"', browser.page)
    return str(found)


@asynccontextmanager
async def _panel_of_all(database: Database) -> AsyncIterator[tuple[Stage, int]]:
    """Browsers come through a proxy, each from an address of its own."""
    async with (
        staged(database, board=False, web__url=URL) as stage,
        panel_of(stage, web_proxies="127.0.0.0/8") as port,
    ):
        yield stage, port


async def _asks(stage: Stage, browser: Windowless) -> None:
    """A browser asks to be let in as Vera."""
    await browser.opens("/sign-in")
    await browser.sends("/sign-in", name=str(VERA))
    await stage.settle()
