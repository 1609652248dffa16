"""What is promised beside figures of speed: to whom, and of which of both targets."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.database import Database
from db.models import TicketFacts
from desk import DeskSettings, TargetLengths
from desk.charts import composition
from desk.charts.pictures import Plot
from desk.charts.stats_command import StatsQuestion
from desk.metrics import METRICS, Dimension
from reports import stats
from reports.request import ReportRequest
from tests.desk.charts.laid_out import filed, people
from tests.desk.knowledge.test_gaps import NOW
from tests.rules import rules_with

HOUR = 3600.0
RULES = rules_with(
    targets__enabled=True,
    targets__critical=TargetLengths(timedelta(hours=1), timedelta(hours=4)),
    targets__high=TargetLengths(timedelta(hours=9), timedelta(hours=20)),
    targets__medium=TargetLengths(timedelta(hours=3), timedelta(hours=12)),
    targets__low=TargetLengths(timedelta(hours=5), timedelta(hours=16)),
)


def _reader(rules: DeskSettings = RULES) -> ReportRequest:
    return ReportRequest(None, NOW, rules, None, "en", {})  # type: ignore[arg-type]  # reads nothing


@pytest.mark.parametrize(
    ("key", "hours"),
    [
        ("response_work_median", [1, 3, 5, 9]),
        ("solution_work_p90", [4, 12, 16, 20]),
        ("response_clock_median", []),  # promises are in working time
        ("take_work_median", []),
        ("response_within", []),
        ("filed", []),
    ],
)
def test_over_time_there_is_what_is_promised_to_each_the_shortest_first(key: str, hours: list[int]) -> None:
    figure = METRICS[key]
    assert [one.number for one in composition.list_goals(_reader(), figure, {})] == [n * HOUR for n in hours]
    assert composition.list_goals(_reader(DeskSettings()), figure, {}) == ()
    of_two = composition.list_goals(_reader(), figure, {Dimension.PRIORITY: 2, Dimension.CATEGORY: 1})
    assert [(one.name, one.number) for one in of_two] == [("high", n * HOUR) for n in hours[-1:]]


def test_beside_a_row_there_is_what_is_promised_to_its_priority() -> None:
    figure, filtered = METRICS["solution_work_median"], {Dimension.PRIORITY: 4}
    found = composition.find_goal(_reader(), figure, Dimension.PRIORITY, 3, {})
    assert found is not None
    assert (found.name, found.number, found.said) == ("medium", 12 * HOUR, "12 h")
    of_filter = composition.find_goal(_reader(), figure, Dimension.CATEGORY, 3, filtered)
    assert of_filter is not None
    assert of_filter.number == 16 * HOUR
    assert composition.find_goal(_reader(), figure, Dimension.CATEGORY, 3, {}) is None
    assert composition.find_goal(_reader(), figure, Dimension.PRIORITY, None, {}) is None


async def test_a_picture_shows_the_targets_of_its_filters(database: Database) -> None:
    question = StatsQuestion(of="speed", period="month", where={Dimension.PRIORITY: 3})
    async with database.sessions() as session:
        (rita,) = await people(session, "Rita")
        await filed(session, 1, NOW, requester=rita)
        answered = {"answered_at": NOW, "answered_work": HOUR, "answered_clock": HOUR, "priority": 3}
        await session.execute(update(TicketFacts).values(**answered))
        drawn = await stats._draw(ReportRequest(session, NOW, RULES, None, "en", {}), question)
        await session.rollback()
    assert drawn is not None
    plots = [one for one in drawn[0].blocks if isinstance(one, Plot)]
    assert {tuple(goal.name for goal in one.goals) for one in plots} >= {("medium",)}
