"""The content of a report as tables: each number in words and as a value. Draws nothing, decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.charts import wording
from desk.charts.pictures import Bars, Plot, Series, Table, Tiles
from desk.charts.report import ReportData, load_names
from desk.charts.stats_command import ReportReader
from desk.i18n import say
from desk.metrics import (
    METRICS,
    TIME_DIMENSIONS,
    Metric,
    MetricUnit,
)
from desk.metrics.measuring.values import Measured, Value


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row. `said`: its cells in words, after the name; `values`: its cells for a file."""

    name: str
    said: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table. `heads`: headings of all columns, that of the names first; `columns`: the headings in a file, with
    units."""

    title: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[ReportRow, ...]


def make_numbers_table(reader: ReportReader, shown: ReportData) -> ReportTable:
    """Return the numbers of a report form: now, in the period before, and the change."""
    heads = tuple(say(reader.language, f"table-{one}") for one in ("figure", "now", "before", "change"))
    columns = (*heads[:1], say(reader.language, "table-unit"), *heads[1:3])
    rows = tuple(_number(reader, METRICS[key], value, shown.before.get(key)) for key, value in shown.numbers.items())
    return ReportTable(say(reader.language, "table-numbers"), heads, columns, rows)


def _number(reader: ReportReader, metric: Metric, now: Value, before: Value | None) -> ReportRow:
    language = reader.language
    was = wording.format_amount(language, metric, before.amount) if before is not None else wording.NOTHING
    change = wording.format_change(language, metric, now, before) if before is not None else ""
    values = (_unit(language, metric), now.amount, before.amount if before is not None else None)
    said = (wording.format_amount(language, metric, now.amount), was, change or wording.NOTHING)
    return ReportRow(say(language, metric.name), said, values)


async def make_table(reader: ReportReader, measured: Measured, before: Series | None = None) -> ReportTable:
    """Return a chart as a table, a row for each label; `before`: its first metric in the period before."""
    by, language = measured.by, reader.language
    assert by is not None
    metrics = [METRICS[key] for key in measured.keys]
    called = await _label_names(reader, measured)
    rows = tuple(
        ReportRow(
            name,
            tuple(wording.format_amount(language, one, row.values[one.key].amount) for one in metrics),
            tuple(row.values[one.key].amount for one in metrics),
        )
        for name, row in zip(called, measured.rows, strict=True)
    )
    dimension = say(language, "stats-dimension", by=by.value)
    titles = [say(language, one.name) for one in metrics]
    if before is not None:
        rows = tuple(_beside(language, metrics[0], row, n) for row, n in zip(rows, before.numbers, strict=True))
    of = say(language, "stats-figure-by", figure=", ".join(titles), by=by.value)
    columns = [_with_unit(reader, one) for one in metrics]
    more = (before.name,) if before is not None else ()
    return ReportTable(of, (dimension, *titles, *more), (dimension, *columns, *more), rows)


def _beside(language: str, metric: Metric, row: ReportRow, number: float | None) -> ReportRow:
    said = wording.format_amount(language, metric, number)
    return ReportRow(row.name, (*row.said, said), (*row.values, number))


async def _label_names(reader: ReportReader, measured: Measured) -> Sequence[str]:
    by, labels = measured.by, [row.label for row in measured.rows]
    assert by is not None
    if by in TIME_DIMENSIONS:
        today = reader.today
        return [wording.format_time_label(reader.language, by, label, today) for label in labels]
    called = await load_names(reader.session, reader.language, by, labels)
    return [called[label] for label in labels]


def _with_unit(reader: ReportReader, metric: Metric) -> str:
    name = say(reader.language, metric.name)
    if metric.unit is MetricUnit.COUNT:
        return name
    return f"{name}, {_unit(reader.language, metric)}"


def _unit(language: str, metric: Metric) -> str:
    """Return the unit of the numbers in a file, where lengths of time are numbers too."""
    return say(language, "table-seconds" if metric.unit is MetricUnit.SECONDS else f"figure-unit-{metric.unit.value}")


def convert_table(title: str, block: Table) -> ReportTable:
    """Return the table of a table block."""
    rows = tuple(
        ReportRow(
            row.name,
            tuple(cell.said or ", ".join(cell.lines) for cell in row.cells),
            tuple(cell.number if cell.said else ", ".join(cell.lines) for cell in row.cells),
        )
        for row in block.rows
    )
    return ReportTable(title, ("", *block.heads), ("", *block.heads), rows)


def convert_block(reader: ReportReader, block: Tiles | Bars | Plot) -> ReportTable:
    """Return the table of another block."""
    if isinstance(block, Plot):
        return _of_plot(reader, block)
    if isinstance(block, Tiles):
        title, lines = say(reader.language, "table-numbers"), [(one.name, one.value, one.change) for one in block.tiles]
    else:
        title, lines = block.title, [(one.name, one.said, "") for one in block.bars]
    heads = tuple(say(reader.language, f"table-{one}") for one in ("figure", "now", "beside"))
    rows = tuple(ReportRow(name, (said, beside or wording.NOTHING), (said, beside)) for name, said, beside in lines)
    return ReportTable(title, heads, heads, rows)


def _of_plot(reader: ReportReader, block: Plot) -> ReportTable:
    heads = (say(reader.language, "table-when"), *(one.name for one in block.series))
    rows = []
    for at, label in enumerate(block.labels):
        values = tuple(one.numbers[at] for one in block.series)
        said = tuple(wording.NOTHING if number is None else block.said(number) for number in values)
        rows.append(ReportRow(label, said, values))
    return ReportTable(block.title, heads, heads, tuple(rows))
