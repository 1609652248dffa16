"""A page of blocks as a picture. Each block says how high it is, then draws itself at its place."""

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from reports.drawing import bars, chart, tiles
from reports.drawing.blocks import Bars, Block, Chart, Note, Page, Tiles
from reports.drawing.sheet import Sheet, saved, wrapped
from reports.drawing.theme import BODY, EDGE, LEAD, MUTED, SMALL, TITLE, WIDTH, Face

_INNER = WIDTH - 2 * EDGE
_HEAD, _SUB, _FOOT, _NOTE = Face(TITLE, bold=True), Face(LEAD), Face(SMALL), Face(BODY)
_GAP = 44
_LINE = 54


def draw(page: Page) -> Figure:
    """The whole page; as high as it needs to be."""
    head = _head_height(page)
    heights = [_height(block) for block in page.blocks]
    foot = _GAP + 50 if page.footer else _GAP
    sheet = Sheet(head + sum(heights) + _GAP * len(heights) + foot)
    _draw_head(sheet, page)
    y = float(head)
    for block, height in zip(page.blocks, heights, strict=True):
        y += _GAP
        _draw(sheet, block, y)
        y += height
    if page.footer:
        sheet.text(EDGE, y + _GAP + 10, page.footer, _FOOT, color=MUTED, width=_INNER)
    return sheet.figure


def png(page: Page) -> bytes:
    """For a chat."""
    return saved(draw(page), "png")


def svg(page: Page) -> bytes:
    """For a page; words are outlines, so that no font is missed there."""
    return saved(draw(page), "svg")


def _head_height(page: Page) -> int:
    return 40 + 78 * len(_title(page)) + (60 if page.subtitle else 0)


def _title(page: Page) -> list[str]:
    return wrapped(page.title, _HEAD, _INNER)[:2]


def _draw_head(sheet: Sheet, page: Page) -> None:
    y = 84.0
    for line in _title(page):
        sheet.text(EDGE, y, line, _HEAD, width=_INNER)
        y += 78
    if page.subtitle:
        sheet.text(EDGE, y - 8, page.subtitle, _SUB, color=MUTED, width=_INNER)


def _note_height(note: Note) -> int:
    return _LINE * len(wrapped(note.text, _NOTE, _INNER))


def _draw_note(sheet: Sheet, note: Note, y: float) -> None:
    for number, line in enumerate(wrapped(note.text, _NOTE, _INNER)):
        sheet.text(EDGE, y + _LINE * (number + 0.5), line, _NOTE, color=MUTED, width=_INNER)


_WAYS: dict[type, tuple[Callable[[Any], int], Callable[[Sheet, Any, float], None]]] = {
    Tiles: (tiles.height, tiles.draw),
    Bars: (bars.height, bars.draw),
    Chart: (chart.height, chart.draw),
    Note: (_note_height, _draw_note),
}


def _height(block: Block) -> int:
    return _WAYS[type(block)][0](block)


def _draw(sheet: Sheet, block: Block, y: float) -> None:
    _WAYS[type(block)][1](sheet, block, y)
