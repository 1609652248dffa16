"""Days that are over are counted once, and again where a ticket of theirs is no longer what it was."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from db.models import Role
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.metrics import METRICS, Dimension, Period, facts
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.stored_days import STORED_COUNTS
from desk.metrics.measuring.values import Measured
from desk.metrics.sorted_runs import pack_amounts, unpack_amounts
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage

DAYS = Period(date(2026, 11, 19), date(2026, 11, 30))
BY = (None, Dimension.DAY, Dimension.WEEK, Dimension.WEEKDAY, Dimension.AGENT, Dimension.HOUR)


async def _read(stage: Stage, by: Dimension | None = None, **more: Any) -> Measured:
    async with stage.database.sessions() as session:
        return await measure(session, METRICS, DAYS, by=by, settings=stage.rules, now=stage.now, **more)


async def _kept(stage: Stage) -> list[date]:
    async with stage.database.sessions() as session:
        return list(await session.scalars(text("select distinct day from daily_counts order by day")))


async def _count(stage: Stage) -> None:
    await facts.bring_up_to_date(stage.database, stage.rules, stage.now)


async def _kept_values(stage: Stage, name: str) -> dict[date, list[float]]:
    async with stage.database.sessions() as session:
        query = "select day, run from daily_runs where name = :name and run <> ''"
        return {row.day: list(unpack_amounts(row.run)) for row in await session.execute(text(query), {"name": name})}


async def test_values_of_a_day_are_kept_until_one_of_them_changes(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    stage.later(minutes=10)
    await stage.does(olga, lambda desk: thread.add_reply(desk, number, NewEntry(RichText("Switch it off"))))
    stage.later(days=1)
    await stage.files(rita, "The scanner too")
    stage.later(days=2)
    await _count(stage)
    day = date(2026, 11, 20)
    assert await _kept_values(stage, "answered.answered_clock") == {day: [600.0]}
    async with stage.database.unit_of_work() as session:
        await session.execute(
            text("update daily_runs set run = :run where name = 'answered.answered_clock' and day = :day"),
            {"day": day, "run": pack_amounts([60])},
        )
    assert (await _read(stage)).total["response_clock_median"].amount == 60, "it is what is kept that is read"
    assert (await _read(stage, Dimension.PRIORITY)).total["response_clock_median"].amount == 600
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set first_response_at = first_response_at + interval '1 minute'"))
        await facts.refresh_facts(session, stage.rules, stage.now)
    assert await _kept(stage) == [day, date(2026, 11, 21), date(2026, 11, 22)], "no count is another"
    assert await _kept_values(stage, "answered.answered_clock") == {}
    assert await _kept_values(stage, "filed.requester") == {date(2026, 11, 21): [rita.id]}, "and no other day"
    await _count(stage)
    assert await _kept_values(stage, "answered.answered_clock") == {day: [660.0]}
    for by in BY:
        assert await _read(stage, by) == await _read(stage, by, stored=False)


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
    assert "filed" in STORED_COUNTS
