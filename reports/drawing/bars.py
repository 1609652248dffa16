"""Draw bars: each name above its bar, so that it has the whole width."""

from desk.charts.pictures import Bar, Bars
from reports.drawing.canvas import Sheet, keep_drawable, measure_heading, measure_width, wrap_text
from reports.drawing.theme import BODY, EDGE, LINE, MUTED, SERIES, SMALL, TEXT, WIDTH, Face

_NAME, _SAID, _BESIDE = Face(BODY), Face(BODY, bold=True), Face(SMALL)
_LONG_NAME = Face(34)  # forty letters next to a number
_EACH, _NOTE, _THICK = 102, 56, 20
_LINE, _LINES = 44, 2
_INNER = WIDTH - 2 * EDGE
_BETWEEN = 24


def measure_bars(block: Bars) -> int:
    """Return the height in pixels."""
    return measure_heading(block.title) + sum(map(_measure_bar, block.bars)) + (_NOTE if block.note else 0)


def draw_bars(sheet: Sheet, block: Bars, y: float) -> None:
    """Draw the bars; the longest takes the whole width."""
    sheet.draw_heading(y, block.title)
    y += measure_heading(block.title)
    most = max((bar.number or 0.0 for bar in block.bars), default=0.0)
    for bar in block.bars:
        _draw_bar(sheet, bar, y, (bar.number or 0.0) / most if most > 0 else 0.0)
        y += _measure_bar(bar)
    if block.note:
        sheet.draw_text(EDGE, y + 22, block.note, _BESIDE, color=MUTED, width=_INNER)


def _measure_bar(bar: Bar) -> int:
    return _EACH + _LINE * (len(_wrap_name(bar)[0]) - 1)


def _wrap_name(bar: Bar) -> tuple[list[str], Face]:
    """Return the lines of the name, in a smaller face if needed, two at most: the ends of similar names tell people
    apart."""
    room = _measure_name_line(bar)
    for face in (_NAME, _LONG_NAME):
        if measure_width(keep_drawable(bar.name), face) <= room:
            return [bar.name], face
    first, *rest = wrap_text(bar.name, _LONG_NAME, room)
    return [first, " ".join(rest)][: _LINES if rest else 1], _LONG_NAME


def _measure_name_line(bar: Bar) -> float:
    """Return the width of a name's first line, in pixels."""
    beside = measure_width(bar.suffix, _BESIDE) + _BETWEEN if bar.suffix else 0.0
    return _INNER - measure_width(bar.said, _SAID) - _BETWEEN - beside


def _draw_bar(sheet: Sheet, bar: Bar, y: float, part: float) -> None:
    said = measure_width(bar.said, _SAID)
    sheet.draw_text(
        WIDTH - EDGE, y + 26, bar.said, _SAID, side="right", color=TEXT if bar.number is not None else MUTED
    )
    if bar.suffix:
        sheet.draw_text(WIDTH - EDGE - said - _BETWEEN, y + 26, bar.suffix, _BESIDE, color=MUTED, side="right")
    lines, face = _wrap_name(bar)
    for number, line in enumerate(lines):
        sheet.draw_text(EDGE, y + 26 + _LINE * number, line, face, width=_INNER if number else _measure_name_line(bar))
    y += _LINE * (len(lines) - 1)
    sheet.draw_box(EDGE, y + 58, _INNER, _THICK, LINE, round_by=_THICK / 2)
    sheet.draw_box(EDGE, y + 58, max(part * _INNER, _THICK if part else 0), _THICK, SERIES[0], round_by=_THICK / 2)
