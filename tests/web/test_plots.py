"""Where a plot's columns, lines and words stand; how long bars are."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from desk.charts.pictures import Bar, Bars, Goal, Heat, HeatCell, Plot, Series
from web.features.reports.drawing import HEIGHT, draw_bars, draw_plot
from web.features.reports.heat_map import LEVELS, draw_heat_map, get_level


def plot(*series: Sequence[float | None], lines: bool = False, most: float | None = None) -> Plot:
    """Of days that are called by their numbers."""
    many = len(series[0])
    of = tuple(Series(f"s{n}", tuple(numbers)) for n, numbers in enumerate(series))
    return Plot("Title", tuple(f"d{at}" for at in range(many)), of, lambda n: f"{n:g}", lines=lines, most=most)


def test_columns_of_two_series_stand_beside_each_other_and_none_is_a_gap() -> None:
    found = draw_plot(plot((10, None), (5, 0)))
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
    found = draw_plot(plot(numbers, lines=True))
    assert [len(points.split()) for _, points in found.runs] == [2, 1, 50]
    assert [one.said for one in found.dots] == ["d3 · s0: 3"]
    assert not found.columns
    assert len(draw_plot(plot([1.0, 2.0], lines=True)).dots) == 2


@pytest.mark.parametrize(("many", "labels"), [(1, 1), (7, 7), (10, 10), (11, 6), (30, 10), (45, 9)])
def test_no_more_words_than_there_is_room_for(many: int, labels: int) -> None:
    found = draw_plot(plot([1.0] * many)).labels
    assert len(found) == labels
    assert [one.extra for one in found] == [at % 2 == 1 for at in range(labels)]
    assert all(one.side == "middle" or one.x == 100 for one in found)


def test_what_can_be_no_more_ends_there_and_nothing_is_drawn_of_nothing() -> None:
    assert [said for _, said in draw_plot(plot((0.2, 0.4), most=1.0)).lines] == ["0", "0.5", "1"]
    stars = draw_plot(replace(plot((1.0, 5.0), lines=True, most=5.0), least=1.0))
    assert [said for _, said in stars.lines] == ["1", "2", "3", "4", "5"]
    assert [one.y for one in stars.dots] == [stars.lines[0][0], stars.lines[-1][0]]
    empty = draw_plot(plot((None, None), lines=True))
    assert (empty.dots, empty.runs, empty.series[0].most) == ((), (), None)


def test_bars_are_told_in_per_cent_of_the_longest() -> None:
    bars = (Bar("a", 4.0, "4"), Bar("b", 1.0, "1"), Bar("c", None, "–"))
    assert [one.bar for one in draw_bars(Bars("T", bars))] == [100.0, 25.0, 0.0]
    assert draw_bars(Bars("T", ())) == ()
    assert [one.bar for one in draw_bars(Bars("T", (Bar("a", 0.0, "0"),)))] == [0.0]


def test_a_share_is_a_part_of_all_and_a_goal_or_a_second_number_may_be_the_longest() -> None:
    (share,) = draw_bars(Bars("T", (Bar("a", 0.5, "50%", second=0.25),), most=1.0))
    assert (share.bar, share.second, share.goal) == (50.0, 25.0, None)
    (one,) = draw_bars(Bars("T", (Bar("a", 60.0, "1 min", goal=Goal("low", 240.0, "4 min")),)))
    assert (one.bar, one.goal) == (25.0, 100.0)
    (two,) = draw_bars(Bars("T", (Bar("a", 60.0, "1 min", second=120.0),)))
    assert (two.bar, two.second) == (50.0, 100.0)


def test_the_axis_reaches_to_the_shortest_goal_if_it_is_near() -> None:
    days = plot((10, 20), lines=True)

    def goal(*of: float) -> str:
        found = draw_plot(replace(days, goals=tuple(Goal("p", n, f"{n:g}") for n in of))).goal
        return found.said if found is not None else ""

    assert (goal(60), goal(61), goal(), goal(4, 5, 19, 61)) == ("p 60", "", "", "p 4")
    found = draw_plot(replace(days, goals=(Goal("p", 20, "20"),))).goal
    assert found is not None
    assert found.y == min(dot.y for dot in draw_plot(days).dots)


@pytest.mark.parametrize(("mean", "level"), [(0.0, 0), (0.01, 1), (2.0, 1), (2.1, 2), (9.9, 5), (10.0, 5)])
def test_the_most_is_darkest_and_nothing_is_no_level(mean: float, level: int) -> None:
    assert get_level(mean, 10.0) == level


def test_each_hour_of_each_weekday_has_its_place_and_says_its_number() -> None:
    cell = HeatCell(2.0, "2.0", closed=False)
    block = Heat("T", ("Mon", "Tue"), ("09", "10"), ((cell, HeatCell(0.0, "", closed=True)), (cell, cell)), ("2", "4"),
                 "Busiest", lambda n: f"{n:g}")  # fmt: skip
    found = draw_heat_map(block)
    assert [(one.said, one.level, one.closed) for one in found.cells[:2]] == [("Mon 09: 2.0", LEVELS, False),
                                                                              ("Mon 10: 0", 0, True)]  # fmt: skip
    assert found.cells[0].x + found.cells[0].width <= found.cells[1].x == 50.0
    assert found.cells[0].y + found.cells[0].height < found.cells[2].y
    assert block.has_closed
    assert found.steps == ("0.4", "0.8", "1.2", "1.6", "2")
