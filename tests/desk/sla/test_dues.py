"""A ticket's dues beside those of others: whose pauses and whose priority count, and what was judged stays so."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Pause, Policy, Ticket
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.sla import dues, policies
from desk.text import RichText
from desk.tickets import assignment, fields, lifecycle
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

HOUR = timedelta(hours=1)


async def _taken(stage: Stage, rita: Someone, olga: Someone, *texts: str) -> list[int]:
    numbers = [await stage.files(rita, text) for text in texts]
    for number in numbers:
        await stage.does(olga, lambda desk, n=number: assignment.claim(desk, n))
    return numbers


async def _halted(stage: Stage) -> list[int]:
    """Numbers of the tickets whose clock stands."""
    async with stage.database.sessions() as session:
        still = select(Ticket.number).join(Pause, Pause.ticket_id == Ticket.id).where(Pause.ended_at.is_(None))
        return list(await session.scalars(still.order_by(Ticket.number)))


async def test_what_halts_and_hurries_others_moves_no_due(stage: Stage, rita: Someone, olga: Someone) -> None:
    stage.with_rules(targets=True)
    first, second, raised, lowered = await _taken(stage, rita, olga, "A lamp", "A chair", "A door", "A tap")
    was = {number: (await stage.ticket(number)).solve_due_at for number in (first, second)}
    for number in (first, second):
        await stage.does(olga, lambda desk, n=number: lifecycle.pending(desk, n))
    stage.later(hours=1)
    await stage.does(olga, lambda desk: lifecycle.progress(desk, first))
    assert await _halted(stage) == [second]
    stage.later(hours=2)
    await stage.does(olga, lambda desk: lifecycle.progress(desk, second))
    assert await _halted(stage) == []
    now = {number: (await stage.ticket(number)).solve_due_at for number in (first, second)}
    assert [now[n] - was[n] for n in (first, second)] == [HOUR, 3 * HOUR]  # type: ignore[operator]
    await stage.does(olga, lambda desk: fields.prioritise(desk, first, 2))
    stage.later(hours=1)
    await stage.does(olga, lambda desk: fields.prioritise(desk, raised, 2))
    assert (await stage.ticket(raised)).solve_due_at == stage.now + 8 * HOUR
    await stage.does(olga, lambda desk: fields.prioritise(desk, lowered, 4))
    ticket = await stage.ticket(lowered)
    assert ticket.filed_at is not None
    assert ticket.solve_due_at == ticket.filed_at + 48 * HOUR


async def test_a_hold_that_stopped_the_clock_ends_though_it_would_not_stop_it_now(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    stage.with_rules(targets=True, hold_stops_clock=True)
    (number,) = await _taken(stage, rita, olga, "A lamp")
    was = (await stage.ticket(number)).solve_due_at
    await stage.does(olga, lambda desk: lifecycle.hold(desk, number))
    assert await _halted(stage) == [number]
    stage.with_rules(hold_stops_clock=False)
    stage.later(hours=2)
    await stage.does(olga, lambda desk: lifecycle.progress(desk, number))
    assert await _halted(stage) == []
    assert (await stage.ticket(number)).solve_due_at == was + 2 * HOUR  # type: ignore[operator]


async def test_what_was_answered_keeps_the_due_it_was_judged_by(stage: Stage, rita: Someone, olga: Someone) -> None:
    stage.with_rules(targets=True)
    (number,) = await _taken(stage, rita, olga, "A lamp")
    was = (await stage.ticket(number)).first_due_at
    await stage.does(olga, lambda desk: thread.reply(desk, number, NewEntry(RichText("Soon"))))
    await stage.does(olga, lambda desk: fields.prioritise(desk, number, 2))
    ticket = await stage.ticket(number)
    assert (ticket.first_due_at, ticket.solve_due_at) == (was, stage.now + 8 * HOUR)


@pytest.mark.parametrize("again", [False, True])
async def test_with_the_targets_of_today_a_clock_that_stands_goes_on_standing(
    stage: Stage, rita: Someone, olga: Someone, again: bool
) -> None:
    (number,) = await _taken(stage, rita, olga, "A lamp")
    await stage.does(olga, lambda desk: lifecycle.pending(desk, number))
    stage.with_rules(targets=True)
    for _ in range(1 + again):
        await stage.does(olga, lambda desk: _adopted(desk, number))
    assert await _halted(stage) == [number]
    stage.later(hours=2)
    began = stage.now - 2 * HOUR
    await stage.does(olga, lambda desk: lifecycle.progress(desk, number))
    ticket = await stage.ticket(number)
    assert ticket.filed_at is not None
    assert ticket.solve_due_at == ticket.filed_at + 24 * HOUR + (stage.now - began)


async def _adopted(desk: Desk, number: int) -> None:
    await dues.adopt(desk, await desk.locked(number))


async def test_of_two_first_tickets_with_new_targets_one_makes_the_version(stage: Stage) -> None:
    stage.with_rules(targets=True)
    async with stage.database.unit_of_work() as first, stage.database.unit_of_work() as second:
        assert await policies.in_force(first, stage.rules, stage.now) == 1
        beside = asyncio.ensure_future(policies.in_force(second, stage.rules, stage.now))
        await until_somebody_waits(stage.database)
        await first.commit()
        assert await beside == 1
    async with stage.database.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Policy)) == 1


async def test_what_was_answered_before_targets_were_set_up_is_judged_by_them(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    (number,) = await _taken(stage, rita, olga, "A lamp")
    await stage.does(olga, lambda desk: thread.reply(desk, number, NewEntry(RichText("Done"))))
    stage.with_rules(targets=True)

    async def adopts(desk: Desk) -> None:
        await dues.adopt(desk, await desk.locked(number))

    await stage.does(olga, adopts)
    adopted = await stage.ticket(number)
    assert adopted.first_due_at is not None and adopted.first_target is not None
    await stage.does(olga, lambda desk: fields.prioritise(desk, number, 4))
    assert (await stage.ticket(number)).first_due_at == adopted.first_due_at, "what was judged stays so"
