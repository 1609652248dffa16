"""What ends sessions at the panel for good: a dismissal, another role, a setting, an admin's press."""

from collections.abc import Awaitable, Callable

import pytest

from db.database import Database
from tests.breadth import apart
from tests.flows import cast
from tests.flows.acts import dismissed, invite, member
from tests.flows.panel.browser import URL, Browser, browser_at, chosen, code_of, panel_of
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged

pytestmark = pytest.mark.sentence("The panel")

_OPEN = "select count(*) from web_sessions where ended_at is null"


async def _dismissed_and_back(stage: Stage, olga: Phone) -> None:
    await dismissed(stage, olga)
    assert await row(stage, _OPEN) == (0,)
    await olga.writes(f"/start {await invite(stage.people['Vera'])}")


async def _off_and_on(stage: Stage, _olga: Phone) -> None:
    for value in ("off", "on"):
        await stage.people["Vera"].writes(f"/settings panel_for_agents {value}")


async def _promoted(stage: Stage, olga: Phone) -> None:
    vera = stage.people["Vera"]
    await olga.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{olga.id}")
    assert "· admin" in words(await _screen(vera, olga))


async def _ended_by_an_admin(stage: Stage, olga: Phone) -> None:
    vera = stage.people["Vera"]
    await member(vera, olga.id)
    await vera.presses(f"psessions:{olga.id}")
    assert "Vera ended all your sessions" in words(await olga.last())
    assert f"psessions:{olga.id}" not in buttons(await _screen(vera, olga))


async def _screen(admin: Phone, of: Phone) -> dict[str, object]:
    await member(admin, of.id)
    return await admin.last()


@pytest.mark.parametrize("what", apart([_dismissed_and_back, _off_and_on, _promoted, _ended_by_an_admin], stay=2))
async def test_a_session_ends_for_good(database: Database, what: Callable[[Stage, Phone], Awaitable[None]]) -> None:
    """Also what a browser was let in for and has not taken yet; signed in again, she has the panel as before."""
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
        browser_at(port) as waits,
    ):
        olga = stage.people["Olga"]
        await stage.people["Vera"].writes("/settings panel_for_agents on")
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
        vera, olga = stage.people["Vera"], stage.people["Olga"]
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
