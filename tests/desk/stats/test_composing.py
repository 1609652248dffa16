"""Bars of a chart: whom a line is worth."""

import pytest
from sqlalchemy import text

from db.database import Database
from desk.figures.dimensions import Dimension
from desk.figures.measuring.measured import Measured, MeasuredRow, Value
from desk.figures.periods import Period
from desk.settings import DeskSettings
from desk.stats import composing
from desk.stats.blocks import Bars
from reports.request import ReportRequest
from tests.breadth import apart
from tests.desk.knowledge.test_gaps import NOW

NOTHING, ONE = Value(0.0, 0), Value(1.0, 1)
SOMEBODY = "insert into people (id, name, created_at) values (7, 'Olga', now())"


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
