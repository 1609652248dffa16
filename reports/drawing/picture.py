"""Draw a page of blocks. Each block reports its height, then draws itself at its place."""

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from desk.charts.blocks import Bars, Block, Note, Picture, Plot, Table, Tiles
from reports.drawing import bars, plot, table, tiles
from reports.drawing.sheet import Sheet, measure_width, save_sheet, wrap_text
from reports.drawing.theme import BODY, EDGE, LEAD, MUTED, SMALL, TITLE, WIDTH, Face

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
    Plot: (plot.measure_plot, plot.draw_plot),
    Table: (table.measure_table, table.draw_table),
    Note: (_measure_note, _draw_note),
}


def _measure_block(block: Block) -> int:
    return _MEASURE_AND_DRAW[type(block)][0](block)


def _draw_block(sheet: Sheet, block: Block, y: float) -> None:
    _MEASURE_AND_DRAW[type(block)][1](sheet, block, y)
