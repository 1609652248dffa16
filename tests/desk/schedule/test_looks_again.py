"""What a ticket's timers look at again when they ring, and what is counted for one person and in the desk's hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Origin, Role, Status, Timer
from desk import Desk, Refused
from desk.policy import Rung, lateness, timers
from desk.schedule import timers as ringing
from desk.tickets import assignment, fields, outside_hours
from tests.desk.cast import cast, lines
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

PRINTER = "The printer on floor 2 is on fire"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def _rings(stage: Stage, number: int, what: Any) -> None:
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await what(desk, await desk.locked(number), Rung(stage.now, 0))


async def _due(stage: Stage, kind: str) -> list[datetime]:
    async with stage.database.sessions() as session:
        return list(await session.scalars(select(Timer.due_at).where(Timer.kind == kind)))


@pytest.mark.parametrize(
    ("left", "reminded", "again"), [(3 * DAY, 0, 1.5 * DAY), (1.5 * DAY, 1, None), (timedelta(0), 0, None)]
)
async def test_a_time_that_began_anew_is_half_over_later(
    stage: Stage, rita: Someone, left: timedelta, reminded: int, again: timedelta | None
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, status=Status.PENDING, close_at=stage.now + left)
    await _rings(stage, number, ringing.half_of_pending)
    assert (await lines(stage, rita)).count("pending-reminder") == reminded
    assert await _due(stage, timers.PENDING_HALF) == ([stage.now + again] if again is not None else [])


@pytest.mark.parametrize(
    ("at", "status", "told"),
    [(HOUR, Status.NEW, 1), (timedelta(0), Status.NEW, 0), (HOUR, Status.RESOLVED, 0), (HOUR, Status.CANCELLED, 0)],
)
async def test_of_a_time_that_has_passed_or_is_promised_no_more_nobody_is_told(
    stage: Stage, rita: Someone, at: timedelta, status: Status, told: int
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, promised_at=stage.now + at, status=status)
    for _ in range(2):
        await _rings(stage, number, ringing.told)
    assert (await lines(stage, rita)).count("promise-made") == told


async def test_long_without_a_word_is_two_hours_of_the_desks(stage: Stage, rita: Someone, olga: Someone) -> None:
    stage.with_rules(targets=True, hours=(((540, 1080),),) * 7)
    stage.now = datetime(2026, 11, 20, 16, 57, tzinfo=UTC)
    number = await stage.files(rita, PRINTER)
    await stage.change(number, priority=2)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    assert await _due(stage, timers.STILL) == [datetime(2026, 11, 21, 10, tzinfo=UTC)]


async def test_what_is_late_by_dues_that_moved_is_still_to_be_told(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    for told, due, after in ((0, -HOUR, 0), (2, -HOUR, 2), (2, HOUR, 0)):
        moved = {"first_warn_at": stage.now + due, "first_due_at": stage.now + due}
        await stage.change(number, policy_version=None, late_told=told, breach_told=told, **moved)
        async with stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
            lateness.moved(await desk.locked(number), stage.now)
        ticket = await stage.ticket(number)
        assert (ticket.late_told, ticket.breach_told) == (after, after)


async def test_who_has_called_twice_today_keeps_nobody_else_from_it(stage: Stage) -> None:
    anna, *_ = await cast(stage)
    ben = await stage.person("Ben")
    stage.with_rules(cannot_wait=True, hours=(((540, 1080),),) * 7)
    stage.now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    mine = [await stage.files(anna, said) for said in ("The printer is on fire", "The lift is stuck", "It smells")]
    other = await stage.files(ben, "There is no water")
    for number in mine[:2]:
        await stage.does(anna, lambda desk, n=number: outside_hours.cannot_wait(desk, n))
    with pytest.raises(Refused, match="cannot-wait-often"):
        await stage.does(anna, lambda desk: outside_hours.cannot_wait(desk, mine[2]))
    await stage.does(ben, lambda desk: outside_hours.cannot_wait(desk, other))
    assert (await stage.ticket(other)).cannot_wait_at == stage.now


async def test_what_can_wait_after_all_is_as_urgent_as_it_was_when_they_called(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    stage.with_rules(cannot_wait=True, hours=(((540, 1080),),) * 7)
    stage.now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    number = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: fields.prioritise(desk, number, 2))
    stage.later(minutes=1)
    await stage.does(anna, lambda desk: outside_hours.cannot_wait(desk, number))
    stage.later(minutes=1)
    await stage.does(olga, lambda desk: outside_hours.can_wait(desk, number))
    assert (await stage.ticket(number)).priority == 2


async def test_who_calls_at_night_is_not_called_to_their_own_request(stage: Stage) -> None:
    *_, vera = await cast(stage)
    zoe = await stage.person("Zoe", Role.ADMIN)
    stage.with_rules(cannot_wait=True, hours=(((540, 1080),),) * 7)
    stage.now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    number = await stage.files(vera, PRINTER)
    await stage.does(vera, lambda desk: outside_hours.cannot_wait(desk, number))
    called = [who for who in (vera, zoe) if "called-at-night" in await lines(stage, who)]
    assert called == [zoe]
