"""Days that are over are counted once, and again where a ticket of theirs is no longer what it was."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from desk.figures import FIGURES, Dimension, Period, facts
from desk.figures.measuring.day_counts import ROLLED
from desk.figures.measuring.measure import measure
from desk.figures.measuring.measured import Measured
from tests.desk.stage import Someone, Stage

DAYS = Period(date(2026, 11, 19), date(2026, 11, 30))


async def _read(stage: Stage, by: Dimension | None = None, **more: Any) -> Measured:
    async with stage.database.sessions() as session:
        return await measure(session, FIGURES, DAYS, by=by, settings=stage.rules, now=stage.now, **more)


async def _kept(stage: Stage) -> list[date]:
    async with stage.database.sessions() as session:
        return list(await session.scalars(text("select distinct day from daily_counts order by day")))


async def _count(stage: Stage) -> None:
    await facts.bring_up_to_date(stage.database, stage.rules, stage.now)


async def test_a_day_is_kept_an_hour_after_it_ended(stage: Stage, rita: Someone) -> None:
    await stage.files(rita, "The printer is on fire")
    stage.now = stage.now.replace(hour=0, minute=59) + timedelta(days=1)
    await _count(stage)
    assert await _kept(stage) == []
    stage.later(minutes=2)
    await _count(stage)
    assert await _kept(stage) == [date(2026, 11, 20)]
    async with stage.database.unit_of_work() as session:
        await session.execute(text("delete from daily_counts where figure = 'filed'"))
    assert (await _read(stage)).total["filed"].amount == 1, "a day of a version with fewer figures is counted again"
    assert "filed" in ROLLED
