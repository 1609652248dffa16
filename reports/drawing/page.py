"""Lay out a picture as SVG from the top down: what a phone shows of it in a chat is as large as the panel on a phone.

360 px wide and drawn three times as large: 12 px is the smallest legible type. Its colours are the panel's light ones.
"""

from collections.abc import Callable, Sequence
from typing import Any

import resvg_py
from markupsafe import Markup

from desk.charts.drawing import BAR, BAR_STEP, KeyEntry, Room, draw_bars, draw_heat_map, draw_plot, make_bars_key
from desk.charts.pictures import Bar, Bars, Cell, Heat, Mood, Note, Picture, Plot, Table, TableRow, Tile, Tiles
from desk.i18n import say
from reports.drawing.typeface import (
    FAMILY,
    Face,
    fit_text,
    is_drawable,
    keep_drawable,
    list_fonts,
    measure_width,
    wrap_text,
)

WIDTH, EDGE = 360, 18
INNER = WIDTH - 2 * EDGE
HIGHEST = 2_900
"""A chat takes no photo whose width and height are more than 10,000 px (Bot API, sendPhoto, read 2026-11)."""
_ZOOM = 3
SMALL, BODY, BOLD, HEADING, TITLE = Face(12), Face(13), Face(13, bold=True), Face(14, bold=True), Face(20, bold=True)
_UNDER_TITLE, _HEAD = Face(14), Face(12, bold=True)
_VALUES = tuple(Face(size, bold=True) for size in (24, 21, 18, 16, 14))
_GAP, _LEADING, _BASE = 16, 1.3, 0.95  # of the size: a line's height, and its upper edge to the letters' foot
_MOST_NOTE, _MOST_LINES = 12, 3
_PLOT, _UNDER = 118, 24
_PAD, _BETWEEN = 10, 8

_STYLE = Markup(f"""
svg {{ overflow: visible }}
text {{ font-family: '{FAMILY}'; fill: #18211d }}
.muted, .plot text, .heat text {{ fill: #5c6962 }}
.plot text, .heat text {{ font-size: 12px }}
.good {{ fill: #1d6b45 }} .bad {{ fill: #a9352b }}
.page {{ fill: #fbfcfb }} .panel {{ fill: #f0f3f0; stroke: #d3dad4 }} .ground {{ fill: #d3dad4 }}
.line {{ stroke: #d3dad4 }}
.series-0 {{ fill: #175f4c }} .series-1 {{ fill: #6e8fb8 }} .over {{ fill: #c08a2b }}
.run-0, .run-1, .run-before {{ fill: none; stroke: #175f4c; stroke-width: 2 }}
.run-1 {{ stroke: #6e8fb8; stroke-dasharray: 2 3 }}
.run-before {{ stroke: #18211d; stroke-width: 1.5; stroke-dasharray: 1 3 }}
.goal {{ stroke: #875500; stroke-width: 1.5; stroke-dasharray: 5 3 }}
.bar .goal {{ stroke: #18211d; stroke-width: 2; stroke-dasharray: none }}
.plot .goal-name {{ fill: #875500; font-weight: bold; stroke: #fbfcfb; stroke-width: 3; paint-order: stroke }}
.wide-only {{ display: none }}
.heat .sum {{ fill: #18211d; font-weight: bold }} .closed {{ stroke: #bfc9c1 }}
.heat-0 {{ fill: #f4f6f4 }} .heat-1 {{ fill: #e0e9e6 }} .heat-2 {{ fill: #c0d3cd }} .heat-3 {{ fill: #a0bdb5 }}
.heat-4 {{ fill: #77a195 }} .heat-5 {{ fill: #175f4c }}
""")  # noqa: S704 - no words of others
_TEXT = Markup('<text class="{}" x="{:.1f}" y="{:.1f}" font-size="{}" font-weight="{}" text-anchor="{}">{}</text>')
_PANEL = Markup('<rect class="panel" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="7"/>')
_WITHIN = Markup('<svg class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">{}</svg>')
_WHOLE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1:.0f}"><style>{2}</style>'
    '<rect class="page" width="{0}" height="{1:.0f}"/>{3}</svg>'
)


class Sheet:
    """A picture while it grows downwards; `y`: where its next part begins."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.y = float(_GAP)
        self._parts: list[Markup] = []

    def put(self, words: str, face: Face, y: float, *, x: float = EDGE, side: str = "start", kind: str = "") -> None:
        """Write a line whose upper edge is at `y`."""
        weight = "bold" if face.bold else "normal"
        self._parts.append(_TEXT.format(kind, x, y + _BASE * face.size, face.size, weight, side, words))

    def write(self, lines: Sequence[str], face: Face, *, x: float = EDGE, kind: str = "") -> None:
        """Write lines below each other, and go on below them."""
        for line in lines:
            self.put(line, face, self.y, x=x, kind=kind)
            self.y += _LEADING * face.size

    def draw_panel(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the ground of a number."""
        self._parts.append(_PANEL.format(x, y, width, height))

    def draw_within(self, drawn: Markup, kind: str, x: float, width: float, height: float) -> None:
        """Draw what knows only its own width."""
        self._parts.append(_WITHIN.format(kind, x, self.y, width, height, drawn))

    def write_heading(self, words: str) -> None:
        """Write the heading of a block, if it has one."""
        if words:
            self.write(wrap_text(words, HEADING, INNER, 2), HEADING)
            self.y += 4

    def write_key(self, key: Sequence[KeyEntry], kind: str) -> None:
        """Write what colours stand for, as many beside each other as fit."""
        x, line = float(EDGE), _LEADING * SMALL.size
        for entry in key:
            mark = entry.width + 5 if entry.mark else 0
            lines = wrap_text(entry.said, SMALL, INNER - mark, _MOST_LINES)
            width = mark + max(measure_width(one, SMALL) for one in lines)
            if x > EDGE and x + width > WIDTH - EDGE:
                x, self.y = float(EDGE), self.y + line
            self.y += 2
            self.draw_within(entry.mark, kind, x, entry.width, 10)
            self.y -= 2
            for at, one in enumerate(lines):
                self.put(one, SMALL, self.y + line * at, x=x + mark, kind="muted")
            self.y += line * (len(lines) - 1)
            x += width + 12
        self.y += line + 4 if key else 0

    def finish(self) -> str:
        """Return the SVG, without what no font has or no XML holds."""
        height = min(self.y + _GAP, HIGHEST)
        made = _WHOLE.format(WIDTH, height, _STYLE, Markup().join(self._parts))
        return made.translate({ord(one): " " for one in set(made) if not is_drawable(one)})


def _draw_tiles(sheet: Sheet, block: Tiles) -> None:
    for at in range(0, len(block.tiles), 2):
        sheet.y += _BETWEEN if at else 0
        _draw_tile_row(sheet, block.tiles[at : at + 2])


def _draw_tile_row(sheet: Sheet, tiles: Sequence[Tile]) -> None:
    """Draw two numbers, or the last one over the whole width; the numbers are on one line, however long their names."""
    width = (INNER - _BETWEEN) / 2 if len(tiles) == 2 else INNER
    inner, top, line = width - 2 * _PAD, sheet.y, _LEADING * SMALL.size
    names = [wrap_text(one.name, SMALL, inner, _MOST_LINES) for one in tiles]
    value_y = top + _PAD + line * max(map(len, names))
    change_y = value_y + 1.25 * _VALUES[0].size
    bottom = change_y + _PAD + (line if any(one.change for one in tiles) else 0)
    for at, (tile, lines) in enumerate(zip(tiles, names, strict=True)):
        left, sheet.y = EDGE + at * (width + _BETWEEN), top + _PAD
        sheet.draw_panel(left, top, width, bottom - top)
        sheet.write(lines, SMALL, x=left + _PAD, kind="muted")
        value = keep_drawable(tile.value)
        face = next((one for one in _VALUES if measure_width(value, one) <= inner), _VALUES[-1])
        sheet.put(fit_text(value, face, inner), face, value_y + (_VALUES[0].size - face.size) / 2, x=left + _PAD)
        if tile.change:
            kind = "muted" if tile.mood is Mood.NEUTRAL else tile.mood.value
            sheet.put(fit_text(tile.change, SMALL, inner), SMALL, change_y, x=left + _PAD, kind=kind)
    sheet.y = bottom


def _draw_bars(sheet: Sheet, block: Bars) -> None:
    sheet.write_heading(block.title)
    sheet.write_key(make_bars_key(sheet.language, block), "bar")
    for bar, drawn in zip(block.bars, draw_bars(block), strict=True):
        _draw_bar(sheet, bar, drawn)
    if block.note:
        sheet.write(wrap_text(block.note, SMALL, INNER, _MOST_LINES), SMALL, kind="muted")


def _draw_bar(sheet: Sheet, bar: Bar, drawn: Markup) -> None:
    """Draw a name with its number, and the bar below both: how names end tells people apart."""
    said = fit_text(bar.said, BOLD, 0.65 * INNER)
    sheet.put(said, BOLD, sheet.y, x=WIDTH - EDGE, side="end", kind="muted" if bar.number is None else "")
    room = INNER - measure_width(said, BOLD) - _BETWEEN
    sheet.write(wrap_text(bar.name, BODY, room, _MOST_LINES), BODY)
    if bar.goal is not None:
        target = say(sheet.language, "page-reports-promise", time=bar.goal.said)
        sheet.write([fit_text(target, SMALL, INNER)], SMALL, kind="muted")
    sheet.y += 3
    height = BAR if bar.second is None else BAR_STEP + BAR
    sheet.draw_within(drawn, "bar", EDGE, INNER, height)
    sheet.y += height + _BETWEEN


def _draw_plot(sheet: Sheet, block: Plot) -> None:
    sheet.write_heading(block.title)
    ticks = draw_plot(sheet.language, block).ticks
    axis = max(measure_width(keep_drawable(one), SMALL) for one in ticks)
    width = INNER - axis - _BETWEEN
    widest = max((measure_width(keep_drawable(one), SMALL) for one in block.labels), default=1.0)
    fits = width / max(len(block.labels), 1) >= widest + 6
    labels = len(block.labels) if fits else int(width / (1.5 * widest + 6))
    drawn = draw_plot(sheet.language, block, Room(_PLOT, round(width), max(labels, 1), 50 * widest / width))
    sheet.write_key(drawn.key, "plot")
    sheet.draw_within(drawn.axis, "plot", EDGE, axis, _PLOT)
    sheet.draw_within(drawn.marks, "plot", WIDTH - EDGE - width, width, _PLOT)
    sheet.y += _PLOT + _UNDER


def _draw_heat(sheet: Sheet, block: Heat) -> None:
    sheet.write_heading(block.title)
    drawn = draw_heat_map(sheet.language, block)
    names = max(measure_width(keep_drawable(one), SMALL) for one in block.days) + _BETWEEN
    sums = measure_width(say(sheet.language, "page-reports-day"), SMALL) + _BETWEEN
    sheet.draw_within(drawn.names, "heat", EDGE, names, drawn.height)
    sheet.draw_within(drawn.marks, "heat", EDGE + names, INNER - names - sums, drawn.height)
    sheet.draw_within(drawn.sums, "heat", WIDTH - EDGE - sums, sums, drawn.height)
    sheet.y += drawn.height + _BETWEEN
    sheet.write_key(drawn.key, "plot")


def _draw_table(sheet: Sheet, block: Table) -> None:
    """Draw a table; each row's longest bar takes the whole width of its column."""
    columns = max(1, len(block.heads))
    width = (INNER - _BETWEEN * (columns - 1)) / columns
    heads = [(wrap_text(one, _HEAD, width, 4), _HEAD) for one in block.heads]
    _write_columns(sheet, heads, width)
    for row in block.rows:
        sheet.y += _BETWEEN
        sheet.write([fit_text(row.name, SMALL, INNER)], SMALL, kind="muted")
        _write_columns(sheet, [_wrap_cell(cell, width) for cell in row.cells], width)
        if not any(cell.lines for cell in row.cells):
            _draw_row_bars(sheet, row, width)


def _wrap_cell(cell: Cell, width: float) -> tuple[list[str], Face]:
    if cell.lines:
        return [line for words in cell.lines for line in wrap_text(words, SMALL, width, _MOST_LINES)], SMALL
    return [fit_text(cell.said, BOLD, width)] if cell.said else [], BOLD


def _write_columns(sheet: Sheet, columns: Sequence[tuple[list[str], Face]], width: float) -> None:
    """Write texts beside each other, and go on below the longest."""
    top = bottom = sheet.y
    for at, (lines, face) in enumerate(columns):
        sheet.y = top
        sheet.write(lines, face, x=EDGE + at * (width + _BETWEEN))
        bottom = max(bottom, sheet.y)
    sheet.y = bottom


def _draw_row_bars(sheet: Sheet, row: TableRow, width: float) -> None:
    bars = draw_bars(Bars("", tuple(Bar("", cell.number, cell.said) for cell in row.cells)))
    sheet.y += 3
    for at, (cell, drawn) in enumerate(zip(row.cells, bars, strict=True)):
        if cell.said:
            sheet.draw_within(drawn, "bar", EDGE + at * (width + _BETWEEN), width, BAR)
    sheet.y += BAR


def _draw_note(sheet: Sheet, block: Note) -> None:
    sheet.write(wrap_text(block.text, BODY, INNER, _MOST_NOTE), BODY, kind="muted")


_DRAW: dict[type, Callable[[Sheet, Any], None]] = {
    Tiles: _draw_tiles, Bars: _draw_bars, Plot: _draw_plot, Heat: _draw_heat, Table: _draw_table, Note: _draw_note,
}  # fmt: skip


def _split_subtitle(words: str) -> list[str]:
    """Return two lines at most; if one is too short, the period and the one before get one each."""
    first, dot, rest = words.partition(" · ")
    if dot and measure_width(keep_drawable(words), _UNDER_TITLE) > INNER:
        return [fit_text(first, _UNDER_TITLE, INNER), fit_text(rest, _UNDER_TITLE, INNER)]
    return wrap_text(words, _UNDER_TITLE, INNER, 2) if words else []


def render_svg(picture: Picture, language: str) -> str:
    """Return the picture as SVG, as high as its blocks need, and no higher than a chat takes."""
    sheet = Sheet(language)
    sheet.write(wrap_text(picture.title, TITLE, INNER, _MOST_LINES), TITLE)
    sheet.write(_split_subtitle(picture.subtitle), _UNDER_TITLE, kind="muted")
    for block in picture.blocks:
        sheet.y += _GAP
        _DRAW[type(block)](sheet, block)
    if picture.footer:
        sheet.y += _GAP
        sheet.write([fit_text(picture.footer, SMALL, INNER)], SMALL, kind="muted")
    return sheet.finish()


def render_png(picture: Picture, language: str) -> bytes:
    """Return the picture as PNG for a chat, in no font but our own."""
    svg = render_svg(picture, language)
    return resvg_py.svg_to_bytes(svg, zoom=_ZOOM, skip_system_fonts=True, font_files=[str(one) for one in list_fonts()])
