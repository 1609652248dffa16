"""When requests come: means of hours of weekdays, of the days that have come."""

from datetime import timedelta

from db.database import Database
from desk import DeskSettings
from desk.charts import heat_map
from desk.charts.pictures import Heat
from desk.charts.stats_command import About, StatsQuestion
from desk.metrics import Dimension, Period
from reports import stats
from reports.request import ReportRequest
from tests.desk.charts.laid_out import filed, people
from tests.desk.knowledge.test_gaps import DAY, NOW
from tests.rules import rules_with
from tests.texts import text_of

HOUR = timedelta(hours=1)
TODAY = NOW.date()  # a Saturday
DAYS = Period(TODAY - 12 * DAY, TODAY)  # with one Sunday, and two of each other
VOLUME = StatsQuestion()


async def test_a_mean_is_of_as_many_such_weekdays_as_have_come(database: Database) -> None:
    """One on two Mondays, four on two Fridays at two hours, four on two Saturdays; more of each are to come."""
    friday = NOW - DAY
    moments = [
        friday,
        friday - 7 * DAY,
        friday + timedelta(minutes=59),
        *[NOW + 3 * HOUR - 7 * DAY] * 4,
        friday + 4 * HOUR,
        NOW - 12 * DAY,
    ]
    opens = (((10 * 60, 18 * 60),),) * 7
    async with database.sessions() as session:
        (rita,) = await people(session, "Rita")
        for key, at in enumerate(moments, start=1):
            await filed(session, key, at, requester=rita)
        reader = ReportRequest(session, NOW, rules_with(hours__week=opens), None, "en", {})
        block = await heat_map.make_heat_map(reader, VOLUME, Period(DAYS.first, TODAY + 7 * DAY))
        assert block is not None
        assert block.hours == tuple(f"{hour:02}" for hour in range(10, 18)), "in which something came or it is open"
        said = {
            (day, hour): cell.mean
            for day, of in zip(block.days, block.rows, strict=True)
            for hour, cell in zip(block.hours, of, strict=True)
            if cell.mean
        }
        assert said == {("Mon", "12"): 0.5, ("Fri", "12"): 1.5, ("Fri", "16"): 0.5, ("Sat", "15"): 2.0}
        assert block.totals == ("0.5", "", "", "", "2.0", "2.0", "")
        assert block.busiest == text_of("stats-heat-busiest", day="Sat", hour="15", n="2.0")
        table = heat_map.make_table(reader, block)
        of_noon = next(row for row in table.rows if row.name == "12")
        assert (of_noon.said, of_noon.values) == (
            ("0.5", "–", "–", "–", "1.5", "–", "–"),
            (0.5, 0.0, 0.0, 0.0, 1.5, 0.0, 0.0),
        )
        await session.rollback()


async def test_of_less_than_a_week_and_of_what_is_told_apart_by_hours_there_is_none(database: Database) -> None:
    week = Period(TODAY - 6 * DAY, TODAY)
    async with database.sessions() as session:
        (rita,) = await people(session, "Rita")
        await filed(session, 1, NOW, requester=rita)
        reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
        found = await heat_map.make_heat_map(reader, VOLUME, week)
        assert found is not None
        assert (found.hours, found.has_closed) == (("12",), False)
        shown = {cell.said for of in found.rows for cell in of} | set(found.totals)
        assert shown == {"", "1"}, "whole numbers, as there is one day of each kind"
        assert await heat_map.make_heat_map(reader, StatsQuestion(where={Dimension.PRIORITY: 3}), week) is not None
        shorter = Period(TODAY - 5 * DAY, TODAY + 7 * DAY)  # six of its days have come
        told = {Dimension.HOUR: 12, Dimension.WEEKDAY: 5, Dimension.PRIORITY: 1}
        without = [StatsQuestion(where={by: value}) for by, value in told.items()]
        for question in (StatsQuestion(of="speed"), StatsQuestion(About.FIGURE, "filed"), *without):
            assert await heat_map.make_heat_map(reader, question, week) is None
        assert await heat_map.make_heat_map(reader, VOLUME, shorter) is None
        for period, maps in (("month", 1), ("today", 0)):
            drawn = await stats._draw(reader, StatsQuestion(period=period))
            assert drawn is not None
            assert len([one for one in drawn[0].blocks if isinstance(one, Heat)]) == maps
        await session.rollback()
