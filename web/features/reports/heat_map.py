"""Positions of everything in a heat map: horizontally in per cent of the width, vertically in pixels. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from desk.charts.pictures import Heat

LEVELS = 5
ROW, _GAP = 26.0, 3.0
_ABOVE = 18.0


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """One hour of a weekday: its position, level (0: no requests), number and text."""

    x: float
    y: float
    width: float
    height: float
    level: int
    closed: bool
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class DrawnWord:
    """A label beside or above the map, by its middle."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnHeat:
    """`steps`: the upper mean of each level in words; `hours` above, `days` and `totals` beside the rows."""

    cells: tuple[DrawnCell, ...]
    hours: tuple[DrawnWord, ...]
    days: tuple[DrawnWord, ...]
    totals: tuple[DrawnWord, ...]
    steps: tuple[str, ...]
    height: float


def draw_heat_map(block: Heat) -> DrawnHeat:
    """Return the positions of the whole map."""
    most = max(cell.mean for row in block.rows for cell in row)
    each = 100.0 / len(block.hours)
    middles = [_ABOVE + ROW * at + ROW / 2 + 3 for at in range(len(block.days))]
    return DrawnHeat(
        tuple(_cells(block, each, most)),
        tuple(DrawnWord(round(each * (at + 0.5), 3), _ABOVE - 7, hour) for at, hour in enumerate(block.hours)),
        tuple(DrawnWord(0.0, y, day) for y, day in zip(middles, block.days, strict=True)),
        tuple(DrawnWord(100.0, y, total) for y, total in zip(middles, block.totals, strict=True)),
        tuple(block.said(most * (n + 1) / LEVELS) for n in range(LEVELS)),
        _ABOVE + ROW * len(block.days),
    )


def _cells(block: Heat, each: float, most: float) -> Iterator[DrawnCell]:
    for row, (day, cells) in enumerate(zip(block.days, block.rows, strict=True)):
        for at, (hour, cell) in enumerate(zip(block.hours, cells, strict=True)):
            yield DrawnCell(
                round(each * at, 3), _ABOVE + ROW * row, round(each * 0.92, 3), ROW - _GAP,
                get_level(cell.mean, most), cell.closed, cell.said,
                f"{day} {hour}: {cell.said or block.said(0) or '0'}",
            )  # fmt: skip


def get_level(mean: float, most: float) -> int:
    """Return the level from 1, a fifth of the maximum each; 0 for none."""
    return 0 if mean <= 0 else min(LEVELS, int(LEVELS * mean / most * (1 - 1e-9)) + 1)
