"""Where a plot's columns, lines and words stand; how long bars are."""

from collections.abc import Sequence

import pytest

from desk.stats.blocks import Bar, Bars, Plot, Series
from web.pages.reports.drawing import HEIGHT, lengths, plotted


def plot(*series: Sequence[float | None], lines: bool = False, most: float | None = None) -> Plot:
    """Of days that are called by their numbers."""
    many = len(series[0])
    of = tuple(Series(f"s{n}", tuple(numbers)) for n, numbers in enumerate(series))
    return Plot("Title", tuple(f"d{at}" for at in range(many)), of, lambda n: f"{n:g}", lines=lines, most=most)


def test_columns_of_two_series_stand_beside_each_other_and_none_is_a_gap() -> None:
    found = plotted(plot((10, None), (5, 0)))
    assert [(one.series, one.said) for one in found.columns] == [
        (0, "d0 · s0: 10"), (1, "d0 · s1: 5"), (1, "d1 · s1: 0"),
    ]  # fmt: skip
    first, second, none = found.columns
    assert first.x + first.width <= second.x < 50
    assert first.y + first.height == second.y + second.height == HEIGHT
    assert (none.height, none.y) == (0.0, HEIGHT)
    assert not found.dots
    assert not found.runs
    assert [one.most for one in found.series] == [("10", "d0"), ("5", "d0")]


def test_a_line_has_gaps_and_a_number_alone_is_a_dot_however_many_there_are() -> None:
    numbers = [1.0, 2.0, None, 3.0, None] + [4.0] * 50
    found = plotted(plot(numbers, lines=True))
    assert [len(points.split()) for _, points in found.runs] == [2, 1, 50]
    assert [one.said for one in found.dots] == ["d3 · s0: 3"]
    assert not found.columns
    assert len(plotted(plot([1.0, 2.0], lines=True)).dots) == 2


@pytest.mark.parametrize(("many", "labels"), [(1, 1), (7, 7), (10, 10), (11, 6), (30, 10), (45, 9)])
def test_no_more_words_than_there_is_room_for(many: int, labels: int) -> None:
    found = plotted(plot([1.0] * many)).labels
    assert len(found) == labels
    assert [one.extra for one in found] == [at % 2 == 1 for at in range(labels)]
    assert all(one.side == "middle" or one.x == 100 for one in found)


def test_what_can_be_no_more_ends_there_and_nothing_is_drawn_of_nothing() -> None:
    assert [said for _, said in plotted(plot((0.2, 0.4), most=1.0)).lines] == ["0", "0.5", "1"]
    empty = plotted(plot((None, None), lines=True))
    assert (empty.dots, empty.runs, empty.series[0].most) == ((), (), None)


def test_bars_are_told_in_per_cent_of_the_longest() -> None:
    bars = (Bar("a", 4.0, "4"), Bar("b", 1.0, "1"), Bar("c", None, "–"))
    assert lengths(Bars("T", bars)) == (100.0, 25.0, 0.0)
    assert lengths(Bars("T", ())) == ()
    assert lengths(Bars("T", (Bar("a", 0.0, "0"),))) == (0.0,)
