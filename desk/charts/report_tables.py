"""The content of a report as tables: each number in words and as a value. Draws nothing, decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.charts import row_names, wording
from desk.charts.blocks import Bars, Plot, Series, Table, Tiles
from desk.charts.reader import FiguresReader
from desk.charts.report_data import Shown
from desk.i18n import say
from desk.metrics import FIGURES, OF_TIME, Figure, FigureUnit, periods
from desk.metrics.measuring.results import Measured, Value


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """A row. `said`: its cells in words, after the name; `values`: its cells for a file."""

    name: str
    said: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """A table. `heads`: headings of all columns, that of the names first; `columns`: the headings in a file, with
    units."""

    title: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[FiguresRow, ...]


def numbers(reader: FiguresReader, shown: Shown) -> FiguresTable:
    """Return the numbers of a report form: now, in the period before, and the change."""
    heads = tuple(say(reader.language, f"table-{one}") for one in ("figure", "now", "before", "change"))
    columns = (*heads[:1], say(reader.language, "table-unit"), *heads[1:3])
    rows = tuple(_number(reader, FIGURES[key], value, shown.before.get(key)) for key, value in shown.numbers.items())
    return FiguresTable(say(reader.language, "table-numbers"), heads, columns, rows)


def _number(reader: FiguresReader, figure: Figure, now: Value, before: Value | None) -> FiguresRow:
    language = reader.language
    was = wording.amount(language, figure, before.amount) if before is not None else wording.NOTHING
    change = wording.format_change(language, figure, now, before) if before is not None else ""
    values = (_unit(language, figure), now.amount, before.amount if before is not None else None)
    said = (wording.amount(language, figure, now.amount), was, change or wording.NOTHING)
    return FiguresRow(say(language, figure.name), said, values)


async def make_table(reader: FiguresReader, measured: Measured, before: Series | None = None) -> FiguresTable:
    """Return a chart as a table, a row for each label; `before`: its first metric in the period before."""
    by, language = measured.by, reader.language
    assert by is not None
    figures = [FIGURES[key] for key in measured.keys]
    called = await _label_names(reader, measured)
    rows = tuple(
        FiguresRow(
            name,
            tuple(wording.amount(language, one, row.values[one.key].amount) for one in figures),
            tuple(row.values[one.key].amount for one in figures),
        )
        for name, row in zip(called, measured.rows, strict=True)
    )
    dimension = say(language, "stats-dimension", by=by.value)
    titles = [say(language, one.name) for one in figures]
    if before is not None:
        rows = tuple(_beside(language, figures[0], row, n) for row, n in zip(rows, before.numbers, strict=True))
    of = say(language, "stats-figure-by", figure=", ".join(titles), by=by.value)
    columns = [_with_unit(reader, one) for one in figures]
    more = (before.name,) if before is not None else ()
    return FiguresTable(of, (dimension, *titles, *more), (dimension, *columns, *more), rows)


def _beside(language: str, figure: Figure, row: FiguresRow, number: float | None) -> FiguresRow:
    said = wording.amount(language, figure, number)
    return FiguresRow(row.name, (*row.said, said), (*row.values, number))


async def _label_names(reader: FiguresReader, measured: Measured) -> Sequence[str]:
    by, labels = measured.by, [row.label for row in measured.rows]
    assert by is not None
    if by in OF_TIME:
        today = periods.today(reader.now, reader.rules.timezone)
        return [wording.label_of_time(reader.language, by, label, today) for label in labels]
    called = await row_names.names_of(reader.session, reader.language, by, labels)
    return [called[label] for label in labels]


def _with_unit(reader: FiguresReader, figure: Figure) -> str:
    name = say(reader.language, figure.name)
    if figure.unit is FigureUnit.COUNT:
        return name
    return f"{name}, {_unit(reader.language, figure)}"


def _unit(language: str, figure: Figure) -> str:
    """Return the unit of the numbers in a file, where lengths of time are numbers too."""
    return say(language, "table-seconds" if figure.unit is FigureUnit.SECONDS else f"figure-unit-{figure.unit.value}")


def of_table(title: str, block: Table) -> FiguresTable:
    """Return the table of a table block."""
    rows = tuple(
        FiguresRow(
            row.name,
            tuple(cell.said or ", ".join(cell.lines) for cell in row.cells),
            tuple(cell.number if cell.said else ", ".join(cell.lines) for cell in row.cells),
        )
        for row in block.rows
    )
    return FiguresTable(title, ("", *block.heads), ("", *block.heads), rows)


def of_block(reader: FiguresReader, block: Tiles | Bars | Plot) -> FiguresTable:
    """Return the table of another block."""
    if isinstance(block, Plot):
        return _of_plot(reader, block)
    if isinstance(block, Tiles):
        title, lines = say(reader.language, "table-numbers"), [(one.name, one.value, one.change) for one in block.tiles]
    else:
        title, lines = block.title, [(one.name, one.said, one.beside) for one in block.bars]
    heads = tuple(say(reader.language, f"table-{one}") for one in ("figure", "now", "beside"))
    rows = tuple(FiguresRow(name, (said, beside or wording.NOTHING), (said, beside)) for name, said, beside in lines)
    return FiguresTable(title, heads, heads, rows)


def _of_plot(reader: FiguresReader, block: Plot) -> FiguresTable:
    heads = (say(reader.language, "table-when"), *(one.name for one in block.series))
    rows = []
    for at, label in enumerate(block.labels):
        values = tuple(one.numbers[at] for one in block.series)
        said = tuple(wording.NOTHING if number is None else block.said(number) for number in values)
        rows.append(FiguresRow(label, said, values))
    return FiguresTable(block.title, heads, heads, tuple(rows))
