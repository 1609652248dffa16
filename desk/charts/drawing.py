"""Draw charts as SVG, for a page and for a picture: across in per cent of the width, down in pixels. A class says what
each part is; who shows it colours it. Pure."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from desk.charts.pictures import Bar, Bars, Goal, Heat, Plot, Series
from desk.i18n import say

_BOX = Markup('<rect class="{}" x="{:.3f}%" y="{:.1f}" width="{:.3f}%" height="{:.1f}" rx="{}">{}</rect>')
_LINE = Markup('<line class="{}" x1="{:.3f}%" x2="{:.3f}%" y1="{:.1f}" y2="{:.1f}"/>')
_TEXT = Markup('<text class="{}" x="{:.3f}%" y="{:.1f}" text-anchor="{}">{}</text>')
_DOT = Markup('<circle class="series-{}" cx="{:.3f}%" cy="{:.1f}" r="3.5">{}</circle>')
_RUN = Markup(
    '<svg viewBox="0 0 {0} {1:.0f}" preserveAspectRatio="none" width="100%" height="{1:.0f}">'
    '<polyline class="run-{2}" points="{3}"/></svg>'
)
_TITLE = Markup("<title>{}</title>")
_SQUARE = Markup('<rect class="{}" x="0.5" y="0.5" width="9" height="9" rx="2"/>')
_DASH = Markup('<line class="{}" x1="0" x2="22" y1="5" y2="5"/>')
_UPRIGHT = Markup('<line class="{}" x1="5" x2="5" y1="0" y2="10"/>')
_WIDE, _NOTHING = 22, Markup()

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The meaning of a colour or a line. `mark`: its drawing, `width` by 10 pixels; there may be none."""

    said: str
    mark: Markup = _NOTHING
    width: int = 10


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a plot: its height, the units of its lines across, at most how many labels, and half the width of a
    label in per cent."""

    height: float = 180.0
    across: int = 1000
    labels: int = 10
    half: float = 4.0


@dataclass(frozen=True, slots=True)
class DrawnPlot:
    """A plot. `ticks`: the words of the `axis`, which stands beside the `marks`."""

    ticks: tuple[str, ...]
    axis: Markup
    marks: Markup
    key: tuple[KeyEntry, ...]


_PAGE = Room()
_ABOVE, _UNDER = 16.0, 18.0
_WIDEST, _FILLED, _FEW_DOTS = 24.0, 0.72, 40
_NEAR = 3.0
"""The axis reaches to a goal up to so many times the largest number."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a number stands."""

    ticks: Sequence[float]
    each: float
    room: Room

    def measure_y(self, number: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.room.height - (number - low) / (high - low) * (self.room.height - _ABOVE)

    def find_points(self, numbers: Iterable[float | None]) -> list[_Point | None]:
        """Return the points in the middles of the labels."""
        return [None if n is None else (self.each * (at + 0.5), self.measure_y(n)) for at, n in enumerate(numbers)]


def draw_plot(language: str, block: Plot, room: Room = _PAGE) -> DrawnPlot:
    """Return the plot, with the shortest target: several lines over one another would hide what they are about."""
    before = [] if block.before is None else [block.before]
    numbers = [n for one in (*block.series, *before) for n in one.numbers if n is not None]
    near = [one.number for one in block.goals[:1] if one.number <= _NEAR * max(numbers, default=0.0)]
    ticks = choose_ticks([*numbers, *near], is_time=block.is_time, least=block.least, most=block.most)
    scale = _Scale(ticks, 100.0 / max(len(block.labels), 1), room)
    said = tuple(block.said(tick) for tick in ticks)
    axis = (
        _TEXT.format("", 100, scale.measure_y(tick) + 4, "end", words) for tick, words in zip(ticks, said, strict=True)
    )
    marks = [_LINE.format("line", 0, 100, scale.measure_y(tick), scale.measure_y(tick)) for tick in ticks]
    for number, series in enumerate(block.series):
        marks += _draw_series(block, number, series, scale)
    for series in before:
        marks += _draw_runs(scale.find_points(series.numbers), "before", room)
    for goal in block.goals[:1]:
        marks += _draw_goal(goal, scale)
    marks += _draw_labels(block.labels, scale)
    return DrawnPlot(said, _join(axis), _join(marks), _make_plot_key(language, block))


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)


def _draw_series(block: Plot, number: int, series: Series, scale: _Scale) -> Iterator[Markup]:
    """Draw columns, or lines with dots: all of them where they are few, otherwise those that no line connects."""
    points, of = scale.find_points(series.numbers), len(block.series)
    if block.lines:
        yield from _draw_runs(points, str(number), scale.room)
    wide = min(scale.each * _FILLED, _WIDEST) / of
    for at, (point, value) in enumerate(zip(points, series.numbers, strict=True)):
        if point is None or value is None:
            continue
        x, y = point
        title = _TITLE.format(f"{block.labels[at]} · {series.name}: {block.said(value)}")
        alone = (at == 0 or points[at - 1] is None) and (at + 1 == len(points) or points[at + 1] is None)
        if not block.lines:
            left, height = x + wide * (number - of / 2), scale.room.height - y
            yield _BOX.format(f"series-{number}", left, y, wide * 0.92, height, 0, title)
        elif alone or len(points) <= _FEW_DOTS:
            yield _DOT.format(number, x, y, title)


def _draw_runs(points: Sequence[_Point | None], name: str, room: Room) -> Iterator[Markup]:
    """Draw lines with gaps where there is no value."""
    run: list[str] = []
    for point in (*points, None):
        if point is not None:
            run.append(f"{point[0] * room.across / 100:.1f},{point[1]:.1f}")
        elif run:
            yield _RUN.format(room.across, room.height, name, " ".join(run))
            run = []


def _draw_goal(goal: Goal, scale: _Scale) -> Iterator[Markup]:
    if goal.number <= scale.ticks[-1]:
        y = scale.measure_y(goal.number)
        yield _LINE.format("goal", 0, 100, y, y)
        yield _TEXT.format("goal-name", 100, y - 4, "end", f"{goal.name} {goal.said}")


def _draw_labels(labels: Sequence[str], scale: _Scale) -> Iterator[Markup]:
    """Draw as many labels as fit; each second is `extra`: shown only where there is room."""
    half, every = scale.room.half, -(-len(labels) // scale.room.labels) or 1
    for at in range(0, len(labels), every):
        x, side = scale.each * (at + 0.5), "middle"
        if len(labels) > 1 and x + half > 100:
            x, side = 100.0, "end"
        elif len(labels) > 1 and x < half:
            x, side = 0.0, "start"
        kind = "under extra" if at // every % 2 else "under"
        yield _TEXT.format(kind, x, scale.room.height + _UNDER, side, labels[at])


def _make_plot_key(language: str, block: Plot) -> tuple[KeyEntry, ...]:
    """Return no key for a series alone."""
    if len(block.series) < 2 and not block.goals and block.before is None:
        return ()
    made = [
        KeyEntry(one.name, _DASH.format(f"run-{at}"), _WIDE) if block.lines
        else KeyEntry(one.name, _SQUARE.format(f"series-{at}"))
        for at, one in enumerate(block.series)
    ]  # fmt: skip
    if block.before is not None:
        made.append(KeyEntry(block.before.name, _DASH.format("run-before"), _WIDE))
    if block.goals:
        targets = ", ".join(f"{one.name} {one.said}" for one in block.goals)
        made.append(KeyEntry(f"{say(language, 'page-reports-promised')}: {targets}", _DASH.format("goal"), _WIDE))
    return tuple(made)


def describe_plot(language: str, block: Plot) -> str:
    """Return a sentence for those who do not see it: its labels, and the most of each series."""
    said = [say(language, "page-reports-drawn", title=block.title, first=block.labels[0], last=block.labels[-1])]
    for one in block.series:
        known = [(n, -at) for at, n in enumerate(one.numbers) if n is not None]
        if known:
            number, at = max(known)
            value, label = block.said(number), block.labels[-at]
            said.append(say(language, "page-reports-most", name=one.name, value=value, at=label))
    return " ".join(said)


BAR, BAR_STEP = 8, 10
"""Pixels of a bar, and from one under a name to the next."""


def draw_bars(block: Bars) -> tuple[Markup, ...]:
    """Return each bar as a part of the total or of the longest."""
    numbers = [n for one in block.bars for n in (one.number, one.second, one.goal.number if one.goal else None) if n]
    most = block.most or max(numbers, default=1.0)
    return tuple(_join(_draw_bar(one, most)) for one in block.bars)


def _draw_bar(bar: Bar, most: float) -> Iterator[Markup]:
    numbers = [bar.number or 0.0, *([] if bar.second is None else [bar.second])]
    for at, number in enumerate(numbers):
        kind = "over" if bar.goal is not None and number > bar.goal.number else f"series-{at}"
        part = 100 * number / most
        yield _BOX.format("ground", 0, BAR_STEP * at, 100, BAR, BAR / 2, "")
        yield _BOX.format(kind, 0, BAR_STEP * at, part, BAR, BAR / 2, "")
    if bar.goal is not None:
        x = 100 * bar.goal.number / most
        yield _LINE.format("goal", x, x, -3, BAR_STEP * len(numbers) + 1)


def make_bars_key(language: str, block: Bars) -> tuple[KeyEntry, ...]:
    """Return what the colours and the targets of the bars are."""
    made = [KeyEntry(name, _SQUARE.format(f"series-{at}")) for at, name in enumerate(block.names)]
    if any(one.goal for one in block.bars):
        made.append(KeyEntry(say(language, "page-reports-promised"), _UPRIGHT.format("goal")))
        made.append(KeyEntry(say(language, "page-reports-over"), _SQUARE.format("over")))
    return tuple(made)


LEVELS = 5
_ROW, _GAP, _HEAD = 26.0, 3.0, 18.0


@dataclass(frozen=True, slots=True)
class DrawnHeat:
    """A heat map: `names` of the days, the map, and `sums` stand beside each other."""

    names: Markup
    marks: Markup
    sums: Markup
    key: tuple[KeyEntry, ...]
    height: float


def draw_heat_map(language: str, block: Heat) -> DrawnHeat:
    """Return the map, with the colours from an hour without requests to the busiest."""
    most, each = max(cell.mean for row in block.rows for cell in row), 100.0 / len(block.hours)
    middles = [_HEAD + _ROW * at + _ROW / 2 + 3 for at in range(len(block.days))]
    names = (_TEXT.format("", 0, y, "start", day) for y, day in zip(middles, block.days, strict=True))
    sums = [_TEXT.format("", 100, _HEAD - 7, "end", say(language, "page-reports-day"))]
    sums += [_TEXT.format("sum", 100, y, "end", total) for y, total in zip(middles, block.totals, strict=True)]
    hours = [
        _TEXT.format("hour wide-only" if at % 3 else "hour", each * (at + 0.5), _HEAD - 7, "middle", hour)
        for at, hour in enumerate(block.hours)
    ]
    marks = _join((*hours, *_draw_cells(block, each, most)))
    steps = [block.said(most * (n + 1) / LEVELS) for n in range(LEVELS)]
    return DrawnHeat(
        _join(names), marks, _join(sums), _make_heat_key(language, block, steps), _HEAD + _ROW * len(block.days)
    )


def _draw_cells(block: Heat, each: float, most: float) -> Iterator[Markup]:
    for row, (day, cells) in enumerate(zip(block.days, block.rows, strict=True)):
        for at, (hour, cell) in enumerate(zip(block.hours, cells, strict=True)):
            x, y, level = each * at, _HEAD + _ROW * row, get_level(cell.mean, most)
            kind = f"heat-{level} closed" if cell.closed else f"heat-{level}"
            title = _TITLE.format(f"{day} {hour}: {cell.said or block.said(0) or '0'}")
            yield _BOX.format(kind, x, y, each * 0.92, _ROW - _GAP, 4, title)
            if cell.said:
                yield _TEXT.format(f"on-{level} wide-only", x + each * 0.46, y + 16, "middle", cell.said)


def get_level(mean: float, most: float) -> int:
    """Return the level from 1, a fifth of the maximum each; 0 for none."""
    return 0 if mean <= 0 else min(LEVELS, int(LEVELS * mean / most * (1 - 1e-9)) + 1)


def _make_heat_key(language: str, block: Heat, steps: Sequence[str]) -> tuple[KeyEntry, ...]:
    made = [KeyEntry(say(language, "page-reports-mean"))]
    made += [
        KeyEntry(say(language, "page-reports-to", n=step), _SQUARE.format(f"heat-{at}"))
        for at, step in enumerate(steps, start=1)
    ]
    if block.has_closed:
        made.append(KeyEntry(say(language, "page-reports-closed"), _SQUARE.format("heat-0 closed")))
    return (*made, KeyEntry(block.busiest))


_TICKS = 3
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_TIMES = (
    _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE,
    _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 8 * _HOUR, _DAY, 2 * _DAY, 5 * _DAY, 10 * _DAY, 20 * _DAY, 50 * _DAY,
)  # fmt: skip


def choose_ticks(
    numbers: Sequence[float], *, is_time: bool, least: float = 0.0, most: float | None = None
) -> list[float]:
    """Return the numbers on an axis from `least` to the top, which is at least the largest, and never above `most`."""
    step, top = _choose_scale(numbers, is_time=is_time, most=most)
    return [least + step * number for number in range(round((top - least) / step) + 1)]


def _choose_scale(numbers: Sequence[float], *, is_time: bool, most: float | None) -> tuple[float, float]:
    if most is not None:
        return (1.0, most) if most > 1 else (0.5, most)
    most = max(numbers, default=0.0)
    wanted = most / _TICKS
    if is_time:
        step = float(next((one for one in _TIMES if one >= wanted), _TIMES[-1] * math.ceil(wanted / _TIMES[-1])))
    else:
        power = 10.0 ** math.floor(math.log10(wanted)) if wanted > 0 else 1.0
        step = next(part * power for part in (1, 2, 5, 10) if part * power >= wanted or part == 10)
        step = max(step, 0.1 if most <= 1 and any(number % 1 for number in numbers) else 1.0)
    return step, step * max(1, math.ceil(most / step - 1e-9))
