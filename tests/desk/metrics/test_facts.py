"""Facts of tickets that went through the desk: what is written, and when it is written anew."""

from typing import Any

import pytest
from sqlalchemy import select, text, update

from db.models import Status, Ticket, TicketFacts, TicketSpan
from desk.metrics import facts
from desk.tickets import lifecycle
from tests.desk.stage import Someone, Stage


async def _counted(stage: Stage) -> int:
    return await facts.bring_up_to_date(stage.database, stage.rules, stage.now)


async def _facts(stage: Stage, number: int) -> TicketFacts:
    async with stage.database.sessions() as session:
        query = select(TicketFacts).join(Ticket, Ticket.id == TicketFacts.ticket_id).where(Ticket.number == number)
        return (await session.scalars(query)).one()


async def _spans(stage: Stage, number: int, kind: str) -> list[tuple[Any, ...]]:
    async with stage.database.sessions() as session:
        query = select(TicketSpan).join(Ticket, Ticket.id == TicketSpan.ticket_id).where(Ticket.number == number)
        rows = await session.scalars(query.where(TicketSpan.kind == kind).order_by(TicketSpan.n))
        return [(row.status, row.person_id, row.came_from, row.went_to, row.clock) for row in rows]


async def test_what_is_undone_was_not(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Solved by a slip on a ticket nobody had, and taken back within the ten seconds."""
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    stage.later(seconds=5)
    await stage.does(olga, lambda desk: lifecycle.reopen(desk, number))
    await _counted(stage)
    row = await _facts(stage, number)
    assert (row.solved_at, row.taken_at, row.reopened) == (None, None, 0)
    assert await _spans(stage, number, "status") == [(Status.NEW, None, None, None, None)]
    assert await _spans(stage, number, "agent") == []


async def test_what_was_counted_in_other_hours_is_counted_anew_whatever_their_word(stage: Stage, rita: Someone) -> None:
    await stage.files(rita, "The printer is on fire")
    assert await _counted(stage) == 1
    ours = facts.hash_hours(stage.rules)
    for others in (ours[:-1], f"{ours}0"):  # one before it and one after
        async with stage.database.unit_of_work() as session:
            await session.execute(update(TicketFacts).values(hours=others))
        assert await _counted(stage) == 1
        assert await _counted(stage) == 0


@pytest.mark.broad
async def test_a_ticket_that_changes_at_the_same_moment_stays_marked(stage: Stage, rita: Someone) -> None:
    numbers = [await stage.files(rita, f"Printer {n} is on fire") for n in range(3)]
    async with stage.database.unit_of_work() as busy:
        await busy.execute(text("select 1 from tickets where number = :n for update"), {"n": numbers[1]})
        assert await _counted(stage) == 3, "nobody waits for anybody"
    assert await _counted(stage) == 1, "whose row somebody was at"
    seen = text("select array_agg(id) as ids, array_agg(xmin::text) as versions from tickets")
    await stage.change(numbers[2], first_response_at=stage.now)
    async with stage.database.sessions() as session:
        read = (await session.execute(seen)).one()
    await stage.change(numbers[2], first_response_at=None)
    async with stage.database.unit_of_work() as session:
        await session.execute(facts.COUNTED, {"ids": read.ids, "versions": read.versions, "now": stage.now})
    assert await _counted(stage) == 1, "which is another row than was read"


async def test_a_process_that_knows_nothing_of_figures_marks_too(stage: Stage, rita: Someone) -> None:
    """A statement by hand is enough; what figures do not hang on marks nothing."""
    number = await stage.files(rita, "The printer is on fire")
    await _counted(stage)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set remind_at = now(), subject = 'x', status = status"))
    assert await _counted(stage) == 0
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set first_response_at = filed_at + interval '90 seconds'"))
    assert await _counted(stage) == 1
    assert (await _facts(stage, number)).answered_clock == 90
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set first_response_at = filed_at - interval '90 seconds'"))
    await _counted(stage)
    assert (await _facts(stage, number)).answered_clock == 0, "a clock went back"
