"""Facts of tickets that went through the desk: what is written, and when it is written anew."""

from typing import Any

from sqlalchemy import select, text, update

from db.models import Role, Status, Ticket, TicketFacts, TicketSpan
from desk.admin_settings.changes import change_setting
from desk.admin_settings.hours_history import load_past_hours
from desk.metrics import facts
from desk.tickets import assignment, lifecycle
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import execute, scalar, sole


async def _counted(stage: Stage) -> int:
    return await facts.bring_up_to_date(stage.database, stage.rules, stage.now)


async def _facts(stage: Stage, number: int) -> TicketFacts:
    query = select(TicketFacts).join(Ticket, Ticket.id == TicketFacts.ticket_id).where(Ticket.number == number)
    return await sole(stage, query)


async def _spans(stage: Stage, number: int, kind: str) -> list[tuple[Any, ...]]:
    async with stage.database.sessions() as session:
        query = select(TicketSpan).join(Ticket, Ticket.id == TicketSpan.ticket_id).where(Ticket.number == number)
        rows = await session.scalars(query.where(TicketSpan.kind == kind).order_by(TicketSpan.n))
        return [(row.status, row.person_id, row.came_from, row.went_to, row.clock) for row in rows]


async def test_what_is_undone_was_not(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Solved by a slip on a ticket nobody had, and taken back within the ten seconds."""
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, lifecycle.resolve, number)
    stage.later(seconds=5)
    await stage.does(olga, lifecycle.reopen, number)
    await _counted(stage)
    row = await _facts(stage, number)
    assert (row.solved_at, row.taken_at, row.reopened) == (None, None, 0)
    assert await _spans(stage, number, "status") == [(Status.NEW, None, None, None, None)]
    assert await _spans(stage, number, "agent") == []


async def test_what_was_counted_in_other_hours_is_counted_anew_whatever_their_word(stage: Stage, rita: Someone) -> None:
    await stage.files(rita, "The printer is on fire")
    assert await _counted(stage) == 1
    async with stage.database.sessions() as session:
        ours = facts.hash_hours(await load_past_hours(session, stage.rules))
    for others in (ours[:-1], f"{ours}0"):  # one before it and one after
        await execute(stage, update(TicketFacts).values(hours=others))
        assert await _counted(stage) == 1
        assert await _counted(stage) == 0


async def test_hours_changed_later_leave_what_was_counted_before_as_it_was(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    """Filed on a Friday at 9:00 UTC, open round the clock; from 12:00 on closed until Monday, 9:00."""
    vera = await stage.person("Vera", Role.ADMIN)
    before, across = [await stage.files(rita, f"Printer {n} is on fire") for n in range(2)]
    stage.later(hours=2)
    await stage.does(olga, assignment.claim, before)
    await _counted(stage)
    taken = (await _facts(stage, before)).taken_work
    stage.now = stage.now.replace(hour=12, minute=0)
    changed = await stage.does(vera, change_setting, "hours", "mon 9-12")
    stage.rules = rules_with(stage.rules, hours__week=((*changed.setting.kind.load_value(changed.new),)))
    stage.later(days=3)
    await stage.does(olga, assignment.claim, across)
    assert await _counted(stage) == 2
    assert (await _facts(stage, before)).taken_work == taken
    row = await _facts(stage, across)
    filed = row.filed_at.hour * 60 + row.filed_at.minute
    assert row.taken_work == (12 * 60 - filed + 180) * 60


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
    await execute(stage, facts.COUNTED, ids=read.ids, versions=read.versions, now=stage.now)
    assert await _counted(stage) == 1, "which is another row than was read"


async def test_a_process_that_knows_nothing_of_figures_marks_too(stage: Stage, rita: Someone) -> None:
    """A statement by hand is enough; what figures do not hang on marks nothing."""
    number = await stage.files(rita, "The printer is on fire")
    await _counted(stage)
    await execute(stage, "update tickets set remind_at = now(), subject = 'x', status = status")
    assert await _counted(stage) == 0
    await execute(stage, "update tickets set first_response_at = filed_at + interval '90 seconds'")
    assert await _counted(stage) == 1
    assert (await _facts(stage, number)).answered_clock == 90
    await execute(stage, "update tickets set first_response_at = filed_at - interval '90 seconds'")
    await _counted(stage)
    assert (await _facts(stage, number)).answered_clock == 0, "a clock went back"


async def test_the_store_of_the_version_before_is_emptied_where_we_write(stage: Stage, rita: Someone) -> None:
    """1.0.0 may be at work beside us: what it stored of days would be wrong from now on."""
    await stage.files(rita, "The printer is on fire")
    day = {"day": stage.now.date()}
    await execute(stage, "insert into daily_counts values (:day, 'filed', 0, 'UTC')", **day)
    await execute(stage, "insert into daily_runs values ('filed.requester', :day, 'UTC', '')", **day)
    await _counted(stage)
    left = "select (select count(*) from daily_counts) + (select count(*) from daily_runs)"
    assert await scalar(stage, left) == 0
