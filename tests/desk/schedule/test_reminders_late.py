"""Reminders of tickets with targets: each condition by itself, at its edge. On hold, outside the hours and in the
night: `test_reminders_hours.py`; of tickets without targets: `test_due_work_guards.py`.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import DueFailure, History, Origin, Role, Status, Ticket, Timer
from desk.policy import lateness, timer_kinds
from tests.desk.cast import lines
from tests.desk.schedule.guarding import with_values
from tests.desk.schedule.promised import DUES, heard_by, promised, remind_all
from tests.desk.stage import Someone, Stage
from tests.sql import fetch, scalars

NOW = timedelta(0)
MOMENT, MINUTE, HOUR = timedelta(microseconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _targets(stage: Stage) -> None:
    stage.with_rules(targets__enabled=True)


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
    number = await promised(stage, rita, *minutes, olga=olga, late_told=told, breach_told=told, remind_at=NOW)
    await remind_all(stage)
    heard = await heard_by(stage, olga)
    assert [view for view, _ in heard].count("reminder") == (reached > told)
    ticket = await stage.ticket(number)
    assert ticket.late_told == reached
    assert ticket.remind_at == (getattr(ticket, DUES[next_due]) if next_due is not None else None)
    assert await remind_all(stage) == 0


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
    stage.with_rules(team__remind=remind)
    number = await promised(stage, rita, 0, 60, 120, 180, olga=olga, remind_at=NOW)
    await with_values(stage, olga, reminded_at=stage.now - since)
    assert await remind_all(stage) == given
    ticket = await stage.ticket(number)
    may = stage.now - since + max(remind - MINUTE, 3 * MINUTE)
    assert (ticket.late_told, ticket.remind_at) == ((1, ticket.first_due_at) if given else (0, may))


async def test_the_next_step_is_not_waited_for_longer_than_it_takes(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await promised(stage, rita, 0, 5, 120, 180, olga=olga, remind_at=NOW)
    await with_values(stage, olga, reminded_at=stage.now - MINUTE)
    assert await remind_all(stage) == 0
    ticket = await stage.ticket(number)
    assert ticket.remind_at == ticket.first_due_at


async def test_what_is_critical_waits_for_no_earlier_reminder(stage: Stage, rita: Someone, olga: Someone) -> None:
    given = {"priority": 1, "late_told": 0}
    number = await promised(stage, rita, 0, 60, 120, 180, olga=olga, remind_at=NOW, **given)
    await with_values(stage, olga, reminded_at=stage.now - MINUTE)
    assert await remind_all(stage) == 1
    assert (await stage.ticket(number)).late_told == 1


async def test_of_a_warning_of_what_nobody_has_who_is_there_hears_of_a_breach_the_admins(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    vera, away = await stage.person("Vera", Role.ADMIN, away=True), await stage.person("Ann", Role.AGENT, away=True)
    number = await promised(stage, rita, 0, 60, 120, 180, remind_at=NOW)
    people = (olga, vera, away)
    before = [len(await heard_by(stage, who)) for who in people]
    assert await remind_all(stage) == 1
    assert (await heard_by(stage, olga))[-1][0] == "reminder"  # a line says how late it is, a card does not
    await stage.change(number, first_due_at=stage.now, remind_at=stage.now, escalate_at=stage.now)
    assert await remind_all(stage) == 1
    after = [len(await heard_by(stage, who)) for who in people]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 0]


# A breach


async def _breached(stage: Stage, rita: Someone, **values: Any) -> int:
    """The first time is over, and admins are to hear of it now."""
    given = {"late_told": 2, "breach_told": 0, "escalate_at": NOW, **values}
    return await promised(stage, rita, -60, 0, 120, 180, **given)


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
    stage: Stage, rita: Someone, olga: Someone, values: dict[str, Any], told: bool, vera: Someone
) -> None:
    number = await _breached(stage, rita, olga=olga, **values)
    before = len(await heard_by(stage, vera))
    await remind_all(stage)
    assert len(await heard_by(stage, vera)) - before == told
    assert (await stage.ticket(number)).breach_told == (2 if told else values.get("breach_told", 0))
    assert await remind_all(stage) == 0


@pytest.mark.parametrize(("told", "again"), [(2, 0), (1, 1)])
async def test_an_admin_who_has_it_hears_of_its_breach_once(stage: Stage, rita: Someone, told: int, again: int) -> None:
    vera, ada = await stage.person("Vera", Role.ADMIN), await stage.person("Ada", Role.ADMIN)
    await _breached(stage, rita, olga=vera, late_told=told)
    before = [len(await heard_by(stage, who)) for who in (vera, ada)]
    await remind_all(stage)
    after = [len(await heard_by(stage, who)) for who in (vera, ada)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [again, 1]


async def test_an_admin_reminded_a_moment_ago_gets_the_breach_without_a_ring(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    vera, ada = await stage.person("Vera", Role.ADMIN), await stage.person("Ada", Role.ADMIN)
    await _breached(stage, rita, olga=olga)
    await with_values(stage, vera, reminded_at=stage.now - MINUTE)
    await remind_all(stage)
    assert [(await heard_by(stage, who))[-1] for who in (vera, ada)] == [("reminder", True), ("reminder", False)]


@pytest.mark.parametrize(("priority", "taken", "rings"), [(1, False, 1), (1, True, 0), (2, False, 0)])
async def test_a_critical_breach_of_what_nobody_has_rings_again(
    stage: Stage, rita: Someone, olga: Someone, priority: int, taken: bool, rings: int
) -> None:
    await stage.person("Vera", Role.ADMIN)
    await _breached(stage, rita, olga=olga if taken else None, priority=priority)
    await remind_all(stage)
    found = await scalars(stage, select(Timer).where(Timer.kind == timer_kinds.CRITICAL))
    assert [(one.due_at, one.attempts) for one in found] == [(stage.now + lateness.REPEATED_EVERY, 1)] * rings


async def test_a_critical_breach_rings_for_an_hour_and_then_no_more(stage: Stage, rita: Someone, vera: Someone) -> None:
    number = await promised(
        stage, rita, -60, 0, 600, 900, late_told=2, breach_told=0, escalate_at=NOW, priority=lateness.CRITICAL
    )
    before = len(await heard_by(stage, vera))
    await remind_all(stage)
    await stage.change(number, remind_at=None, escalate_at=None)
    for _ in range(lateness.MOST_REPEATS + 3):
        stage.now += lateness.REPEATED_EVERY
        await stage.ticks()
    assert len(await heard_by(stage, vera)) - before == lateness.MOST_REPEATS


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
    number = await promised(
        stage, rita, -90, -60, -30, 0, **{"late_told": 4, "breach_told": 4, "remind_at": NOW, **given}
    )
    before = len(await heard_by(stage, olga))
    await remind_all(stage)
    daily = reminded and "late_told" not in values
    assert len(await heard_by(stage, olga)) - before == daily
    assert ("nobody-free" in await lines(stage, rita)) is daily
    again = (await stage.ticket(number)).remind_at
    if reminded:
        assert again is not None and 12 * HOUR < again - stage.now <= 24 * HOUR + 2 * MINUTE
    else:
        assert again is None


# One that fails


async def test_a_ticket_that_fails_is_left_aside_and_stops_no_other(
    stage: Stage, rita: Someone, olga: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = [await promised(stage, rita, 0, 60, 120, 180, olga=olga) for _ in range(2)]
    await stage.change(bad, remind_at=stage.now, escalate_at=stage.now + MINUTE + MOMENT)
    await stage.change(good, remind_at=stage.now)
    bad_id, is_held, before = (await stage.ticket(bad)).id, lateness.is_on_timed_hold, len(await heard_by(stage, olga))

    def fails(ticket: Ticket) -> bool:
        if ticket.id == bad_id:
            raise ValueError
        return is_held(ticket)

    monkeypatch.setattr(lateness, "is_on_timed_hold", fails)
    assert await remind_all(stage) == 1
    letters = [x for x in await stage.letters(olga) if x.get("view") == "reminder"]
    assert len(await heard_by(stage, olga)) - before == 1
    assert letters[-1]["tickets"] == [(await stage.ticket(good)).id]
    [failure] = await scalars(stage, select(DueFailure))
    ticket, again = await stage.ticket(bad), stage.now + timedelta(seconds=1)
    assert (failure.kind, failure.object_id, failure.due_at, failure.error) == ("remind", bad_id, again, "ValueError")
    assert (ticket.remind_at, ticket.escalate_at, ticket.late_told) == (again, stage.now + MINUTE + MOMENT, 0)
    assert (await stage.ticket(good)).late_told == 1


async def test_the_history_says_who_was_reminded_and_once_what_was_missed(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await promised(
        stage, rita, -60, -15, 120, 180, olga=olga, late_told=1, breach_told=1, remind_at=NOW, escalate_at=NOW
    )
    for _ in range(2):
        await remind_all(stage)
        await stage.change(number, late_told=1, remind_at=stage.now)
    of_ticket = select(History.field, History.new, History.origin).order_by(History.id)
    rows = await fetch(stage, of_ticket.where(History.field.in_(("overdue", "reminded"))))
    assert [(row.field, row.new) for row in rows] == [("overdue", "first"), ("reminded", "Olga, Vera")]
    assert {row.origin for row in rows} == {Origin.CLOCK}
