"""What ends sessions at the panel for good: a dismissal, another role, a setting, an admin's press."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from itertools import permutations

import pytest

from db.database import Database
from db.models import Person, Role, WebSession
from desk import Desk
from desk.policy.permissions import PANEL, PRESETS, Grant
from desk.references import hash_secret
from desk.staff import members
from tests.flows import cast
from tests.flows.acts import dismissed, invite, member
from tests.flows.clients import as_vera
from tests.flows.panel.browser import URL, Browser, browser_at, chosen, code_of, panel_at, panel_of
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.sql import add, scalar

pytestmark = pytest.mark.sentence("The panel")

_OPEN = "select count(*) from web_sessions where ended_at is null"


async def _dismissed_and_back(stage: Stage, olga: Phone) -> None:
    await dismissed(stage, olga)
    assert await row(stage, _OPEN) == (0,)
    await olga.writes(f"/start {await invite(stage.vera)}")


async def _off_and_on(stage: Stage, _olga: Phone) -> None:
    for value in ("off", "on"):
        await stage.vera.writes(f"/settings panel_for_agents {value}")


async def _promoted(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await olga.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{olga.id}")
    assert "· admin" in words(await _screen(vera, olga))


async def _ended_by_an_admin(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await member(vera, olga.id)
    await vera.presses(f"psessions:{olga.id}")
    assert "Vera ended all your sessions" in await olga.reads()
    assert f"psessions:{olga.id}" not in buttons(await _screen(vera, olga))


async def _screen(admin: Phone, of: Phone) -> dict[str, object]:
    await member(admin, of.id)
    return await admin.last()


@pytest.mark.parametrize("what", [_dismissed_and_back, _off_and_on, _promoted, _ended_by_an_admin])
async def test_a_session_ends_for_good(database: Database, what: Callable[[Stage, Phone], Awaitable[None]]) -> None:
    """Also what a browser was let in for and has not taken yet; signed in again, she has the panel as before."""
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
        browser_at(port) as waits,
    ):
        olga = stage.olga
        await stage.vera.writes("/settings panel_for_agents on")
        await browser.signs_in(olga, str(olga.id))
        await _is_let_in(stage, waits, olga)
        await what(stage, olga)
        assert await browser.opens("/") == "/sign-in"
        assert await waits.sends("/sign-in/finish") == "/sign-in?over=1"
        assert await row(stage, _OPEN) == (0,)
        await browser.signs_in(olga, str(olga.id))
        assert await browser.opens("/") == ""


async def _is_let_in(stage: Stage, browser: Browser, phone: Phone) -> None:
    await browser.opens("/sign-in")
    await browser.sends("/sign-in", name=str(phone.id))
    await stage.settle()
    await phone.presses(chosen(await phone.last(), code_of(browser)))


async def test_an_admin_ends_a_colleagues_sessions_on_their_page(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as admin,
        browser_at(port) as browser,
    ):
        vera, olga = stage.vera, stage.olga
        await vera.writes("/settings panel_for_agents on")
        await browser.signs_in(olga, str(olga.id))
        await browser.opens("/")
        await admin.signs_in(vera, str(VERA))
        (key,) = await row(stage, "select id from people where name = 'Olga'")
        page = f"/people/{key}"
        await browser.sends(f"{page}/sessions")
        assert browser.status == 404, "agents end nobody's"
        await admin.opens(page)
        assert await admin.sends(f"{page}/sessions") == page
        assert await browser.opens("/") == "/sign-in"
        await admin.opens(page)
        assert "End all sessions" not in admin.text


async def _signed_in(stage: Stage, browser: Browser, phone: Phone) -> int:
    """The id of a new session of that person, which the browser has."""
    secret = secrets.token_urlsafe(32)
    browser.client.cookies.set("session", secret, domain="127.0.0.1")
    (person,) = await row(stage, "select id from people where telegram_id = :id", id=phone.id)
    now = stage.clock()
    return (
        await add(
            stage,
            WebSession(
                token_hash=hash_secret(secret), person_id=person, browser="", address="", began_at=now, seen_at=now
            ),
        )
    ).id


async def _done(stage: Stage, verb: Callable[[Desk], Awaitable[Person]], *, for_agents: bool = True) -> None:
    async with as_vera(stage) as desk:
        desk.rules = replace(desk.rules, web=replace(desk.rules.web, for_agents=for_agents))
        await verb(desk)


async def _is_over(stage: Stage, session: int) -> bool:
    return await scalar(stage, "select ended_at from web_sessions where id = :id", id=session) is not None


async def _is_wrong(
    stage: Stage, browser: Browser, before: Role, verb: Callable[[Desk], Awaitable[Person]], has: frozenset[Grant], *,
    for_agents: bool,
) -> bool:  # fmt: skip
    """Whether a session of Olga's with the role `before` does not end, or ends for nothing, when she gets what `has`
    says."""
    had, olga = PRESETS[before], stage.olga
    if not for_agents and not had & PANEL:
        return False
    await _done(stage, lambda desk: members.give_role(desk, olga.id, before), for_agents=for_agents)
    session = await _signed_in(stage, browser, olga)
    await _done(stage, verb, for_agents=for_agents)
    return await _is_over(stage, session) is (has <= had and (for_agents or bool(has & PANEL)))


@pytest.mark.parametrize("for_agents", [True, False])
async def test_no_session_outlives_a_role_or_grows_with_it(database: Database, for_agents: bool) -> None:
    async with panel_at(database, cast.olga) as (stage, browser):
        olga, wrong = stage.olga, []
        for before, after in permutations(PRESETS, 2):
            verb = partial(members.give_role, person=olga.id, role=after)
            if await _is_wrong(stage, browser, before, verb, PRESETS[after], for_agents=for_agents):
                wrong.append((before, after))
        assert not wrong


@pytest.mark.parametrize("before", [Role.AGENT, Role.MANAGER])
async def test_nor_does_it_with_any_grant(database: Database, before: Role) -> None:
    async with panel_at(database, cast.olga) as (stage, browser):
        had, olga, wrong = PRESETS[before], stage.olga, []
        for grant in Grant:
            verb = partial(members.set_grants, person=olga.id, given={grant: grant not in had})
            for for_agents in (True, False):
                if await _is_wrong(stage, browser, before, verb, had ^ {grant}, for_agents=for_agents):
                    wrong.append((grant, for_agents))
        assert not wrong


@pytest.mark.parametrize("role", [role for role, grants in PRESETS.items() if not grants & PANEL])
async def test_the_switch_ends_the_sessions_of_everybody_it_shuts_out(database: Database, role: Role) -> None:
    async with panel_at(database, cast.olga) as (stage, browser):
        vera, olga = stage.vera, stage.olga
        await vera.writes("/settings panel_for_agents on")
        await _done(stage, lambda desk: members.give_role(desk, olga.id, role))
        await _signed_in(stage, browser, olga)
        assert await browser.opens("/") == ""
        await _off_and_on(stage, olga)
        assert await browser.opens("/") == "/sign-in"
