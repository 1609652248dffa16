"""Draw a table: one column for each thing, rows of numbers with bars below them, rows of lines."""

from desk.charts.pictures import Cell, Table, TableRow
from reports.drawing.canvas import Sheet, wrap_text
from reports.drawing.theme import BODY, EDGE, LINE, MUTED, SERIES, SMALL, WIDTH, Face

_HEAD, _NAME, _SAID, _LINE = Face(SMALL, bold=True), Face(SMALL), Face(BODY, bold=True), Face(SMALL)
_INNER = WIDTH - 2 * EDGE
_BETWEEN, _THICK = 28, 14
_HEAD_LINE, _ROW, _EACH_LINE = 48, 152, 50
_MOST_HEAD_LINES, _MOST_LINES = 4, 3


def measure_table(block: Table) -> int:
    """Return the height in pixels."""
    return _head_height(block) + sum(_row_height(row, _width(block)) for row in block.rows)


def draw_table(sheet: Sheet, block: Table, y: float) -> None:
    """Draw the table; each row's longest bar takes the whole width of its column."""
    width = _width(block)
    for column, name in enumerate(block.heads):
        for number, line in enumerate(_cut_lines(wrap_text(name, _HEAD, width), _MOST_HEAD_LINES)):
            sheet.draw_text(_column_left(column, width), y + _HEAD_LINE * (number + 0.5), line, _HEAD, width=width)
    y += _head_height(block)
    for row in block.rows:
        _draw_row(sheet, row, y, width)
        y += _row_height(row, width)


def _width(block: Table) -> float:
    columns = max(1, len(block.heads))
    return (_INNER - _BETWEEN * (columns - 1)) / columns


def _column_left(column: int, width: float) -> float:
    return EDGE + column * (width + _BETWEEN)


def _head_height(block: Table) -> int:
    width = _width(block)
    lines = max((len(wrap_text(name, _HEAD, width)) for name in block.heads), default=0)
    return _HEAD_LINE * min(lines, _MOST_HEAD_LINES) + 12


def _cut_lines(lines: list[str], most: int) -> list[str]:
    """Return at most `most` lines; the last one has the rest, and is cut when drawn."""
    return lines if len(lines) <= most else [*lines[: most - 1], " ".join(lines[most - 1 :])]


def _wrap_lines(cell: Cell, width: float) -> list[str]:
    return [line for words in cell.lines for line in _cut_lines(wrap_text(words, _LINE, width), _MOST_LINES)]


def _row_height(row: TableRow, width: float) -> int:
    more = max((len(_wrap_lines(cell, width)) for cell in row.cells), default=0)
    return _EACH_LINE * (more + 1) + 24 if more else _ROW


def _draw_row(sheet: Sheet, row: TableRow, y: float, width: float) -> None:
    sheet.draw_text(EDGE, y + 22, row.name, _NAME, color=MUTED, width=_INNER)
    most = max((cell.number or 0.0 for cell in row.cells), default=0.0)
    for column, cell in enumerate(row.cells):
        part = (cell.number or 0.0) / most if most > 0 else 0.0
        _draw_cell(sheet, cell, _column_left(column, width), y, width=width, part=part)


def _draw_cell(sheet: Sheet, cell: Cell, x: float, y: float, *, width: float, part: float) -> None:
    for number, line in enumerate(_wrap_lines(cell, width)):
        sheet.draw_text(x, y + _EACH_LINE * (number + 1) + 24, line, _LINE, width=width)
    if cell.lines or not cell.said:
        return
    sheet.draw_text(x, y + 72, cell.said, _SAID, width=width)
    sheet.draw_box(x, y + 104, width, _THICK, LINE, round_by=_THICK / 2)
    sheet.draw_box(x, y + 104, max(part * width, _THICK if part else 0), _THICK, SERIES[0], round_by=_THICK / 2)
