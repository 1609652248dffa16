"""Sessions of the panel: how long they last, what their forms and answers carry, where signing in leads back to."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import URL, browser_at, chosen, code_of, panel_of
from tests.flows.panel.browser import Browser as Windowless
from tests.flows.phone import buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.texts import piece_of
from web import app
from web.__main__ import serve_app
from web.context import WebContext
from web.settings import WebSettings

pytestmark = pytest.mark.sentence("The panel")

HTTPS = "https://desk.example.com"


_HTML = "text/html,application/xhtml+xml"


@asynccontextmanager
async def _panel(database: Database, *begins: object) -> AsyncIterator[tuple[Stage, int]]:
    async with staged(database, board=False, begins=begins, web__url=URL) as stage, panel_of(stage) as port:
        yield stage, port


async def test_a_session_ends_unused_after_half_a_day_in_all_after_a_week_and_by_hand(database: Database) -> None:
    async with _panel(database) as (stage, port), browser_at(port) as browser:
        vera = stage.vera
        await browser.signs_in(vera, str(VERA))
        stage.clock.on(hours=11, minutes=59)
        assert await browser.opens("/") == ""
        stage.clock.on(hours=12, minutes=1)
        assert await browser.opens("/") == "/sign-in"
        await browser.signs_in(vera, str(VERA))
        for _ in range(15):
            assert await browser.opens("/") == ""
            stage.clock.on(hours=11)
        assert await browser.opens("/") == ""
        stage.clock.on(hours=4)
        assert await browser.opens("/") == "/sign-in"
        await browser.signs_in(vera, str(VERA))
        await vera.writes("/panel")
        listed = await vera.last()
        assert "Firefox, Linux, 127.0.0.1" in words(listed)
        (end,) = buttons(listed)
        await vera.presses(end)
        assert "Nobody is signed in as you." in await vera.reads()
        assert await browser.opens("/") == "/sign-in"
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/")
        assert await browser.sends("/sign-out") == "/sign-in"
        assert await browser.opens("/") == "/sign-in"


async def test_pages_that_follow_keep_no_session_and_a_wall_only_the_wall(database: Database) -> None:
    """A tab that nobody uses asks again with each change; so does a wall, which goes on until the week is over."""
    async with _panel(database) as (stage, port), browser_at(port) as tab, browser_at(port) as wall:
        vera = stage.vera
        for browser, page in ((tab, "/"), (wall, "/wall")):
            await browser.signs_in(vera, str(VERA))
            await browser.opens(page)
        for _ in range(25):
            stage.clock.on(minutes=30)
            await tab.client.get("/", headers={"hx-request": "true"})
            assert (await wall.client.get("/wall", headers={"hx-request": "true"})).status_code == 200
        assert await tab.opens("/") == "/sign-in"
        assert await wall.opens("/") == "/sign-in"
        assert await wall.sends("/sign-out", form=wall.form or "0") == "/sign-in"
        assert await wall.opens("/wall") == ""
        await vera.writes("/panel")
        (end,) = await vera.buttons()
        await vera.presses(end)
        assert await wall.opens("/wall") == "/sign-in"


async def test_what_every_answer_says_to_browsers(database: Database) -> None:
    async with _panel(database) as (_stage, port), browser_at(port) as browser:
        answer = await browser.client.get("/sign-in")
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "<script>" not in answer.text
        assert " style=" not in answer.text
        assert (await browser.client.get("/metrics", headers={"x-forwarded-for": "8.8.8.8"})).status_code == 404
        assert (await browser.client.get("/readyz")).json() == {"database": "ok"}
        before = await _asked(browser)
        await browser.opens("/sign-in")
        await browser.sends("/sign-in", name="@nobody")
        assert await _asked(browser) == before + 1


async def _asked(browser: Windowless) -> float:
    """How many have asked, as the operator is shown it."""
    shown = (await browser.client.get("/metrics")).text
    found = re.search(r'^pulldesk_sign_ins_total{outcome="asked"} (\S+)', shown, re.MULTILINE)
    return float(found[1]) if found else 0


async def test_over_tls_cookies_go_over_tls_alone_and_no_neighbour_of_the_host_sets_them(database: Database) -> None:
    async with staged(database, board=False, web__url=HTTPS) as stage:
        ctx = WebContext(stage.database, WebSettings(_env_file=None, web_url=HTTPS), stage.clock)
        async with serve_app(app.make_app(ctx), "127.0.0.1", 0) as port, browser_at(port) as browser:
            browser.client.headers["origin"] = HTTPS
            kept: dict[str, str] = {}
            await _keeps(browser, kept, "GET", "/tickets", headers={"accept": _HTML})
            await _keeps(browser, kept, "GET", "/sign-in")
            await _keeps(browser, kept, "POST", "/sign-in", name=str(VERA))
            await stage.settle()
            await stage.vera.presses(chosen(await stage.vera.last(), code_of(browser)))
            assert set(kept) == {"__Host-back", "__Host-browser"}
            answer = await _keeps(browser, kept, "POST", "/sign-in/finish")
            assert answer.headers["location"] == "/tickets"
            assert set(kept) == {"__Host-session"}
            session = kept.pop("__Host-session")
            assert "Max-Age=604800;" in next(said for said in answer.headers.get_list("set-cookie") if session in said)
            for cookie, status in ((f"session={session}", 303), (f"__Host-session={session}", 200)):
                answer = await browser.client.get("/tickets", headers={"cookie": cookie})
                assert answer.status_code == status, cookie


async def _keeps(
    browser: Windowless, kept: dict[str, str], method: str, path: str, headers: Mapping[str, str] | None = None,
    **fields: str,
) -> httpx.Response:  # fmt: skip
    """As a browser over TLS does: all cookies come so that they go over it alone, to this host, and to no script."""
    said = {"cookie": "; ".join(f"{name}={value}" for name, value in kept.items()), **(headers or {})}
    data = {"form": browser.form, **fields} if method == "POST" else None
    answer = await browser.client.request(method, path, headers=said, data=data)
    browser._shown(answer)
    for cookie in answer.headers.get_list("set-cookie"):
        pair, *flags = cookie.split("; ")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(flags), cookie
        name, _, value = pair.partition("=")
        kept.pop(name, None)
        if "Max-Age=0" not in flags:
            kept[name] = value.strip('"')
    return answer


async def test_without_a_door_there_is_nothing_of_it(database: Database) -> None:
    async with staged(database, board=False) as stage:
        vera = stage.vera
        await vera.writes("/panel")
        assert piece_of("panel-none") in await vera.reads()
        await vera.writes("/settings panel")
        assert "panel_for_agents" not in await vera.reads()
        assert await vera.buttons() == ["set:all:1"]


async def test_whoever_signs_in_again_is_led_to_where_they_were(database: Database) -> None:
    """And to nothing that a link from elsewhere says, that is no page, or that somebody who signed out looked at."""
    async with _panel(database, cast.rita) as (stage, port), browser_at(port) as browser:
        await files(stage.rita, "The heating is cold")
        page, html, at = "/tickets/1?page=2", {"accept": _HTML}, f"{URL}/tickets/1"
        for headers, path, form, to in (
            ({**html, "referer": f"{at}?page=2"}, "/tickets/1/say", "two words", page),
            ({**html, "referer": at}, "/tickets/1/do", "claim", "/tickets/1"),
            ({"hx-request": "true", "hx-current-url": f"{URL}/tickets"}, "/tickets?state=all", None, "/tickets"),
            ({**html, "referer": f"{at}/say"}, "/tickets/1/say", "two words", None),
            ({**html, "referer": "https://elsewhere.example/tickets/1"}, "/tickets/1/say", "two words", None),
            (html, "/", None, None),
            ({"accept": "text/event-stream"}, "/live", None, None),
            (html, "/live", None, None),
            (html, page, None, page),
        ):
            browser.client.cookies.clear()
            method, data = ("GET", None) if form is None else ("POST", {"text": form})
            await browser.client.request(method, path, headers=headers, data=data)
            said = browser.client.cookies.get("back")
            assert (said and said.strip('"')) == to, (path, headers)
        assert await _let_in(stage, browser) == page
        assert "back" not in browser.client.cookies
        await browser.opens(page)
        assert browser.status == 200
        browser.client.cookies.set("back", "//elsewhere.example", domain="127.0.0.1")
        await browser.sends("/sign-out")
        assert "back" not in browser.client.cookies
        for elsewhere in ("//elsewhere.example", "/tickets\\..//elsewhere.example"):
            browser.client.cookies.set("back", elsewhere, domain="127.0.0.1")
            assert await _let_in(stage, browser) == "/", elsewhere


async def _let_in(stage: Stage, browser: Windowless) -> str:
    await browser.opens("/sign-in")
    await browser.sends("/sign-in", name=str(VERA))
    await stage.settle()
    vera = stage.vera
    await vera.presses(chosen(await vera.last(), code_of(browser)))
    return await browser.sends("/sign-in/finish")
