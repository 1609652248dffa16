"""A page's figures as tables: as many columns as names, the numbers of a file in their units."""

from datetime import timedelta

from desk import DeskSettings
from desk.charts import report_tables
from desk.charts.pictures import Bar, Bars, Cell, Plot, Series, Table, TableRow, Tile, Tiles
from desk.charts.report import ReportData
from desk.charts.report_tables import ReportTable
from desk.metrics import Dimension, Period
from desk.metrics.measuring.values import Measured, MeasuredRow, Value
from reports.request import ReportRequest
from tests.desk.knowledge.test_gaps import NOW
from tests.texts import text_of

READER = ReportRequest(None, NOW, DeskSettings(), None, "en", {})  # type: ignore[arg-type]  # reads nothing
DAYS = Period(NOW.date() - timedelta(days=1), NOW.date())


def _rows(table: ReportTable) -> list[tuple[object, ...]]:
    """As they stand in a file."""
    for row in table.rows:
        assert len(row.said) + 1 == len(table.heads)
        assert len(row.values) + 1 == len(table.columns)
    return [(row.name, *row.values) for row in table.rows]


def test_numbers_now_and_before() -> None:
    now = {"filed": Value(50.0, 50), "response_clock_median": Value(90.0, 4), "open_now": Value(2.0, 2)}
    before = {"filed": Value(40.0, 40), "response_clock_median": Value(None, 0)}
    table = report_tables.make_numbers_table(READER, ReportData(DAYS, now, before, ()))
    assert table.columns == ("Metric", "Unit", "Now", "Before")
    rows = _rows(table)
    assert [row[2:] for row in rows] == [(50.0, 40.0), (90.0, None), (2.0, None)]
    assert [row[1] for row in rows] == ["number", "seconds", "number"]
    assert [row.said for row in table.rows] == [("50", "40", "▲ 25%"), ("2 min", "–", "–"), ("2", "–", "–")]


async def test_a_chart_with_what_was_before() -> None:
    keys = ("filed", "response_clock_median")
    rows = tuple(
        MeasuredRow(day, {"filed": Value(float(n), n), "response_clock_median": Value(60.0 * n, n)})
        for n, day in enumerate(DAYS.iterate_days(), start=1)
    )
    measured = Measured(keys, DAYS, Dimension.DAY, {}, rows)
    bare = await report_tables.make_table(READER, measured)
    assert _rows(bare) == [("20 Nov", 1.0, 60.0), ("21 Nov", 2.0, 120.0)]
    assert bare.columns[0] == "day"
    assert bare.columns[2].endswith(", seconds")
    beside = await report_tables.make_table(READER, measured, Series("Before", (7.0, None)))
    assert _rows(beside) == [("20 Nov", 1.0, 60.0, 7.0), ("21 Nov", 2.0, 120.0, None)]
    assert [row.said[2] for row in beside.rows] == ["7", "–"]
    assert beside.heads[-1] == beside.columns[-1] == "Before"


def test_what_is_side_by_side_or_in_words_already() -> None:
    cells = (Cell(5.0, "5"), Cell(None, "–"), Cell(lines=("60% a", "40% b")))
    table = report_tables.convert_table(
        "Events", Table(("One", "Two", "Three"), (TableRow(text_of("figure-filed"), cells),))
    )
    assert _rows(table) == [(text_of("figure-filed"), 5.0, None, "60% a, 40% b")]
    assert table.rows[0].said == ("5", "–", "60% a, 40% b")
    plot = report_tables.convert_block(
        READER, Plot("By day", ("1", "2"), (Series("x", (1.0, None)),), lambda n: f"{n:g} st.")
    )
    assert [(row.name, row.said, row.values) for row in plot.rows] == [
        ("1", ("1 st.",), (1.0,)),
        ("2", ("–",), (None,)),
    ]
    tiles = report_tables.convert_block(READER, Tiles((Tile("Solved", "5", "team 2"), Tile("Taken", "1"))))
    assert [(row.name, row.said) for row in tiles.rows] == [("Solved", ("5", "team 2")), ("Taken", ("1", "–"))]
    bars = report_tables.convert_block(READER, Bars("Stars", (Bar("5 ★", 3.0, "3"),)))
    assert _rows(bars) == [("5 ★", "3", "")]
