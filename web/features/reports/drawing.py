"""Positions of everything in a chart: horizontally in per cent of the width, vertically in pixels. Pure; the
template draws it, the stylesheet colours it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.charts.pictures import Bars, Goal, Plot, Series
from desk.charts.ticks import choose_ticks

HEIGHT, _ABOVE = 180.0, 16.0
ACROSS = 1000
"""Units of a line's own coordinates: lines cannot be told in per cent."""
_WIDEST, _FILLED = 24.0, 0.72
_LABELS, _FEW_DOTS = 10, 40
_EDGE = 4.0
_NEAR = 3.0
"""The axis reaches to a goal up to so many times the largest number."""


@dataclass(frozen=True, slots=True)
class PlotMark:
    """A column or dot: its series, position and text."""

    series: int
    x: float
    y: float
    width: float
    height: float
    said: str


@dataclass(frozen=True, slots=True)
class PlotLabel:
    """A label of the axis; `side`: where its text is anchored; `extra`: shown only where there is room."""

    x: float
    said: str
    side: str
    extra: bool


@dataclass(frozen=True, slots=True)
class PlotSeries:
    """A series by name, with its largest value and its position; None where it has no value."""

    name: str
    most: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class PlotGoal:
    """A target line: its height and text."""

    y: float
    said: str


@dataclass(frozen=True, slots=True)
class DrawnPlot:
    """A chart. `lines`: the axis, each line with height and label; `runs`: the points of each series; `goal`: the
    shortest target, if it fits on the axis; `before`: the points of the previous period."""

    lines: tuple[tuple[float, str], ...]
    columns: tuple[PlotMark, ...]
    dots: tuple[PlotMark, ...]
    runs: tuple[tuple[int, str], ...]
    labels: tuple[PlotLabel, ...]
    series: tuple[PlotSeries, ...]
    goal: PlotGoal | None = None
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BarLength:
    """Lengths of a bar, of the second bar under the same name, and the position of its target, in per cent of the
    total or of the longest bar."""

    bar: float
    second: float | None
    goal: float | None


def draw_bars(block: Bars) -> tuple[BarLength, ...]:
    """Return the length of each bar."""
    numbers = [n for one in block.bars for n in (one.number, one.second, one.goal.number if one.goal else None) if n]
    most = block.most or max(numbers, default=0.0)

    def part(number: float | None) -> float | None:
        return None if number is None else round(100.0 * number / most, 2) if most > 0 else 0.0

    return tuple(
        BarLength(part(one.number) or 0.0, part(one.second), part(one.goal.number if one.goal else None))
        for one in block.bars
    )


def draw_plot(block: Plot) -> DrawnPlot:
    """Return the positions of the whole chart."""
    every = (*block.series, *([block.before] if block.before is not None else ()))
    numbers = [n for one in every for n in one.numbers if n is not None]
    near = [one.number for one in block.goals[:1] if one.number <= _NEAR * max(numbers, default=0.0)]
    ticks = choose_ticks([*numbers, *near], is_time=block.is_time, least=block.least, most=block.most)
    each = 100.0 / max(len(block.labels), 1)
    marks = [list(_marks(block, number, each, ticks)) for number in range(len(block.series))]
    return DrawnPlot(
        tuple((_height(tick, ticks), block.said(tick)) for tick in ticks),
        () if block.lines else tuple(mark for of in marks for mark in of if mark is not None),
        tuple(mark for of in marks for mark in _dots(of)) if block.lines else (),
        tuple((n, run) for n, of in enumerate(marks) for run in _runs(of)) if block.lines else (),
        tuple(_labels(block.labels, each)),
        tuple(PlotSeries(one.name, _most(block, one)) for one in block.series),
        _find_goal(block.goals, ticks),
        tuple(_earlier(block, each, ticks)),
    )


def _earlier(block: Plot, each: float, ticks: Sequence[float]) -> Iterator[str]:
    """Return the previous period as a line through the middles of the columns."""
    numbers = block.before.numbers if block.before is not None else ()
    points = (
        None if n is None else PlotMark(0, each * (at + 0.5), _height(n, ticks), 0.0, 0.0, "")
        for at, n in enumerate(numbers)
    )
    return _runs(tuple(points))


def _find_goal(goals: Sequence[Goal], ticks: Sequence[float]) -> PlotGoal | None:
    """Return the shortest target: several lines over one another would hide what they are about."""
    if not goals or goals[0].number > ticks[-1]:
        return None
    return PlotGoal(_height(goals[0].number, ticks), f"{goals[0].name} {goals[0].said}")


def _height(number: float, ticks: Sequence[float]) -> float:
    return round(HEIGHT - (number - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - _ABOVE), 1)


def _marks(block: Plot, number: int, each: float, ticks: Sequence[float]) -> Iterator[PlotMark | None]:
    """Return one column for each label; its middle is where a dot would be."""
    of = len(block.series)
    wide = min(each * _FILLED, _WIDEST) / of
    one = block.series[number]
    for at, n in enumerate(one.numbers):
        if n is None:
            yield None
            continue
        middle, y = each * (at + 0.5), _height(n, ticks)
        x = middle if block.lines else middle + wide * (number - of / 2)
        said = f"{block.labels[at]} · {one.name}: {block.said(n)}"
        yield PlotMark(number, round(x, 3), y, round(wide * 0.92, 3), round(HEIGHT - y, 1), said)


def _dots(marks: Sequence[PlotMark | None]) -> Iterator[PlotMark]:
    """Return all points where there are few, otherwise those that no line connects."""
    few = len(marks) <= _FEW_DOTS
    for at, mark in enumerate(marks):
        alone = (at == 0 or marks[at - 1] is None) and (at + 1 == len(marks) or marks[at + 1] is None)
        if mark is not None and (few or alone):
            yield mark


def _runs(marks: Sequence[PlotMark | None]) -> Iterator[str]:
    """Return lines with gaps on days without a value."""
    run: list[str] = []
    for mark in (*marks, None):
        if mark is not None:
            run.append(f"{mark.x * ACROSS / 100:.1f},{mark.y}")
        elif run:
            yield " ".join(run)
            run = []


def _labels(labels: Sequence[str], each: float) -> Iterator[PlotLabel]:
    every = -(-len(labels) // _LABELS) or 1
    for at in range(0, len(labels), every):
        x = each * (at + 0.5)
        at_end = x > 100 - _EDGE and len(labels) > 1
        place, side = (100.0, "end") if at_end else (round(x, 3), "middle")
        yield PlotLabel(place, labels[at], side, extra=at // every % 2 == 1)


def _most(block: Plot, series: Series) -> tuple[str, str] | None:
    known = [(n, -at) for at, n in enumerate(series.numbers) if n is not None]
    if not known:
        return None
    number, at = max(known)
    return block.said(number), block.labels[-at]
