"""People on the panel: the team and what an admin does about it, those who ask."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from db.models import ExternalPerson, Role
from desk.integrations import own_systems
from desk.policy.permissions import PRESETS, Grant
from tests.flows import cast
from tests.flows.acts import files, reads_audit
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of
from web.features.people.member import group_grants

pytestmark = pytest.mark.sentence("The panel")

HOSTILE = '<b>Пожар</b> & "так" <script>alert(1)</script> \u202eназад {{ 7 * 7 }}'


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with two agents and a requester, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga, cast.ivan) as stood:
        yield stood


def _page_of(browser: Browser, name: str) -> str:
    """The address that a name on the page leads to."""
    found = re.search(rf'href="(/(?:people|requesters)/\d+)[^"]*">{re.escape(name)}[^<]*<', browser.page)
    assert found is not None, name
    return found[1]


def test_every_permission_has_one_place_and_what_differs_comes_first() -> None:
    preset = PRESETS[Role.AGENT]
    for has in (preset, preset - {Grant.MERGE} | {Grant.RULES}):
        groups = group_grants(has, preset)
        assert sorted(one for _, of in groups for one in of) == sorted(Grant)
        assert (groups[0] == ("changed", [Grant.MERGE, Grant.RULES])) is (has != preset)


async def test_one_of_the_team_is_away_and_back_and_answers_some_topics_best(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, olga = stage.vera, stage.olga
    await vera.writes("/categories add Printers")
    await browser.opens("/people")
    assert "1 session, just now" in browser.text
    page = _page_of(browser, "Olga")
    await browser.opens(page)
    assert await browser.sends(f"{page}/presence", until="tomorrow") == page
    await stage.settle()
    assert "away" in await olga.reads()
    await browser.opens(page)
    assert "away until" in browser.text
    assert await browser.sends(f"{page}/presence", until="back") == page
    await browser.sends(f"{page}/presence", until="never")
    assert browser.status == 422

    topic = re.findall(r'name="topic" value="(\d+)"', browser.page)
    assert await browser.sends(f"{page}/topics", topic=topic[-1]) == page
    await browser.opens("/people")
    assert "Printers" in browser.text
    assert await browser.sends(f"{page}/topics") == page
    await browser.opens("/people")
    assert "Printers" not in browser.text


async def test_a_week_is_typed_copied_and_taken_away_and_empty_hours_are_seen(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, olga = stage.vera, stage.olga
    await browser.opens("/shifts")
    assert browser.text.count(text_of("hours-none")) == 21
    await vera.writes("/settings hours mon-fri 9-18")
    await browser.opens("/shifts?week=1")
    assert browser.text.count(text_of("shifts-desk-hours")) == 21
    await browser.opens("/people")
    page, ivans = _page_of(browser, "Olga"), _page_of(browser, "Ivan")
    await browser.opens(page)
    week = ["9-18", "", "8:30-12, 13-17", "", "22-6", "", ""]
    await browser.sends(f"{page}/week", day=["9-18", "soon", *week[2:]])
    assert browser.status == 422
    assert 'value="soon"' in browser.page
    assert "Nothing was changed" in browser.text
    assert await browser.sends(f"{page}/week", day=week) == page
    await stage.settle()
    assert len([one for one in await olga.texts() if piece_of("shifts-set-by") in one]) == 1
    await browser.opens(page)
    assert 'value="8:30-12:00, 13:00-17:00"' in browser.page
    assert 'value="22:00-6:00"' in browser.page
    assert await browser.sends(f"{page}/week", day=week) == page
    await stage.settle()
    assert len([one for one in await olga.texts() if piece_of("shifts-set-by") in one]) == 1, "nothing had changed"
    await olga.writes("/shifts")
    assert "Fri: 22:00–6:00" in await olga.reads()
    assert await browser.sends(f"{page}/copy", to=ivans.rpartition("/")[2]) == page
    await browser.opens(ivans)
    assert 'value="22:00-6:00"' in browser.page
    await browser.opens("/people")
    veras = _page_of(browser, "Vera")
    await browser.opens(veras)
    assert await browser.sends(f"{veras}/week", day=["9-18", *[""] * 6]) == veras
    await browser.opens("/shifts")
    assert "9:00-18:00" in browser.text.partition(text_of("page-nobody-works"))[2], "on Tuesdays nobody is there"
    assert await browser.sends(f"{page}/day", day="31 декабря 2031", hours="") == page
    await browser.opens(page)
    assert "31 Dec 2031: off" in browser.text
    await browser.sends(f"{page}/day", day="31.02.", hours="9-18")
    assert text_of("page-day-wrong") in browser.text
    await vera.writes("/settings timezone Pacific/Pago_Pago")
    await _a_day_of_the_desks_zone(browser, page)
    assert await browser.sends(f"{page}/no-shifts") == page
    await browser.opens(page)
    assert "31 Dec 2031" not in browser.text
    audited = await reads_audit(vera, "shifts")
    assert "Olga" in audited


async def _a_day_of_the_desks_zone(browser: Browser, page: str) -> None:
    """Where it is still the day before."""
    await browser.sends(f"{page}/day", day="2031-12-30", hours="soon")
    assert 'value="2031-12-30"' in browser.page
    assert 'value="soon"' in browser.page
    assert await browser.sends(f"{page}/day", day="2026-11-19", hours="9-18") == page
    assert await browser.sends(f"{page}/day", day="2026-11-27", hours="9-18") == page
    await browser.opens(page)
    assert "19 Nov 2026: 9:00-18:00" in browser.text


async def test_tickets_move_and_a_dismissal_says_where_they_go(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    number = await files(rita, "The heating is cold")
    await olga.presses(f"claim:{number}")
    await browser.opens("/people")
    page, ivans, veras = (_page_of(browser, name) for name in ("Olga", "Ivan", "Vera"))
    await browser.opens(page)
    await browser.sends(f"{page}/move", what="all", to="999999")
    assert browser.status == 422
    await browser.sends(f"{page}/move", what="all", to=ivans.rpartition("/")[2])
    assert text_of("page-moved", n=1, stayed=0) in browser.text
    await browser.sends(f"{ivans}/move", what="all", to="queue")
    assert text_of("page-moved", n=1, stayed=0) in browser.text
    await stage.settle()
    await olga.presses(f"claim:{number}")
    await browser.opens(veras)
    assert f"{veras}/dismiss" not in browser.page
    await browser.sends(f"{veras}/dismiss", to="queue")
    assert browser.status == 422
    await browser.opens(page)
    assert text_of("page-dismiss-what", name="Olga", n=1) in browser.text
    await browser.sends(f"{page}/dismiss", to="nobody")
    assert browser.status == 422
    assert await browser.sends(f"{page}/dismiss", to=ivans.rpartition("/")[2]) == "/people"
    await stage.settle()
    await browser.opens("/people")
    assert "Olga" not in browser.text
    await browser.opens(page)
    assert browser.status == 404
    await browser.opens(ivans)
    assert "without a topic 1" in browser.text
    await browser.opens(f"/requesters/{page.rpartition('/')[2]}")
    assert browser.status == 200


async def test_an_invite_is_shown_once_and_good_once(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await browser.opens("/people")
    await browser.sends("/people/invite", role="requester")
    assert browser.status == 422
    await browser.opens("/people")
    await browser.confirms(stage.vera, "/people/invite", role="agent")
    code = re.search(r"\?start=([\w-]+)", browser.page)
    assert code is not None
    await browser.opens("/people")
    assert code[1] not in browser.page
    assert piece_of("staff-invite", role="agent", name="Vera") in browser.text
    nina = await stage.phone("Nina")
    await nina.writes(f"/start {code[1]}")
    await browser.opens("/people")
    assert "Nina" in browser.text


async def _writes_mail(stage: Stage, page: str) -> None:
    """Let a requester be known by an address that nobody has proved."""
    mailed = own_systems.name_sender("rita@example.com", is_proven=False)
    person_id, now = int(page.rpartition("/")[2]), stage.clock()
    async with stage.database.unit_of_work() as session:
        system = await own_systems.get_or_create_system(session, own_systems.MAIL, now)
        session.add(ExternalPerson(system_id=system.id, person_id=person_id, external_id=mailed, made_at=now))


async def test_who_asks_is_found_blocked_and_let_in_again(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita = stage.rita
    other = await stage.phone(HOSTILE[:60])
    number = await files(rita, HOSTILE)
    await files(other, "Where is the room?")
    await browser.opens("/requesters?q=%25")
    assert text_of("page-nobody-found") in browser.text
    await browser.opens("/requesters")
    assert "<script>alert" not in browser.page
    assert "<b>Пожар" not in browser.page
    await browser.opens("/requesters?q=rit")
    assert "Пожар" not in browser.text
    page = _page_of(browser, "Rita")
    await browser.opens(page)
    assert f"#{number}" in browser.text
    assert "<b>Пожар" not in browser.page
    assert text_of("page-mailings-on") in browser.text
    await _writes_mail(stage, page)
    for shown in (page, f"/tickets/{number}"):
        await browser.opens(shown)
        assert f"rita@example.com {text_of('organization-unconfirmed')}" in browser.text, shown
    await browser.opens(page)
    assert await browser.sends(f"{page}/block", to="block") == page
    await rita.writes("And the cellar too")
    await stage.settle()
    await browser.opens("/requesters?blocked=1")
    assert "Rita" in browser.text
    assert "alert" not in browser.text
    await browser.opens(page)
    (block,) = re.findall(r'name="to" value="(\d+)"', browser.page)
    assert await browser.sends(f"{page}/block", to=block) == page
    await browser.sends(f"{page}/block", to=block)
    assert browser.status == 422
    await stage.pass_time(seconds=30)
    await browser.opens(page)
    assert "And the cellar too" in browser.text
