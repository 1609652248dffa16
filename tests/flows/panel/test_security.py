"""What nobody gets from the panel by force, trick or theft: every address of it, over HTTP."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from db.database import Database
from tests.flows import cast as people
from tests.flows.acts import dismissed, files
from tests.flows.files.test_uploads import PICTURE, brings, part
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.stage import VERA, Stage, staged
from web import features, panel
from web import files as web_files
from web.context import WebContext
from web.panel.page_route import is_open
from web.settings import WebSettings

pytestmark = pytest.mark.sentence("The panel")

ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e'
_OPEN = ("/sign-in", "/sign-in/finish", "/sign-in/{word}", "/files/{address}/{name}", "/wall/{secret}")


def _routes() -> Iterator[tuple[str, str]]:
    """Method and path of every page there is, whichever room it lies in."""
    ctx = WebContext(cast("Any", None), WebSettings(_env_file=None, web_url=URL), cast("Any", None))
    rooms = [
        *pkgutil.walk_packages(features.__path__, "web.features."),
        *pkgutil.iter_modules(web_files.__path__, "web.files."),
        *pkgutil.iter_modules(panel.__path__, "web.panel."),
    ]
    for room in rooms:
        for name, make in vars(importlib.import_module(room.name)).items():
            if not re.fullmatch(r"make_(\w+_)?router", name):
                continue
            for route in make(ctx).routes:
                if isinstance(route, APIRoute):
                    for method in route.methods:
                        yield method, route.path


ROUTES = sorted(set(_routes()))


def _filled(path: str, number: int = 1) -> str:
    """An address of that kind."""
    return re.sub(r"{(\w+)(:id)?}", lambda found: "en" if found[1] == "language" else str(number), path)


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, int]]:
    """A desk with an agent, who may come in too, and a request."""
    async with (
        staged(database, board=False, begins=(people.rita, people.olga), web__url=URL) as stage,
        panel_of(stage, todoist_api_token="t" * 40) as port,
    ):
        await stage.vera.writes("/settings panel_for_agents on")
        yield stage, port


async def test_every_address_asks_who_comes_and_every_form_whose_it_is(desk: tuple[Stage, int]) -> None:
    stage, port = desk
    assert len(ROUTES) > 40
    number = await files(stage.rita, "The heating is cold")
    async with browser_at(port) as nobody, browser_at(port) as vera:
        await vera.signs_in(stage.vera, str(VERA))
        before = await _all_there_is(stage)
        for method, path in ROUTES:
            if path in _OPEN:
                continue
            answer = await nobody.client.request(method, _filled(path, number), data=_form(method, "0" * 64))
            assert answer.status_code in ((303,) if method == "GET" else (303, 404, 422)), (method, path)
            assert answer.headers.get("location", "/sign-in") == "/sign-in", (method, path)
            if method == "POST":
                for token in ("0" * 64, ""):
                    forged = await vera.client.post(_filled(path, number), data=_form(method, token))
                    assert forged.status_code in (403, 404, 422), (method, path)
    assert await _all_there_is(stage) == before


async def test_a_form_of_a_stranger_is_not_parsed(desk: tuple[Stage, int]) -> None:
    """Nobody can read such a form; who it is from is looked at first."""
    _, port = desk
    asked = [path for method, path in ROUTES if method == "POST" and not is_open(path)]
    assert len(asked) > 40
    async with browser_at(port) as nobody:
        nobody.client.headers["content-type"] = "multipart/form-data"
        for path in asked:
            answer = await nobody.client.post(_filled(path), content=b"--x")
            assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), path


async def test_no_number_is_a_mistake_of_ours(desk: tuple[Stage, int]) -> None:
    """Larger than any that is stored, below the first: in each address, and where a form or a page names one."""
    stage, port = desk
    number = await files(stage.rita, "The heating is cold")
    here, odd = f"/tickets/{number}", ("9" * 5000, 10**30, 2**63, -1)
    async with browser_at(port) as vera:
        await vera.signs_in(stage.vera, str(VERA))
        await vera.opens("/tickets")
        asked = [(method, _filled(path, one)) for method, path in ROUTES for one in odd if "{" in path]
        asked += [
            ("GET", f"{here}?{name}={one}") for name in ("page", "history", "earlier") for one in (*odd, -(2**31))
        ]
        asked += [("GET", f"{path}?page={one}") for path in ("/tickets", "/answers", "/requesters") for one in odd]
        async with browser_at(port) as nobody:
            for method, path in asked:  # in an address it is read before anybody is asked who they are
                answer = await nobody.client.request(method, path, data=_form(method, "0" * 64))
                assert answer.status_code < 500, (method, path[:80])
        for method, path in asked:
            answer = await vera.client.request(method, path, data=_form(method, vera.form))
            is_right = answer.status_code < 500 if "?" in path or method == "POST" else answer.status_code == 404
            assert is_right, (method, path)
        for one in odd:
            answer = await vera.client.post("/bulk", data={**(_form("POST", vera.form) or {}), "number": [str(one)]})
            assert answer.status_code < 500, one


def _form(method: str, token: str) -> dict[str, str] | None:
    return {"form": token, "text": "x", "value": "1", "verb": "claim", "act": "claim"} if method == "POST" else None


async def _all_there_is(stage: Stage) -> list[tuple[object, ...]]:
    async with stage.database.engine.connect() as connection:
        rows = await connection.exec_driver_sql(
            "select status::text, assignee_id, priority, (select count(*) from entries), (select count(*) from audit), "
            "(select count(*) from history), (select count(*) from people), (select count(*) from blobs) from tickets"
        )
        return [tuple(row) for row in rows]


async def test_an_agent_does_not_get_their_own_requests_as_staff(desk: tuple[Stage, int]) -> None:
    stage, port = desk
    olga = stage.olga
    own = await files(olga, "My chair squeaks")
    async with browser_at(port) as browser:
        await browser.signs_in(olga, str(olga.id))
        await browser.opens("/tickets")
        token = browser.form
        for method, path in ROUTES:
            if path.startswith("/tickets/{number}"):
                answer = await browser.client.request(method, _filled(path, own), data=_form(method, token))
                assert answer.status_code in (404, 422), (method, path, answer.status_code)
    async with stage.database.engine.connect() as connection:
        rows = await connection.exec_driver_sql("select count(*) from entries where origin = 'panel'")
        assert rows.scalar_one() == 0


async def test_a_session_is_nobody_elses(desk: tuple[Stage, int]) -> None:
    """Planted before: worth nothing. Stolen: as long as its person is in, and no longer. Guessed: never."""
    stage, port = desk
    vera, olga = stage.vera, stage.olga
    async with browser_at(port) as browser, browser_at(port) as thief:
        for name in ("session", "browser"):
            browser.client.cookies.set(name, "planted", domain="127.0.0.1", path="/")
            thief.client.cookies.set(name, "planted", domain="127.0.0.1", path="/")
        await thief.opens("/sign-in")
        planted = thief.form
        await browser.signs_in(olga, str(olga.id))
        assert browser.client.cookies.get("session", domain="127.0.0.1") != "planted"
        assert await thief.sends("/sign-in/finish", form=planted) == "/sign-in?over=1"
        assert await thief.opens("/") == "/sign-in"
        guesses = [(await thief.client.post("/sign-in/finish", data={"form": planted})).status_code for _ in range(40)]
        assert guesses[-1] == 429
        assert "set-cookie" not in (await thief.client.get("/")).headers
        thief.client.cookies = httpx.Cookies(browser.client.cookies)
        await thief.opens("/tickets")
        assert thief.status == 200
        token = thief.form
        await dismissed(stage, olga)
        for one in (thief, browser):
            assert await one.opens("/tickets") == "/sign-in"
            assert await one.sends("/bulk", form=token, verb="claim") == "/sign-in"
        assert vera.id == VERA


async def test_nothing_that_people_name_or_write_runs(desk: tuple[Stage, int]) -> None:
    stage, port = desk
    eve = await stage.phone(ATTACK[:60], last_name=ATTACK[:60])
    await eve.writes("/start")
    number = await files(eve, f"{ATTACK} {{{{ 7 * 7 }}}}")
    async with browser_at(port) as browser:
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens(f"/tickets/{number}")
        hostile = '"><script>alert(1)<\\script>.png'
        assert (await brings(browser, number, part(hostile, PICTURE), text=ATTACK)).status_code == 303
        for _, path in [one for one in ROUTES if one[0] == "GET" and one[1] not in (*_OPEN, "/live")]:
            await browser.opens(_filled(path, number) + "?q=" + ATTACK)
            _nothing_runs(browser)
        await browser.opens(f"/tickets/{number}")
        assert "alert(1)" in browser.text


class _Tags(HTMLParser):
    """What a browser makes of a page: its tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more."""
        self.seen.append((tag, dict(attrs)))


def _nothing_runs(browser: Browser) -> None:
    """No tag of theirs, and no script or handler in the page at all."""
    assert browser.status < 500, browser.page[:200]
    tags = _Tags()
    tags.feed(browser.page)
    for tag, attributes in tags.seen:
        assert tag not in ("iframe", "object", "embed", "style"), tag
        assert tag != "img" or re.fullmatch(r"/tickets/\d+/files/\d+", attributes.get("src") or ""), attributes
        assert tag != "script" or (attributes.get("src") or "").startswith("/static/")
        assert not any(name.startswith("on") or name == "style" for name in attributes), attributes
        for name in ("href", "src", "action", "formaction"):
            assert not re.match(r"\s*(javascript|data|vbscript):", attributes.get(name) or "", re.IGNORECASE)
