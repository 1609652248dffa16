"""Bars of a chart: whom a line is worth."""

import pytest
from sqlalchemy import text

from db.database import Database
from desk import DeskSettings
from desk.figures import Dimension, Period
from desk.figures.measuring.measured import Measured, MeasuredRow, Value
from desk.stats import composing, event_sides
from desk.stats.blocks import Bars
from desk.stats.question import About, StatsQuestion
from reports.request import ReportRequest
from tests.breadth import apart
from tests.desk.knowledge.test_gaps import NOW

NOTHING, ONE = Value(0.0, 0), Value(1.0, 1)
SOMEBODY = "insert into people (id, name, created_at) values (7, 'Olga', now())"


async def test_a_name_that_runs_from_right_to_left_turns_nothing_beside_it(database: Database) -> None:
    question = StatsQuestion(About.FIGURE, "filed", where={Dimension.AGENT: 7, Dimension.PRIORITY: 2})
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (7, 'רחל', now())"))
        said = await composing.filters(ReportRequest(session, NOW, DeskSettings(), None, "en", {}), question)
    assert said == "agent: \u2068רחל\u2069, priority: high"
    assert event_sides._shares("en", [("רחל", 9.0), ("Olga", 1.0)]) == ("90% \u2068רחל\u2069", "10% Olga")


@pytest.mark.parametrize(
    ("somebodys", "nobodys", "said"),
    apart([(True, NOTHING, ["Olga 0"]), (True, ONE, ["Olga 0", "Nobody 1"]), (False, NOTHING, [])]),
)
async def test_nothing_of_nobody_is_no_line_nothing_of_somebody_is(
    database: Database, somebodys: bool, nobodys: Value, said: list[str]
) -> None:
    rows = [MeasuredRow(None, {"held_now": nobodys})]
    if somebodys:
        rows.insert(0, MeasuredRow(7, {"held_now": NOTHING}))
    measured = Measured(("held_now",), Period(NOW.date(), NOW.date()), Dimension.AGENT, {}, tuple(rows))
    async with database.sessions() as session:
        await session.execute(text(SOMEBODY))
        drawn = await composing.chart(ReportRequest(session, NOW, DeskSettings(), None, "en", {}), measured)
    assert isinstance(drawn, Bars)
    assert [f"{bar.name} {bar.said}" for bar in drawn.bars] == said
    assert drawn.note == ("" if said else "Nothing here.")
