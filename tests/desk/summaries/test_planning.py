"""Which days a briefing tells of: all since the last one, a week at most; each week once; when the desk is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from db.models import DeskRow, Summary
from desk.settings.defaults.notices import BriefingsSent
from desk.summaries import planning
from tests.desk.stage import Stage
from tests.sql import fetch, get, scalars

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NINE_TO_SIX = (((540, 1080),),) * 7
ONE = timedelta(days=1)


async def _planned(stage: Stage, told: date | None, kind: str) -> list[tuple[date, date]]:
    """The last and first day of what is planned beside what was told of."""
    async with stage.database.unit_of_work() as session:
        row = await session.get(DeskRow, 1) or DeskRow(id=1)
        row.briefing_at = stage.now
        session.add(row)
        if told is not None:
            session.add(Summary(kind=kind, first_day=told, last_day=told, due_at=stage.now - ONE))
        await session.flush()
        await planning.plan_due_summaries(session, stage.now, stage.rules)
    new = select(Summary).where(Summary.due_at == stage.now, Summary.kind == kind)
    return [(one.first_day, one.last_day) for one in await scalars(stage, new)]


@pytest.mark.parametrize(("ago", "days"), [(None, 1), (1, 0), (2, 1), (4, 3), (30, 7)])
async def test_every_day_since_the_last_one_and_a_week_at_most(stage: Stage, ago: int | None, days: int) -> None:
    stage.now = MONDAY
    stage.with_rules(briefings__sent=BriefingsSent(daily=True))
    told = MONDAY.date() - timedelta(days=ago) if ago is not None else None
    yesterday = MONDAY.date() - ONE
    expected = [(yesterday - timedelta(days=days - 1), yesterday)] if days else []
    assert await _planned(stage, told, planning.DAY) == expected


@pytest.mark.parametrize(("ago", "planned"), [(1, False), (8, True)])
async def test_a_week_that_was_told_of_is_told_once(stage: Stage, ago: int, planned: bool) -> None:
    stage.now = MONDAY
    stage.with_rules(briefings__sent=BriefingsSent(weekly=True))
    found = await _planned(stage, MONDAY.date() - timedelta(days=ago), planning.WEEK)
    assert found == ([(date(2026, 11, 16), date(2026, 11, 22))] if planned else [])


async def test_where_the_desk_has_closed_it_is_told_when_it_opens_again(stage: Stage) -> None:
    stage.now = MONDAY.replace(hour=19)
    stage.with_rules(
        briefings__sent=BriefingsSent(daily=True), hours__week=NINE_TO_SIX, timezone="UTC", briefings__at=time(11)
    )
    assert await _planned(stage, None, planning.DAY) == []
    assert (await get(stage, DeskRow, 1)).briefing_at == datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_a_day_is_over_by_the_clock_of_the_desk(stage: Stage) -> None:
    """On Sunday evening it is Monday morning there."""
    stage.now = MONDAY - timedelta(hours=13)
    stage.with_rules(briefings__sent=BriefingsSent(daily=True, weekly=True), timezone="Pacific/Auckland")
    assert await _planned(stage, None, planning.DAY) == [(date(2026, 11, 22), date(2026, 11, 22))]
    week = select(Summary.first_day, Summary.last_day).where(Summary.kind == planning.WEEK)
    assert [tuple(row) for row in await fetch(stage, week)] == [(date(2026, 11, 16), date(2026, 11, 22))]
