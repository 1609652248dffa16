"""The second factor of the panel, what it is asked for, sessions of others, links for a wall, notices of security."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pyotp
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files, invite, reads_audit
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of, vera_let_in
from tests.flows.panel.test_security import ROUTES
from tests.flows.phone import buttons, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

KEY = Fernet.generate_key().decode()
_FREE = ("/sign-in", "/live", "/second-factor", "/profile/passkey")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with a requester and an agent, and Vera signed in."""
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga, vera_let_in), web__url=URL) as stage,
        _panel(stage) as port,
        browser_at(port) as browser,
    ):
        browser.client.cookies.update(await stage.once(vera_let_in))
        yield stage, browser


def _panel(stage: Stage) -> AbstractAsyncContextManager[int]:
    return panel_of(stage, web_secret_key=KEY)


async def _adds_an_app(stage: Stage, browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Add an authenticator app; the app, and the recovery codes that are shown."""
    await browser.opens("/profile")
    await browser.sends("/profile/app")
    found = re.search(r'class="code secret">(\w+)<', browser.page)
    assert found is not None
    assert 'class="qr"' in browser.page
    app = pyotp.TOTP(found[1])
    await browser.sends("/profile/app/confirm", code=app.at(stage.clock()))
    return app, re.findall(r"<li>([a-z0-9]{6}-[a-z0-9]{6})</li>", browser.page)


async def test_after_the_code_in_telegram_the_panel_asks_for_the_second_factor(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    await browser.opens("/profile")
    assert text_of("page-factor") not in browser.text, "nobody switched it on"
    await vera.writes("/settings second_factor optional")
    app, codes = await _adds_an_app(stage, browser)
    assert len(codes) == 10
    await stage.settle()
    assert "authenticator app was added" in await vera.reads()
    stage.clock.on(seconds=31)
    async with _panel(stage) as port, browser_at(port) as other:
        await other.signs_in(vera, str(VERA))
        for _, path in [one for one in ROUTES if one[0] == "GET" and "{" not in one[1] and one[1] not in _FREE]:
            assert await other.opens(path) == "/second-factor", path
        await other.opens("/second-factor")
        await other.sends("/second-factor", code="000000")
        assert piece_of("page-factor-wrong") in other.text
        code = app.at(stage.clock())
        assert await other.sends("/second-factor", code=f"{code[:3]} {code[3:]}") == "/"
        assert await other.opens("/") == ""
        await other.sends("/sign-out")
        await other.signs_in(vera, str(VERA))
        await other.opens("/second-factor")
        await other.sends("/second-factor", code=code)
        assert other.status == 422, "a code is good once"
        assert await other.sends("/second-factor", code=codes[0].upper()) == "/"
        await other.opens("/profile")
        assert text_of("page-codes-left", n=9) in other.text
        await stage.settle()
        assert "9 codes are left" in await vera.reads()
        await other.sends("/profile/codes")
        await other.opens("/second-factor?again=1")
        await other.sends("/second-factor", code=codes[1], again="1")
        assert other.status == 422, "earlier codes ended"


async def test_five_wrong_ones_end_the_session_and_admins_hear_of_it(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    await vera.writes("/settings second_factor optional")
    await _adds_an_app(stage, browser)
    async with _panel(stage) as port, browser_at(port) as other:
        await other.signs_in(vera, str(VERA))
        await other.opens("/second-factor")
        said = [await other.sends("/second-factor", code=wrong) for wrong in ("000000", "x", "1" * 40, "000001", "y")]
        assert said == ["", "", "", "", "/sign-in"]
        assert await other.opens("/second-factor") == "/sign-in"
    await stage.settle()
    assert "was wrong 5 times" in await vera.reads()
    assert await browser.opens("/") == "", "other sessions go on"


async def test_whoever_needs_one_and_has_none_adds_it_before_anything_else(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage,
        _panel(stage) as port,
        browser_at(port) as browser,
        browser_at(port) as agent,
    ):
        vera, olga = stage.vera, stage.olga
        await vera.writes("/settings panel_for_agents on")
        await vera.writes("/settings second_factor admins")
        await agent.signs_in(olga, str(olga.id))
        assert await agent.opens("/tickets") == ""
        await browser.signs_in(vera, str(VERA))
        assert await browser.opens("/tickets") == "/second-factor"
        await browser.opens("/second-factor")
        assert text_of("page-factor-due") in browser.text
        assert await browser.opens("/profile") == "/second-factor"
        await browser.sends("/profile/app")
        secret = re.search(r'class="code secret">(\w+)<', browser.page)
        assert secret is not None
        await browser.sends("/profile/app/confirm", code=pyotp.TOTP(secret[1]).at(stage.clock()))
        assert text_of("page-codes") in browser.text
        assert await browser.opens("/tickets") == ""
        await vera.writes("/settings second_factor all")
        assert await agent.opens("/tickets") == "/second-factor", "a page that is open is asked at once"


async def test_a_stolen_session_adds_no_second_factor_of_its_own(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    await vera.writes("/settings second_factor optional")
    stage.clock.on(minutes=11)
    await browser.opens("/profile")
    await browser.sends("/profile/app")
    assert piece_of("lasting-first") in browser.text
    await stage.settle()
    assert "add or remove your second factor" in await vera.reads()
    assert await row(stage, "select count(*) from second_factors") == (0,)


async def test_what_outlasts_a_session_asks_for_the_factor_instead_of_a_press(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    await vera.writes("/settings second_factor optional")
    app, _ = await _adds_an_app(stage, browser)
    stage.clock.on(minutes=11)
    await browser.opens("/systems")
    await browser.sends("/systems", name="Shop")
    assert text_of("factor-first") in browser.text
    assert 'href="/second-factor?again=1"' in browser.page
    assert 'value="Shop"' in browser.page
    await stage.settle()
    assert not [one for one in await vera.texts() if "asks in your name" in one]
    await browser.opens("/second-factor?again=1")
    await browser.sends("/second-factor", code=app.at(stage.clock()), again="1")
    assert text_of("page-factor-proved") in browser.text
    await browser.opens("/systems")
    await browser.sends("/systems", name="Shop")
    assert "pds_" in browser.page
    await browser.opens("/people")
    await browser.sends("/people/invite", role="admin")
    assert "start=" in browser.page
    stage.clock.on(minutes=11)
    await browser.opens("/people")
    await browser.sends("/people/invite", role="admin")
    assert "start=" not in browser.page


async def test_an_admin_ends_sessions_of_others_and_resets_a_lost_factor(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, olga = stage.vera, stage.olga
    await vera.writes("/settings panel_for_agents on")
    await vera.writes("/settings second_factor optional")
    async with _panel(stage) as port, browser_at(port) as agent:
        await agent.signs_in(olga, str(olga.id))
        await _adds_an_app(stage, agent)
        (olgas,) = await row(stage, "select id from people where name = 'Olga'")
        (key,) = await row(stage, "select max(id) from web_sessions")
        await agent.opens("/tickets")
        await agent.sends(f"/people/{olgas}/sessions/1")
        assert agent.status == 404
        await browser.opens(f"/people/{olgas}")
        assert await browser.sends(f"/people/{olgas}/sessions/{key}") == f"/people/{olgas}"
        assert await agent.opens("/tickets") == "/sign-in"
        await stage.settle()
        assert "Vera ended one of your sessions" in await olga.reads()
        await browser.opens(f"/people/{olgas}")
        await browser.confirms(vera, f"/people/{olgas}/second-factor")
        await stage.settle()
        assert "Vera removed your second factor" in await olga.reads()
        assert await row(stage, "select count(*) from second_factors") == (0,)
        await agent.signs_in(olga, str(olga.id))
        assert await agent.opens("/tickets") == ""
    audited = await reads_audit(vera)
    assert "reset a colleague’s second factor" in audited


async def test_a_manager_resets_no_admins_factor(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, max_ = stage.vera, await stage.phone("Max")
    await vera.writes("/settings second_factor optional")
    await _adds_an_app(stage, browser)
    await max_.writes(f"/start {await invite(vera, 'manager')}")
    async with _panel(stage) as port, browser_at(port) as manager:
        await manager.signs_in(max_, str(max_.id))
        await manager.opens("/people/1")
        await manager.sends("/people/1/second-factor")
        assert text_of("role-above") in manager.text
    assert await row(stage, "select count(*) from second_factors") == (1,)


async def test_an_open_page_of_an_ended_session_is_led_to_the_sign_in_at_once(desk: tuple[Stage, Browser]) -> None:
    """It is told that something changed, asks again, and is sent away."""
    _, browser = desk
    await browser.opens("/profile")
    form = browser.form
    async with browser.client.stream("GET", "/live") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "event: here"
        assert (await browser.client.post("/profile/sessions", data={"form": form})).status_code == 303
        async with asyncio.timeout(20):
            assert "event: changed" in [line async for line in lines]
    part = await browser.client.get("/", headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in")


async def test_a_link_for_a_wall_shows_the_wall_alone_until_it_is_ended(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    await files(stage.rita, "The heating is cold")
    await browser.opens("/profile")
    await browser.confirms(vera, "/profile/wall")
    link = re.search(rf'value="{URL}(/wall/[\w-]+)"', browser.page)
    assert link is not None
    async with _panel(stage) as port, browser_at(port) as screen, browser_at(port) as late:
        await screen.opens(link[1])
        assert await screen.opens("/wall") == "/sign-in", "to look at it opens nothing"
        await screen.opens(link[1])
        assert await screen.sends(link[1]) == "/wall"
        await screen.opens("/wall")
        assert "The heating is cold" in screen.text
        for _, path in [one for one in ROUTES if one[0] == "GET" and "{" not in one[1] and one[1] != "/live"]:
            if path not in ("/wall", "/sign-in"):
                assert await screen.opens(path) == "/sign-in", path
        assert await late.opens(link[1]) == ""
        assert late.status == 404
        stage.clock.on(days=30)
        await screen.opens("/wall")
        assert "The heating is cold" in screen.text
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/profile")
        (key,) = await row(stage, "select id from web_sessions where wall_only")
        assert await browser.sends(f"/profile/sessions/{key}") == "/profile"
        assert await screen.opens("/wall") == "/sign-in"


async def test_admins_hear_of_a_sign_in_from_elsewhere_and_end_it(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage,
        panel_of(stage, web_proxies="127.0.0.0/8") as port,
        browser_at(port) as browser,
        browser_at(port) as elsewhere,
    ):
        vera = stage.vera
        for one, address in ((browser, "203.0.113.7"), (elsewhere, "198.51.100.9")):
            one.client.headers["x-forwarded-for"] = address
            await one.signs_in(vera, str(VERA))
        await stage.settle()
        told = [one for one in await vera.received() if "from an address not used before" in words(one)]
        assert len(told) == 1, "the first session of a person is no news"
        assert "198.51.100.9" in words(told[0])
        await vera.presses(buttons(told[0])[0], on=told[0]["message_id"])
        assert await elsewhere.opens("/") == "/sign-in"
        assert await browser.opens("/") == ""
        await vera.presses(buttons(told[0])[0], on=told[0]["message_id"], force=True)


@IN_BOTH
async def test_it_says_so_in_the_readers_language(desk: tuple[Stage, Browser], language: str) -> None:
    stage, browser = desk
    vera = stage.vera
    await vera.writes("/settings second_factor optional")
    await vera.writes(f"/language {language}")
    await browser.opens("/profile")
    assert text_of("page-factor", language) in browser.text
    assert text_of("page-own-sessions", language) in browser.text
