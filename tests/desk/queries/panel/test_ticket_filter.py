"""A filter of tickets and the address that says it."""

from datetime import timedelta

import pytest

from db.models import Event, Person, Role
from desk.queries.panel.tickets import TicketFilter, called, tickets
from tests.desk.stage import Someone, Stage


@pytest.mark.parametrize(
    "chosen",
    [
        TicketFilter(),
        TicketFilter(words="open"),
        TicketFilter(state="all", priority=2, category=0, agent=7, event=3, late=True, words="all", sort="-due"),
    ],
)
def test_an_address_says_the_filter_it_was_made_of(chosen: TicketFilter) -> None:
    assert TicketFilter.of(chosen.address()) == chosen


def test_what_is_usual_is_not_in_the_address() -> None:
    assert TicketFilter().address() == {}
    assert TicketFilter(words="open").address() == {"q": "open"}


@pytest.mark.broad
async def test_who_was_of_the_team_is_still_called_so_and_who_never_was_is_not(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    former = await stage.person("Ivan", Role.REQUESTER)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, former.id)).dismissed_at = stage.now
        names = [await called(session, TicketFilter(agent=one.id), "en") for one in (olga, former, rita)]
    assert [one["agent"] for one in names] == ["Olga", "Ivan", "?"]


@pytest.mark.broad
async def test_open_ones_are_the_most_urgent_first_and_what_is_looked_for_is_the_newest(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    old, new = [await stage.files(rita, "The printer is on fire") for _ in range(2)]
    await stage.change(old, priority=1)
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, olga.id)
        for words, listed in (("", [old, new]), ("printer", [new, old])):
            page, _ = await tickets(session, viewer, TicketFilter(words=words), 1, now=stage.now)
            assert [line.number for line in page.lines] == listed


@pytest.mark.broad
async def test_those_of_nobody_of_no_event_and_of_one_and_by_what_is_due(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    """Whoever took it on the board is somebody; what is due never comes last, whichever way it is turned."""
    async with stage.database.unit_of_work() as session:
        today = stage.now.date()
        session.add(Event(id=5, slug="fair", name="Fair", starts_on=today, ends_on=today, created_at=stage.now))
    nobodys, boards, later = [await stage.files(rita, "The printer is on fire") for _ in range(3)]
    due = {"promised_at": stage.now + timedelta(hours=1)}
    for number, given in ((boards, {"taken_on_board": True, "event_id": 5}), (nobodys, due)):
        await stage.change(number, **given)
    await stage.change(later, assignee_id=olga.id, promised_at=stage.now + timedelta(hours=2))
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, olga.id)
        for chosen, listed in (
            (TicketFilter(agent=0), [nobodys]),
            (TicketFilter(agent=olga.id), [later]),
            (TicketFilter(event=0, sort="number"), [nobodys, later]),
            (TicketFilter(event=5), [boards]),
            (TicketFilter(sort="due"), [nobodys, later, boards]),
            (TicketFilter(sort="-due"), [later, nobodys, boards]),
        ):
            page, _ = await tickets(session, viewer, chosen, 1, now=stage.now)
            assert [line.number for line in page.lines] == listed, chosen
