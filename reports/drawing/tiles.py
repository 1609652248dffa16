"""Draw numbers on panels, in two columns."""

from desk.charts.pictures import Mood, Tile, Tiles
from reports.drawing.canvas import Sheet, measure_width, wrap_text
from reports.drawing.theme import BAD, EDGE, GOOD, MUTED, NUMBER, PANEL, SMALL, WIDTH, Face

_GAP, _PAD = 28, 30
_WIDE = (WIDTH - 2 * EDGE - _GAP) / 2
_NAME, _CHANGE = Face(SMALL), Face(SMALL)
_COLORS = {Mood.NEUTRAL: MUTED, Mood.GOOD: GOOD, Mood.BAD: BAD}
_LINE = 46


def measure_tiles(block: Tiles) -> int:
    """Return the height in pixels."""
    return sum(_measure_row(_get_row(block, row)) + _GAP for row in range(_count_rows(block))) - _GAP


def draw_tiles(sheet: Sheet, block: Tiles, y: float) -> None:
    """Draw row after row; a single tile in the last row takes the whole width."""
    for row in range(_count_rows(block)):
        pair = _get_row(block, row)
        for place, tile in enumerate(pair):
            _draw_tile(sheet, tile, pair, EDGE + place * (_WIDE + _GAP), y)
        y += _measure_row(pair) + _GAP


def _count_rows(block: Tiles) -> int:
    return -(-len(block.tiles) // 2)


def _get_row(block: Tiles, row: int) -> tuple[Tile, ...]:
    return block.tiles[2 * row : 2 * row + 2]


def _measure_tile(pair: tuple[Tile, ...]) -> float:
    return _WIDE if len(pair) == 2 else WIDTH - 2 * EDGE


def _wrap_names(pair: tuple[Tile, ...]) -> list[list[str]]:
    return [wrap_text(tile.name, _NAME, _measure_tile(pair) - 2 * _PAD)[:3] for tile in pair]


def _measure_row(pair: tuple[Tile, ...]) -> int:
    return (
        136 + _LINE * max(len(lines) for lines in _wrap_names(pair)) + (50 if any(tile.change for tile in pair) else 0)
    )


def _draw_tile(sheet: Sheet, tile: Tile, pair: tuple[Tile, ...], x: float, y: float) -> None:
    """Draw a tile. The numbers of a row are on one line, however long the names above them are."""
    wide, lines = _measure_tile(pair), _wrap_names(pair)
    sheet.draw_box(x, y, wide, _measure_row(pair), PANEL, round_by=22)
    inner = wide - 2 * _PAD
    for number, words in enumerate(lines[pair.index(tile)]):
        sheet.draw_text(x + _PAD, y + 48 + _LINE * number, words, _NAME, color=MUTED, width=inner)
    line = y + 82 + _LINE * max(len(one) for one in lines)
    sheet.draw_text(x + _PAD, line, tile.value, _choose_face(tile.value, inner), width=inner)
    if tile.change:
        sheet.draw_text(x + _PAD, line + 66, tile.change, _CHANGE, color=_COLORS[tile.mood], width=inner)


def _choose_face(value: str, width: float) -> Face:
    """Return the largest face that fits."""
    sizes = (NUMBER, 64, 56, 48)
    return next(
        (face for size in sizes if measure_width(value, face := Face(size, bold=True)) <= width), Face(42, bold=True)
    )
