"""Reminders of tickets with targets, on hold, outside the hours and in the night: each condition by itself, at its
edge. Of tickets without targets: `test_due_work_guards.py`.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from db.database import Database
from db.enums import Role, Status
from db.models import Job, Person, Shift, Ticket, Timer
from db.models.base import DueFailure
from desk.policy import lateness, timers
from desk.schedule import reminders
from desk.sla import hours
from tests.desk.cast import lines
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

NOW = timedelta(0)
MOMENT, MINUTE, HOUR = timedelta(microseconds=1), timedelta(minutes=1), timedelta(hours=1)
PRINTER = "The printer on floor 2 is on fire"
DUES = ("first_warn_at", "first_due_at", "solve_warn_at", "solve_due_at")
FROM_TEN = tuple(((600, 1080),) for _ in range(7))  # it is five past nine
NOTHING = {"remind_at": None, "escalate_at": None, "close_at": None, "tell_at": None, "file_at": None}


@pytest.fixture
def stage(database: Database) -> Stage:
    made = Stage(database)
    made.with_rules(targets=True)
    return made


async def _person(stage: Stage, who: Someone, **values: Any) -> Person:
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        for name, value in values.items():
            setattr(person, name, value)
    return person


async def _promised(stage: Stage, rita: Someone, *minutes: int, olga: Someone | None = None, **values: Any) -> int:
    """A ticket whose four times lie so many minutes from now, as do `values` that are lengths; nothing else is due."""
    number = await stage.files(rita, PRINTER)
    held = {"assignee_id": olga.id, "status": Status.IN_PROGRESS} if olga is not None else {}
    dues = {name: stage.now + timedelta(minutes=n) for name, n in zip(DUES, minutes, strict=True)}
    given = {name: stage.now + value if isinstance(value, timedelta) else value for name, value in values.items()}
    await stage.change(number, **{**NOTHING, **held, **dues, **given})
    return number


async def _remind(stage: Stage) -> int:
    async with stage.database.unit_of_work() as session:
        return await reminders.remind(session, stage.now, stage.rules)


async def _heard(stage: Stage, who: Someone) -> list[tuple[str, bool]]:
    """The reminders somebody got, cards too, and whether they made no sound."""
    found = [x for x in await stage.letters(who) if x.get("fresh") and x.get("view") in ("reminder", "card")]
    return [(x["view"], x["silent"]) for x in found]


# How late it is


@pytest.mark.parametrize(
    ("minutes", "told", "reached", "next_due"),
    [
        ((0, 60, 120, 180), 0, 1, 1),  # three quarters of the first time
        ((1, 60, 120, 180), 0, 1, 1),  # in a minute it would be
        ((2, 60, 120, 180), 0, 0, 0),
        ((-60, 0, 120, 180), 1, 2, 2),
        ((-60, 1, 120, 180), 1, 1, 1),  # a breach is none a minute before
        ((-60, 60, 120, 180), 1, 1, 1),  # told already
        ((-60, -30, 0, 180), 2, 3, 3),
        ((-60, -30, -15, 0), 3, 4, None),
    ],
)
async def test_who_has_it_hears_of_each_step_once(
    stage: Stage, rita: Someone, olga: Someone, minutes: tuple[int, ...], told: int, reached: int, next_due: int | None
) -> None:
    number = await _promised(stage, rita, *minutes, olga=olga, late_told=told, breach_told=told, remind_at=NOW)
    await _remind(stage)
    heard = await _heard(stage, olga)
    assert [view for view, _ in heard].count("reminder") == (reached > told)
    ticket = await stage.ticket(number)
    assert ticket.late_told == reached
    assert ticket.remind_at == (getattr(ticket, DUES[next_due]) if next_due is not None else None)
    assert await _remind(stage) == 0


@pytest.mark.parametrize(
    ("remind", "since", "given"),
    [
        (15 * MINUTE, 14 * MINUTE, True),  # a minute early, as what is due within one comes along
        (15 * MINUTE, 14 * MINUTE - MOMENT, False),
        (2 * MINUTE, 3 * MINUTE, True),
        (2 * MINUTE, 3 * MINUTE - MOMENT, False),
    ],
)
async def test_who_was_just_reminded_hears_of_the_step_when_they_may(
    stage: Stage, rita: Someone, olga: Someone, remind: timedelta, since: timedelta, given: bool
) -> None:
    stage.with_rules(remind=remind)
    number = await _promised(stage, rita, 0, 60, 120, 180, olga=olga, remind_at=NOW)
    await _person(stage, olga, reminded_at=stage.now - since)
    assert await _remind(stage) == given
    ticket = await stage.ticket(number)
    may = stage.now - since + max(remind - MINUTE, 3 * MINUTE)
    assert (ticket.late_told, ticket.remind_at) == ((1, ticket.first_due_at) if given else (0, may))


async def test_the_next_step_is_not_waited_for_longer_than_it_takes(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _promised(stage, rita, 0, 5, 120, 180, olga=olga, remind_at=NOW)
    await _person(stage, olga, reminded_at=stage.now - MINUTE)
    assert await _remind(stage) == 0
    ticket = await stage.ticket(number)
    assert ticket.remind_at == ticket.first_due_at


async def test_what_is_critical_waits_for_no_earlier_reminder(stage: Stage, rita: Someone, olga: Someone) -> None:
    given = {"priority": 1, "late_told": 0}
    number = await _promised(stage, rita, 0, 60, 120, 180, olga=olga, remind_at=NOW, **given)
    await _person(stage, olga, reminded_at=stage.now - MINUTE)
    assert await _remind(stage) == 1
    assert (await stage.ticket(number)).late_told == 1


async def test_of_a_warning_of_what_nobody_has_who_is_there_hears_of_a_breach_the_admins(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    vera, away = await stage.person("Vera", Role.ADMIN, away=True), await stage.person("Ann", Role.AGENT, away=True)
    number = await _promised(stage, rita, 0, 60, 120, 180, remind_at=NOW)
    people = (olga, vera, away)
    before = [len(await _heard(stage, who)) for who in people]
    assert await _remind(stage) == 1
    assert (await _heard(stage, olga))[-1][0] == "reminder"  # a line says how late it is, a card does not
    await stage.change(number, first_due_at=stage.now, remind_at=stage.now, escalate_at=stage.now)
    assert await _remind(stage) == 1
    after = [len(await _heard(stage, who)) for who in people]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 0]


# A breach


async def _breached(stage: Stage, rita: Someone, **values: Any) -> int:
    """The first time is over, and admins are to hear of it now."""
    given = {"late_told": 2, "breach_told": 0, "escalate_at": NOW, **values}
    return await _promised(stage, rita, -60, 0, 120, 180, **given)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, True),
        ({"escalate_at": MINUTE, "remind_at": NOW}, True),  # what is due within a minute comes along
        ({"escalate_at": MINUTE + MOMENT, "remind_at": NOW}, False),
        ({"breach_told": 2}, False),
        ({"status": Status.PENDING}, False),
        ({"status": Status.RESOLVED}, False),
    ],
)
async def test_admins_hear_once_of_a_breach_whose_clock_runs(
    stage: Stage, rita: Someone, olga: Someone, values: dict[str, Any], told: bool
) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    number = await _breached(stage, rita, olga=olga, **values)
    before = len(await _heard(stage, vera))
    await _remind(stage)
    assert len(await _heard(stage, vera)) - before == told
    assert (await stage.ticket(number)).breach_told == (2 if told else values.get("breach_told", 0))
    assert await _remind(stage) == 0


@pytest.mark.parametrize(("told", "again"), [(2, 0), (1, 1)])
async def test_an_admin_who_has_it_hears_of_its_breach_once(stage: Stage, rita: Someone, told: int, again: int) -> None:
    vera, ada = await stage.person("Vera", Role.ADMIN), await stage.person("Ada", Role.ADMIN)
    await _breached(stage, rita, olga=vera, late_told=told)
    before = [len(await _heard(stage, who)) for who in (vera, ada)]
    await _remind(stage)
    after = [len(await _heard(stage, who)) for who in (vera, ada)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [again, 1]


async def test_an_admin_reminded_a_moment_ago_gets_the_breach_without_a_ring(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    vera, ada = await stage.person("Vera", Role.ADMIN), await stage.person("Ada", Role.ADMIN)
    await _breached(stage, rita, olga=olga)
    await _person(stage, vera, reminded_at=stage.now - MINUTE)
    await _remind(stage)
    assert [(await _heard(stage, who))[-1] for who in (vera, ada)] == [("reminder", True), ("reminder", False)]


@pytest.mark.parametrize(("priority", "taken", "rings"), [(1, False, 1), (1, True, 0), (2, False, 0)])
async def test_a_critical_breach_of_what_nobody_has_rings_again(
    stage: Stage, rita: Someone, olga: Someone, priority: int, taken: bool, rings: int
) -> None:
    await stage.person("Vera", Role.ADMIN)
    await _breached(stage, rita, olga=olga if taken else None, priority=priority)
    await _remind(stage)
    async with stage.database.sessions() as session:
        found = (await session.scalars(select(Timer).where(Timer.kind == timers.CRITICAL))).all()
    assert [(one.due_at, one.attempts) for one in found] == [(stage.now + lateness.RINGS_EVERY, 1)] * rings


@pytest.mark.parametrize(
    ("values", "reminded"),
    [
        ({}, True),
        ({"remind_at": MINUTE, "escalate_at": NOW}, True),
        ({"late_told": 3}, True),  # all of it has passed, which is worse
        ({"assignee_id": True, "status": Status.IN_PROGRESS}, False),
        ({"status": Status.PENDING}, False),
    ],
)
async def test_what_nobody_takes_is_told_of_every_day_when_all_is_told(
    stage: Stage, rita: Someone, olga: Someone, values: dict[str, Any], reminded: bool
) -> None:
    given = {name: olga.id if value is True else value for name, value in values.items()}
    number = await _promised(
        stage, rita, -90, -60, -30, 0, **{"late_told": 4, "breach_told": 4, "remind_at": NOW, **given}
    )
    before = len(await _heard(stage, olga))
    await _remind(stage)
    daily = reminded and "late_told" not in values
    assert len(await _heard(stage, olga)) - before == daily
    assert ("nobody-free" in await lines(stage, rita)) is daily
    again = (await stage.ticket(number)).remind_at
    if reminded:
        assert again is not None and 12 * HOUR < again - stage.now <= 24 * HOUR + 2 * MINUTE
    else:
        assert again is None


# On hold, outside the hours, in the night


@pytest.mark.parametrize(("at", "over"), [(NOW, True), (MINUTE, True), (MINUTE + MOMENT, False)])
@pytest.mark.parametrize("taken", [True, False])
async def test_of_what_was_on_hold_until_now_who_has_it_hears_once(
    stage: Stage, rita: Someone, olga: Someone, at: timedelta, over: bool, taken: bool
) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    held = {"status": Status.ON_HOLD, "hold_until": NOW, "assignee_id": olga.id if taken else None}
    number = await _promised(stage, rita, -60, 0, 0, 0, **held, remind_at=at, escalate_at=NOW)
    people = (olga, ivan)
    before = [len(await _heard(stage, who)) for who in people]
    await _remind(stage)
    after = [len(await _heard(stage, who)) for who in people]
    assert [b - a for a, b in zip(before, after, strict=True)] == [over, over and not taken]
    ticket = await stage.ticket(number)
    assert (ticket.remind_at, ticket.escalate_at) == (None if over else stage.now + at, None)
    assert (await _remind(stage), ticket.late_told) == (0, 0)


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("priority", [1, 2])
async def test_outside_the_hours_only_the_critical_is_reminded_of(
    stage: Stage, rita: Someone, olga: Someone, held: bool, priority: int
) -> None:
    number = await _promised(stage, rita, 0, 60, 120, 180, olga=olga, priority=priority, remind_at=NOW)
    if held:
        await stage.change(number, status=Status.ON_HOLD, hold_until=stage.now)
    else:
        await stage.change(number, escalate_at=stage.now + MINUTE + MOMENT)
    stage.with_rules(hours=FROM_TEN)
    opens = hours.back_at(stage.rules, stage.now)
    assert await _remind(stage) == (1 if priority == 1 else 0)
    ticket = await stage.ticket(number)
    if priority == 1:
        assert ticket.remind_at == (None if held else ticket.first_due_at)
        return
    assert (ticket.remind_at, ticket.late_told) == (opens, 0)
    assert ticket.escalate_at != opens  # it was not due by then
    stage.now = opens or stage.now
    assert await _remind(stage) == 1


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
    stage.with_rules(targets=False)
    number = await stage.files(rita, PRINTER)
    stage.with_rules(hours=FROM_TEN)
    opens = hours.back_at(stage.rules, stage.now)
    due = [stage.now + at if at is not None else None for at in (remind, escalate)]
    await stage.change(number, **{**NOTHING, "remind_at": due[0], "escalate_at": due[1]})
    assert await _remind(stage) == 0
    ticket = await stage.ticket(number)
    wanted = [opens if wait else at for at, wait in zip(due, waits, strict=True)]
    assert [ticket.remind_at, ticket.escalate_at] == wanted


async def test_a_list_of_several_is_about_none_of_them_alone(stage: Stage, rita: Someone, olga: Someone) -> None:
    numbers = [await _promised(stage, rita, 0, 60, 120, 180, olga=olga) for _ in range(2)]
    for due, about in ((numbers[:1], [(await stage.ticket(numbers[0])).id]), (numbers, [None])):
        await _person(stage, olga, reminded_at=None)
        for number in due:
            await stage.change(number, remind_at=stage.now, late_told=0)
        async with stage.database.unit_of_work() as session:
            await session.execute(delete(Job))
        await _remind(stage)
        async with stage.database.sessions() as session:
            mine = select(Job.ticket_id).where(Job.person_id == olga.id)
            assert list(await session.scalars(mine)) == about


@pytest.mark.parametrize(
    ("hour", "priority", "silent"), [(21, 3, False), (22, 3, True), (7, 3, True), (8, 3, False), (23, 1, False)]
)
async def test_in_the_night_only_the_critical_rings(
    stage: Stage, rita: Someone, olga: Someone, hour: int, priority: int, silent: bool
) -> None:
    stage.now = stage.now.replace(hour=hour, minute=0)
    await _promised(stage, rita, 0, 60, 120, 180, olga=olga, priority=priority, remind_at=NOW)
    await _remind(stage)
    assert (await _heard(stage, olga))[-1] == ("reminder", silent)


@pytest.mark.parametrize(("starts", "silent"), [(1320, False), (600, None)])
async def test_who_has_a_shift_in_the_night_hears_it_all(
    stage: Stage, rita: Someone, olga: Someone, starts: int, silent: bool | None
) -> None:
    stage.now = stage.now.replace(hour=23)
    await _promised(stage, rita, 0, 60, 120, 180, remind_at=NOW)
    before = len(await _heard(stage, olga))
    async with stage.database.unit_of_work() as session:
        session.add(Shift(person_id=olga.id, weekday=stage.now.weekday(), starts=starts, ends=starts + 420))
    await _person(stage, olga, has_shifts=True)
    await _remind(stage)
    heard = (await _heard(stage, olga))[before:]
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
    await _promised(stage, rita, 0, 60, 120, 180, olga=olga if taken else None, remind_at=NOW)
    await _person(stage, olga, **values)
    before = len(await _heard(stage, olga))
    await _remind(stage)
    assert (await _heard(stage, olga))[before:] == heard


# One that fails


async def test_a_ticket_that_fails_is_left_aside_and_stops_no_other(
    stage: Stage, rita: Someone, olga: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = [await _promised(stage, rita, 0, 60, 120, 180, olga=olga) for _ in range(2)]
    await stage.change(bad, remind_at=stage.now, escalate_at=stage.now + MINUTE + MOMENT)
    await stage.change(good, remind_at=stage.now)
    bad_id, is_held, before = (await stage.ticket(bad)).id, lateness.is_held, len(await _heard(stage, olga))

    def fails(ticket: Ticket) -> bool:
        if ticket.id == bad_id:
            raise ValueError
        return is_held(ticket)

    monkeypatch.setattr(lateness, "is_held", fails)
    assert await _remind(stage) == 1
    letters = [x for x in await stage.letters(olga) if x.get("view") == "reminder"]
    assert len(await _heard(stage, olga)) - before == 1
    assert letters[-1]["tickets"] == [(await stage.ticket(good)).id]
    async with stage.database.sessions() as session:
        [failure] = (await session.scalars(select(DueFailure))).all()
    ticket, again = await stage.ticket(bad), stage.now + timedelta(seconds=1)
    assert (failure.kind, failure.object_id, failure.due_at, failure.error) == ("remind", bad_id, again, "ValueError")
    assert (ticket.remind_at, ticket.escalate_at, ticket.late_told) == (again, stage.now + MINUTE + MOMENT, 0)
    assert (await stage.ticket(good)).late_told == 1
