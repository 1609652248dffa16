"""A filter of tickets and the address that says it."""

import pytest
from sqlalchemy import text

from db.models import Person, Status
from desk.queries.panel.team_list import list_team
from desk.queries.panel.tickets import TicketFilter, load_tickets
from tests.desk.stage import Someone, Stage


@pytest.mark.parametrize(
    "chosen",
    [
        TicketFilter(),
        TicketFilter(words="open"),
        TicketFilter(
            state="all", priority=2, category=0, agent=7, event=3, organization=4, late=True, words="all", sort="-due"
        ),
    ],
)
def test_an_address_says_the_filter_it_was_made_of(chosen: TicketFilter) -> None:
    assert TicketFilter.parse(chosen.make_query()) == chosen


def test_what_is_usual_is_not_in_the_address() -> None:
    assert TicketFilter().make_query() == {}
    assert TicketFilter(words="open").make_query() == {"q": "open"}


async def test_of_more_than_are_counted_the_newest_are_sorted(stage: Stage, rita: Someone, olga: Someone) -> None:
    many = text("""
    insert into tickets (number, requester_id, status, subject, priority, origin, created_at, filed_at, updated_at,
      subject_at, status_at, priority_at, assignee_at, labels_at)
    select n, :requester, 'closed', '', case when n = 1 then 1 else 2 + n % 3 end, 'telegram', t, t, t, t, t, t, t, t
    from generate_series(1, 10050) as n
      cross join lateral (select cast(:now as timestamptz) - (10050 - n) * interval '1 s' as t) x
    """)
    async with stage.database.unit_of_work() as session:
        await session.execute(many, {"now": stage.now, "requester": rita.id})
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, olga.id)

        async def numbers(sort: str, page: int = 1) -> list[int]:
            chosen = TicketFilter(state="all", sort=sort)
            found = await load_tickets(session, viewer, chosen, page, now=stage.now)
            assert found.more and found.total == 10_000
            return [one.number for one in found.lines]

        assert await numbers("") == list(range(10_050, 10_000, -1))
        assert await numbers("number") == list(range(1, 51))
        assert await numbers("-number") == list(range(10_050, 10_000, -1))
        assert 1 not in await numbers("priority"), "the oldest of all, and the only urgent one"
        assert await numbers("last") == list(range(50, 100))


async def test_each_part_of_a_filter_leaves_out_what_it_does_not_fit(
    stage: Stage, rita: Someone, olga: Someone, ivan: Someone
) -> None:
    held, free = await stage.files(rita, "The printer is on fire"), await stage.files(rita, "The lamp is dark")
    await stage.change(held, assignee_id=olga.id, priority=1, status=Status.PENDING, needs_answer=True)
    parts: dict[TicketFilter, set[int]] = {
        TicketFilter(): {held, free}, TicketFilter(category=0, event=0, organization=0): {held, free},
        TicketFilter(priority=1): {held}, TicketFilter(agent=olga.id): {held}, TicketFilter(agent=0): {free},
        TicketFilter(state="pending"): {held}, TicketFilter(waits=True): {held}, TicketFilter(late=True): set(),
        TicketFilter(agent=ivan.id): set(), TicketFilter(category=9): set(), TicketFilter(event=9): set(),
        TicketFilter(organization=9): set(), TicketFilter(state="closed"): set(),
    }  # fmt: skip
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, olga.id)
        for chosen, numbers in parts.items():
            found = await load_tickets(session, viewer, chosen, 1, now=stage.now)
            assert {one.number for one in found.lines} == numbers, chosen
        team = await list_team(session, now=stage.now, rules=stage.rules)
    assert {one.name: one.held for one in team} == {"Olga": 1, "Ivan": 0}
