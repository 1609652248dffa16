"""Draw a page of blocks. Each block reports its height, then draws itself at its place."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from matplotlib.figure import Figure

from desk.charts.pictures import Bars, Block, Note, Picture, Plot, Series, Table, Tiles
from desk.charts.ticks import choose_ticks
from reports.drawing import bars, table, tiles
from reports.drawing.canvas import Sheet, measure_heading, measure_width, save_sheet, wrap_text
from reports.drawing.theme import BODY, EDGE, LEAD, LINE, MUTED, SERIES, SMALL, TITLE, WIDTH, Face

_TICK, _LEGEND = Face(SMALL), Face(SMALL)
_NAMES, _PLOT, _LABELS = 60, 330, 66
_SWATCH, _BETWEEN = 50, 48


def _measure_plot(block: Plot) -> int:
    """Return the height in pixels."""
    return measure_heading(block.title) + _NAMES * len(_legend_rows(block.series)) + _PLOT + _LABELS


def draw_plot(sheet: Sheet, block: Plot, y: float) -> None:
    """Draw title, names of the colours, plot and labels."""
    sheet.draw_heading(y, block.title)
    y += measure_heading(block.title)
    for row in _legend_rows(block.series):
        _draw_legend(sheet, row, y)
        y += _NAMES
    numbers = [n for one in block.series for n in one.numbers if n is not None]
    ticks = choose_ticks(numbers, is_time=block.is_time, least=block.least, most=block.most)
    rise = (_PLOT - 30) / (ticks[-1] - ticks[0])
    left = EDGE + max(measure_width(block.said(tick), _TICK) for tick in ticks) + 22
    base = y + _PLOT
    for tick in ticks:
        at = base - (tick - ticks[0]) * rise
        sheet.draw_line([left, WIDTH - EDGE], [at, at], LINE)
        sheet.draw_text(left - 22, at, block.said(tick), _TICK, color=MUTED, side="right")
    places = _place_labels(len(block.labels), left, WIDTH - EDGE)
    for number, one in enumerate(block.series):
        points = [
            (x, None if n is None else base - (n - ticks[0]) * rise) for x, n in zip(places, one.numbers, strict=True)
        ]
        if block.lines:
            _draw_line(sheet, points, SERIES[number])
        else:
            _draw_columns(sheet, points, base, number, len(block.series))
    _draw_labels(sheet, block.labels, places, base + 40)


def _place_labels(count: int, left: float, right: float) -> list[float]:
    each = (right - left) / max(count, 1)
    return [left + each * (number + 0.5) for number in range(count)]


def _draw_columns(sheet: Sheet, points: list[tuple[float, float | None]], base: float, number: int, of: int) -> None:
    each = points[1][0] - points[0][0] if len(points) > 1 else 260.0
    wide = min(each * 0.72, 220.0) / of
    for x, y in points:
        if y is not None:
            sheet.draw_box(
                x + wide * (number - of / 2), y, wide * 0.94, base - y, SERIES[number], round_by=min(8, wide / 4)
            )


def _draw_line(sheet: Sheet, points: list[tuple[float, float | None]], color: str) -> None:
    """Draw a line with gaps for missing numbers."""
    for run in _split_at_gaps(points):
        sheet.draw_line(
            [x for x, _ in run], [y for _, y in run], color, thick=6, dots=len(points) < 20 or len(run) == 1
        )


def _split_at_gaps(points: list[tuple[float, float | None]]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for x, y in points:
        if y is not None:
            run.append((x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


_NamedColor = tuple[str, str]  # a series' name and its colour


def _legend_rows(series: Sequence[Series]) -> list[list[_NamedColor]]:
    """Return one row if all names fit, else one for each; none for a single series."""
    named = [(one.name, color) for one, color in zip(series, SERIES, strict=False)]
    if len(named) < 2:
        return []
    wide = sum(_SWATCH + measure_width(name, _LEGEND) for name, _ in named) + _BETWEEN * (len(named) - 1)
    return [named] if wide <= WIDTH - 2 * EDGE else [[one] for one in named]


def _draw_legend(sheet: Sheet, row: Sequence[_NamedColor], y: float) -> None:
    x = float(EDGE)
    for name, color in row:
        sheet.draw_box(x, y + 2, 34, 34, color, round_by=8)
        sheet.draw_text(x + _SWATCH, y + 20, name, _LEGEND, color=MUTED, width=WIDTH - EDGE - x - _SWATCH)
        x += _SWATCH + measure_width(name, _LEGEND) + _BETWEEN


def _draw_labels(sheet: Sheet, labels: Sequence[str], places: Sequence[float], y: float) -> None:
    """Draw as many labels as fit, evenly, the first among them."""
    widest = max((measure_width(label, _TICK) for label in labels), default=0.0) + 36
    each = places[1] - places[0] if len(places) > 1 else widest
    taken = 0.0
    for number in range(0, len(labels), max(1, math.ceil(widest / each))):
        half = measure_width(labels[number], _TICK) / 2
        x = min(max(places[number], EDGE + half), WIDTH - EDGE - half)
        if x - half > taken:
            sheet.draw_text(x, y, labels[number], _TICK, color=MUTED, side="center")
            taken = x + half + 24


_INNER = WIDTH - 2 * EDGE
_HEAD, _SUB, _FOOT, _NOTE = Face(TITLE, bold=True), Face(LEAD), Face(SMALL), Face(BODY)
_GAP = 44
_LINE = 54
_TITLE_LINE, _SUB_LINE = 78, 58


def draw_picture(picture: Picture) -> Figure:
    """Draw the whole page, as high as its blocks need."""
    head = _measure_head(picture)
    heights = [_measure_block(block) for block in picture.blocks]
    foot = _GAP + 50 if picture.footer else _GAP
    sheet = Sheet(head + sum(heights) + _GAP * len(heights) + foot)
    _draw_head(sheet, picture)
    y = float(head)
    for block, height in zip(picture.blocks, heights, strict=True):
        y += _GAP
        _draw_block(sheet, block, y)
        y += height
    if picture.footer:
        sheet.draw_text(EDGE, y + _GAP + 10, picture.footer, _FOOT, color=MUTED, width=_INNER)
    return sheet.figure


def render_png(picture: Picture) -> bytes:
    """Return the page as PNG for a chat."""
    return save_sheet(draw_picture(picture))


def _measure_head(picture: Picture) -> int:
    return 40 + _TITLE_LINE * len(_wrap_title(picture)) + _SUB_LINE * len(split_subtitle(picture.subtitle))


def _wrap_title(picture: Picture) -> list[str]:
    return wrap_text(picture.title, _HEAD, _INNER)[:3]


def split_subtitle(words: str) -> list[str]:
    """Return two lines at most; if one is too short, the period and the one before get one each."""
    first, dot, rest = words.partition(" · ")
    if dot and measure_width(words, _SUB) > _INNER >= max(measure_width(first, _SUB), measure_width(rest, _SUB)):
        return [first, rest]
    return wrap_text(words, _SUB, _INNER)[:2] if words else []


def _draw_head(sheet: Sheet, picture: Picture) -> None:
    y = 84.0
    for line in _wrap_title(picture):
        sheet.draw_text(EDGE, y, line, _HEAD, width=_INNER)
        y += _TITLE_LINE
    for line in split_subtitle(picture.subtitle):
        sheet.draw_text(EDGE, y - 8, line, _SUB, color=MUTED, width=_INNER)
        y += _SUB_LINE


def _measure_note(note: Note) -> int:
    return _LINE * len(wrap_text(note.text, _NOTE, _INNER))


def _draw_note(sheet: Sheet, note: Note, y: float) -> None:
    for number, line in enumerate(wrap_text(note.text, _NOTE, _INNER)):
        sheet.draw_text(EDGE, y + _LINE * (number + 0.5), line, _NOTE, color=MUTED, width=_INNER)


_MEASURE_AND_DRAW: dict[type, tuple[Callable[[Any], int], Callable[[Sheet, Any, float], None]]] = {
    Tiles: (tiles.measure_tiles, tiles.draw_tiles),
    Bars: (bars.measure_bars, bars.draw_bars),
    Plot: (_measure_plot, draw_plot),
    Table: (table.measure_table, table.draw_table),
    Note: (_measure_note, _draw_note),
}


def _measure_block(block: Block) -> int:
    return _MEASURE_AND_DRAW[type(block)][0](block)


def _draw_block(sheet: Sheet, block: Block, y: float) -> None:
    _MEASURE_AND_DRAW[type(block)][1](sheet, block, y)
