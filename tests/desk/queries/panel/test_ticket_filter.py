"""Each filter of tickets in the panel's list."""

from sqlalchemy import text

from db.models import Person, Status
from desk.policy.ticket_list import TicketFilters
from desk.queries.panel.team_list import list_team
from desk.queries.panel.tickets import load_tickets
from tests.desk.stage import Someone, Stage
from tests.sql import execute


async def test_of_more_than_are_counted_the_newest_are_sorted(stage: Stage, rita: Someone, olga: Someone) -> None:
    many = text("""
    insert into tickets (number, requester_id, status, subject, priority, origin, created_at, filed_at, updated_at,
      subject_at, status_at, priority_at, assignee_at, labels_at)
    select n, :requester, 'closed', '', case when n = 1 then 1 else 2 + n % 3 end, 'telegram', t, t, t, t, t, t, t, t
    from generate_series(1, 10050) as n
      cross join lateral (select cast(:now as timestamptz) - (10050 - n) * interval '1 s' as t) x
    """)
    await execute(stage, many, now=stage.now, requester=rita.id)
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, olga.id)

        async def numbers(sort: str, page: int = 1) -> list[int]:
            chosen = TicketFilters(state="all", sort=sort)
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
    parts: dict[TicketFilters, set[int]] = {
        TicketFilters(): {held, free}, TicketFilters(category=0, event=0, organization=0): {held, free},
        TicketFilters(priority=1): {held}, TicketFilters(agent=olga.id): {held}, TicketFilters(agent=0): {free},
        TicketFilters(state="pending"): {held}, TicketFilters(waits=True): {held}, TicketFilters(late=True): set(),
        TicketFilters(agent=ivan.id): set(), TicketFilters(category=9): set(), TicketFilters(event=9): set(),
        TicketFilters(organization=9): set(), TicketFilters(state="closed"): set(),
    }  # fmt: skip
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, olga.id)
        for chosen, numbers in parts.items():
            found = await load_tickets(session, viewer, chosen, 1, now=stage.now)
            assert {one.number for one in found.lines} == numbers, chosen
        team = await list_team(session, now=stage.now, rules=stage.rules)
    assert {one.name: one.held for one in team} == {"Olga": 1, "Ivan": 0}
