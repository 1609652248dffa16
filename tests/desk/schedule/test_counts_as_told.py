"""What counts as told, so that nobody hears twice or not at all: at the opening, after long silence, of a breach."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import DeskRow, Origin, Person
from desk import Desk
from desk.policy import DueTimer, NotificationLevel, StaffNotification
from desk.schedule import ticket_reminders, timer_actions
from desk.settings.defaults.notices import BriefingsSent
from desk.tickets import assignment
from tests.desk.cast import PRINTER, lines
from tests.desk.schedule.guarding import with_values
from tests.desk.stage import Someone, Stage
from tests.sql import get

NINE_TO_SIX = (((540, 1080),),) * 7
MINUTE = timedelta(minutes=1)


async def _desk(stage: Stage, **values: Any) -> DeskRow:
    """The desk's row, with these values where some are given."""
    async with stage.database.unit_of_work() as session:
        row = await session.get(DeskRow, 1) or DeskRow(id=1)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        await session.flush()
        return row


@pytest.mark.parametrize("hears", [True, False])
async def test_what_waits_at_the_opening_is_a_reminder(stage: Stage, rita: Someone, olga: Someone, hears: bool) -> None:
    await stage.files(rita, PRINTER)
    stage.with_rules(hours__week=NINE_TO_SIX)
    stage.now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    if not hears:
        await with_values(stage, olga, switches={StaffNotification.REMINDERS.value: NotificationLevel.OFF.value})
    await _desk(stage, opens_at=stage.now)
    async with stage.database.unit_of_work() as session:
        await ticket_reminders.open_the_desk(session, stage.now, stage.rules)
    assert (await lines(stage, olga)).count("opening-waiting") == hears
    assert (await get(stage, Person, olga.id)).reminded_at == (stage.now if hears else None)


@pytest.mark.parametrize(("due", "stays"), [(timedelta(0), True), (MINUTE, False)])
async def test_a_briefing_that_is_due_is_told_whatever_hours_are_set_meanwhile(
    stage: Stage, due: timedelta, stays: bool
) -> None:
    stage.with_rules(hours__week=NINE_TO_SIX, briefings__sent=BriefingsSent(daily=True))
    at = stage.now + due
    await _desk(stage, briefing_at=at, recalculate_at=stage.now)
    async with stage.database.unit_of_work() as session:
        await ticket_reminders.recalculate_tickets(session, stage.now, stage.rules)
    assert ((await _desk(stage)).briefing_at == at) is stays


async def test_who_is_asked_after_long_silence_was_reminded_by_that(stage: Stage, rita: Someone, olga: Someone) -> None:
    stage.with_rules(targets__enabled=True)
    number = await stage.files(rita, PRINTER)
    await stage.change(number, priority=2)
    await stage.does(olga, assignment.claim, number)
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await timer_actions.ask_agent(desk, await desk.lock_ticket(number), DueTimer(stage.now, 0))
    assert (await lines(stage, olga)).count("still-ask") == 1
    assert (await get(stage, Person, olga.id)).reminded_at == stage.now
