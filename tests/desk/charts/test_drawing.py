"""Where a chart's columns, lines and words stand in its SVG; how long bars are."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from markupsafe import Markup

from desk.charts.drawing import (
    LEVELS,
    Room,
    choose_ticks,
    describe_plot,
    draw_bars,
    draw_heat_map,
    draw_plot,
    get_level,
)
from desk.charts.pictures import Bar, Bars, Goal, Heat, HeatCell, Plot, Series
from desk.i18n import say

HEIGHT = Room().height


def plot(*series: Sequence[float | None], lines: bool = False, most: float | None = None) -> Plot:
    """Of days that are called by their numbers."""
    of = tuple(Series(f"s{n}", tuple(numbers)) for n, numbers in enumerate(series))
    labels = tuple(f"d{at}" for at in range(len(series[0])))
    return Plot("Title", labels, of, lambda n: f"{n:g}", lines=lines, most=most)


def parts(drawn: Markup, kind: str) -> list[Element]:
    """What is of this class, in its order."""
    whole = fromstring(f"<svg>{drawn}</svg>")  # noqa: S314 - our own
    return [one for one in whole.iter() if kind in one.get("class", "").split()]


def number(one: Element, name: str) -> float:
    return float(one.attrib[name].rstrip("%"))


def read(drawn: Markup, kind: str) -> list[str]:
    """The words of those of a class, or what they say to who points at them."""
    return ["".join(one.itertext()) for one in parts(drawn, kind)]


def test_columns_of_two_series_stand_beside_each_other_and_none_is_a_gap() -> None:
    marks = draw_plot("en", plot((10, None), (5, 0))).marks
    assert (read(marks, "series-0"), read(marks, "series-1")) == (["d0 · s0: 10"], ["d0 · s1: 5", "d1 · s1: 0"])
    (first,), (second, none) = parts(marks, "series-0"), parts(marks, "series-1")
    assert number(first, "x") + number(first, "width") <= number(second, "x") < 50
    assert number(first, "height") == 2 * number(second, "height")
    assert {number(one, "y") + number(one, "height") for one in (first, second, none)} == {HEIGHT}
    assert "polyline" not in marks


def test_a_line_has_gaps_and_a_number_alone_is_a_dot_however_many_there_are() -> None:
    marks = draw_plot("en", plot([1.0, 2.0, None, 3.0, None] + [4.0] * 50, lines=True)).marks
    assert [len(one.attrib["points"].split()) for one in parts(marks, "run-0")] == [2, 1, 50]
    assert read(marks, "series-0") == ["d3 · s0: 3"]
    few = draw_plot("en", plot([1.0, 2.0], lines=True)).marks
    assert len(parts(few, "series-0")) == 2
    earlier = replace(plot([1.0, 2.0]), before=Series("before", (3.0, None)))
    assert len(parts(draw_plot("en", earlier).marks, "run-before")) == 1


@pytest.mark.parametrize(("many", "labels"), [(1, 1), (7, 7), (10, 10), (11, 6), (30, 10), (45, 9)])
def test_no_more_words_than_there_is_room_for(many: int, labels: int) -> None:
    found = parts(draw_plot("en", plot([1.0] * many)).marks, "under")
    assert len(found) == labels
    assert ["extra" in one.attrib["class"] for one in found] == [at % 2 == 1 for at in range(labels)]
    assert all(two - one > 5 for one, two in pairwise(number(one, "x") for one in found))


def test_what_can_be_no_more_ends_there_and_nothing_is_drawn_of_nothing() -> None:
    assert draw_plot("en", plot((0.2, 0.4), most=1.0)).ticks == ("0", "0.5", "1")
    stars = draw_plot("en", replace(plot((1.0, 5.0), lines=True, most=5.0), least=1.0))
    assert stars.ticks == ("1", "2", "3", "4", "5")
    low, *_, high = [number(one, "y1") for one in parts(stars.marks, "line")]
    assert [number(one, "cy") for one in parts(stars.marks, "series-0")] == [low, high]
    empty = draw_plot("en", plot((None, None), lines=True)).marks
    assert parts(empty, "series-0") == parts(empty, "run-0") == []


def test_who_does_not_see_it_hears_the_most_of_each() -> None:
    said = describe_plot("en", plot((1, 3, 3), (None, None, None)))
    highest = say("en", "page-reports-most", name="s0", value="3", at="d1")
    assert said == f"{say('en', 'page-reports-drawn', title='Title', first='d0', last='d2')} {highest}"


def lengths(block: Bars, kind: str = "series-0") -> list[float]:
    return [number(one, "width") for drawn in draw_bars(block) for one in parts(drawn, kind)]


def test_bars_are_parts_of_the_longest_or_of_all() -> None:
    bars = (Bar("a", 4.0, "4"), Bar("b", 1.0, "1"), Bar("c", None, "–"))
    assert lengths(Bars("T", bars)) == [100.0, 25.0, 0.0]
    assert lengths(Bars("T", (Bar("a", 0.0, "0"),))) == [0.0]
    share = Bars("T", (Bar("a", 0.5, "50%", second=0.25),), most=1.0)
    assert (lengths(share), lengths(share, "series-1")) == ([50.0], [25.0])


def test_what_is_over_its_target_is_marked() -> None:
    near = Bars("T", (Bar("a", 60.0, "1 min", goal=Goal("low", 240.0, "4 min"), second=480.0),))
    (drawn,) = draw_bars(near)
    assert (lengths(near), lengths(near, "over")) == ([12.5], [100.0])
    assert [number(one, "x1") for one in parts(drawn, "goal")] == [50.0]


def test_the_axis_reaches_to_the_shortest_goal_if_it_is_near() -> None:
    days = plot((10, 20), lines=True)

    def goal(*of: float) -> list[str]:
        goals = tuple(Goal("p", n, f"{n:g}") for n in of)
        return read(draw_plot("en", replace(days, goals=goals)).marks, "goal-name")

    assert (goal(60), goal(61), goal(), goal(4, 5, 19, 61)) == (["p 60"], [], [], ["p 4"])
    drawn = draw_plot("en", replace(days, goals=(Goal("p", 20, "20"), Goal("q", 90, "90"))))
    (line,) = parts(drawn.marks, "goal")
    assert number(line, "y1") == min(number(dot, "cy") for dot in parts(drawn.marks, "series-0"))
    assert [one.said for one in drawn.key] == ["s0", f"{say('en', 'page-reports-promised')}: p 20, q 90"]


@pytest.mark.parametrize(("mean", "level"), [(0.0, 0), (0.01, 1), (2.0, 1), (2.1, 2), (9.9, 5), (10.0, 5)])
def test_the_most_is_darkest_and_nothing_is_no_level(mean: float, level: int) -> None:
    assert get_level(mean, 10.0) == level


def test_each_hour_of_each_weekday_has_its_place_and_says_its_number() -> None:
    cell = HeatCell(2.0, "2.0", closed=False)
    block = Heat("T", ("Mon", "Tue"), ("09", "10"), ((cell, HeatCell(0.0, "", closed=True)), (cell, cell)), ("2", "4"),
                 "Busiest", lambda n: f"{n:g}")  # fmt: skip
    found = draw_heat_map("en", block)
    assert (read(found.marks, f"heat-{LEVELS}")[0], read(found.marks, "closed")) == ("Mon 09: 2.0", ["Mon 10: 0"])
    (shut,), (first, under, beside) = parts(found.marks, "heat-0"), parts(found.marks, f"heat-{LEVELS}")
    assert number(first, "x") + number(first, "width") <= number(shut, "x") == number(beside, "x") == 50.0
    assert number(first, "y") + number(first, "height") < number(under, "y")
    assert [one.said.split()[-1] for one in found.key[1:6]] == ["0.4", "0.8", "1.2", "1.6", "2"]
    assert (len(found.key), found.key[-1].said) == (8, "Busiest")


@pytest.mark.parametrize(
    ("numbers", "is_time", "step", "top"),
    [
        ([], False, 1, 1),
        ([0], False, 1, 1),
        ([60], False, 20, 60),
        ([61], False, 50, 100),
        ([0.87], False, 0.5, 1.0),
        ([4.6], False, 2, 6),
        ([1000, 7000], True, 3600, 7200),
        ([20 * 3600], True, 8 * 3600, 86400),
        ([30 * 3600], True, 86400, 2 * 86400),
        ([900 * 86400], True, 300 * 86400, 900 * 86400),
    ],
)
def test_ticks_are_round_and_few(numbers: list[float], is_time: bool, step: float, top: float) -> None:
    ticks = choose_ticks(numbers, is_time=is_time)
    assert (ticks[1] - ticks[0], ticks[-1]) == (step, top)
