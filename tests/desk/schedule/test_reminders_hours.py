"""Reminders of what is on hold, outside the hours and in the night, and as somebody has switched them: each condition
by itself, at its edge.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from db.models import Job, Shift, Status
from desk.sla import desk_hours
from tests.desk.schedule.guarding import PRINTER, with_values
from tests.desk.schedule.promised import NOTHING, heard_by, promised, remind_all
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute, scalars

NOW = timedelta(0)
MOMENT, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
FROM_TEN = tuple(((600, 1080),) for _ in range(7))  # it is five past nine


@pytest.fixture(autouse=True)
def _targets(stage: Stage) -> None:
    stage.with_rules(targets__enabled=True)


@pytest.mark.parametrize(("at", "over"), [(NOW, True), (MINUTE, True), (MINUTE + MOMENT, False)])
@pytest.mark.parametrize("taken", [True, False])
async def test_of_what_was_on_hold_until_now_who_has_it_hears_once(
    stage: Stage, rita: Someone, olga: Someone, at: timedelta, over: bool, taken: bool, ivan: Someone
) -> None:
    held = {"status": Status.ON_HOLD, "hold_until": NOW, "assignee_id": olga.id if taken else None}
    number = await promised(stage, rita, -60, 0, 0, 0, **held, remind_at=at, escalate_at=NOW)
    people = (olga, ivan)
    before = [len(await heard_by(stage, who)) for who in people]
    await remind_all(stage)
    after = [len(await heard_by(stage, who)) for who in people]
    assert [b - a for a, b in zip(before, after, strict=True)] == [over, over and not taken]
    ticket = await stage.ticket(number)
    assert (ticket.remind_at, ticket.escalate_at) == (None if over else stage.now + at, None)
    assert (await remind_all(stage), ticket.late_told) == (0, 0)


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("priority", [1, 2])
async def test_outside_the_hours_only_the_critical_is_reminded_of(
    stage: Stage, rita: Someone, olga: Someone, held: bool, priority: int
) -> None:
    number = await promised(stage, rita, 0, 60, 120, 180, olga=olga, priority=priority, remind_at=NOW)
    if held:
        await stage.change(number, status=Status.ON_HOLD, hold_until=stage.now)
    else:
        await stage.change(number, escalate_at=stage.now + MINUTE + MOMENT)
    stage.with_rules(hours__week=FROM_TEN)
    opens = desk_hours.get_opening_time(stage.rules, stage.now)
    assert await remind_all(stage) == (1 if priority == 1 else 0)
    ticket = await stage.ticket(number)
    if priority == 1:
        assert ticket.remind_at == (None if held else ticket.first_due_at)
        return
    assert (ticket.remind_at, ticket.late_told) == (opens, 0)
    assert ticket.escalate_at != opens  # it was not due by then
    stage.now = opens or stage.now
    assert await remind_all(stage) == 1


@pytest.mark.parametrize(
    ("remind", "escalate", "waits"),
    [
        (NOW, MINUTE, (True, True)),
        (NOW, MINUTE + MOMENT, (True, False)),
        (MINUTE + MOMENT, NOW, (False, True)),
        (None, NOW, (False, True)),
        (NOW, None, (True, False)),
    ],
)
async def test_without_targets_too_what_is_due_by_then_waits_for_the_hours(
    stage: Stage,
    rita: Someone,
    olga: Someone,
    remind: timedelta | None,
    escalate: timedelta | None,
    waits: tuple[bool, bool],
) -> None:
    stage.with_rules(targets__enabled=False)
    number = await stage.files(rita, PRINTER)
    stage.with_rules(hours__week=FROM_TEN)
    opens = desk_hours.get_opening_time(stage.rules, stage.now)
    due = [stage.now + at if at is not None else None for at in (remind, escalate)]
    await stage.change(number, **{**NOTHING, "remind_at": due[0], "escalate_at": due[1]})
    assert await remind_all(stage) == 0
    ticket = await stage.ticket(number)
    wanted = [opens if wait else at for at, wait in zip(due, waits, strict=True)]
    assert [ticket.remind_at, ticket.escalate_at] == wanted


async def test_a_list_of_several_is_about_none_of_them_alone(stage: Stage, rita: Someone, olga: Someone) -> None:
    numbers = [await promised(stage, rita, 0, 60, 120, 180, olga=olga) for _ in range(2)]
    for due, about in ((numbers[:1], [(await stage.ticket(numbers[0])).id]), (numbers, [None])):
        await with_values(stage, olga, reminded_at=None)
        for number in due:
            await stage.change(number, remind_at=stage.now, late_told=0)
        await execute(stage, delete(Job))
        await remind_all(stage)
        mine = select(Job.ticket_id).where(Job.person_id == olga.id)
        assert await scalars(stage, mine) == about


@pytest.mark.parametrize(
    ("hour", "priority", "silent"), [(21, 3, False), (22, 3, True), (7, 3, True), (8, 3, False), (23, 1, False)]
)
async def test_in_the_night_only_the_critical_rings(
    stage: Stage, rita: Someone, olga: Someone, hour: int, priority: int, silent: bool
) -> None:
    stage.now = stage.now.replace(hour=hour, minute=0)
    await promised(stage, rita, 0, 60, 120, 180, olga=olga, priority=priority, remind_at=NOW)
    await remind_all(stage)
    assert (await heard_by(stage, olga))[-1] == ("reminder", silent)


@pytest.mark.parametrize(("starts", "silent"), [(1320, False), (600, None)])
async def test_who_has_a_shift_in_the_night_hears_it_all(
    stage: Stage, rita: Someone, olga: Someone, starts: int, silent: bool | None
) -> None:
    stage.now = stage.now.replace(hour=23)
    await promised(stage, rita, 0, 60, 120, 180, remind_at=NOW)
    before = len(await heard_by(stage, olga))
    await add(stage, Shift(person_id=olga.id, weekday=stage.now.weekday(), starts=starts, ends=starts + 420))
    await with_values(stage, olga, has_shifts=True)
    await remind_all(stage)
    heard = (await heard_by(stage, olga))[before:]
    assert heard == ([("reminder", silent)] if silent is not None else [])


@pytest.mark.parametrize(
    ("values", "taken", "heard"),
    [
        ({}, True, [("reminder", False)]),
        ({"quiet": True}, True, [("reminder", False)]),  # it waits for them
        ({"quiet": True}, False, [("reminder", True)]),
        ({"switches": {"reminders": "silent"}}, True, [("reminder", True)]),
        ({"switches": {"reminders": "off"}}, True, []),
        ({"switches": {"cards": "off"}}, True, [("reminder", False)]),
    ],
)
async def test_reminders_come_as_they_are_switched(
    stage: Stage, rita: Someone, olga: Someone, values: dict[str, Any], taken: bool, heard: list[tuple[str, bool]]
) -> None:
    await promised(stage, rita, 0, 60, 120, 180, olga=olga if taken else None, remind_at=NOW)
    await with_values(stage, olga, **values)
    before = len(await heard_by(stage, olga))
    await remind_all(stage)
    assert (await heard_by(stage, olga))[before:] == heard
