"""Where on a picture what stands: lengths in proportion, nothing over another, each colour for what it says."""

from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Patch, Rectangle
from matplotlib.text import Text

from desk.charts.pictures import (
    Bar,
    Bars,
    Block,
    Cell,
    Mood,
    Note,
    Picture,
    Plot,
    Series,
    Table,
    TableRow,
    Tile,
    Tiles,
)
from reports.drawing import picture
from reports.drawing.theme import BAD, EDGE, GOOD, LINE, MUTED, PANEL, SERIES, WIDTH
from tests.texts import text_of

INNER = WIDTH - 2 * EDGE


class Box(NamedTuple):
    """A filled one, in pixels from the upper left corner."""

    color: str
    x: float
    y: float
    width: float
    height: float


class Drawn:
    """What was drawn of a page, in its order."""

    def __init__(self, *blocks: Block, footer: str = "") -> None:
        figure = picture.draw_picture(Picture("Title", "", blocks, footer))
        self.height = float(figure.get_figheight() * figure.dpi)
        self.words = {one.get_text(): one for one in figure.artists if isinstance(one, Text)}
        self.boxes = [_box(one) for one in figure.artists if isinstance(one, Patch)]
        self.lines = [one for one in figure.artists if isinstance(one, Line2D)]

    def of(self, color: str) -> list[Box]:
        """The boxes of one colour."""
        return [one for one in self.boxes if one.color == color]

    def x(self, words: str) -> float:
        """Where a line of text stands."""
        return float(self.words[words].get_position()[0])

    def y(self, words: str) -> float:
        """Its middle."""
        return float(self.words[words].get_position()[1])

    def curves(self, color: str) -> list[list[tuple[float, float]]]:
        """The points of the lines of one colour."""
        return [list(map(tuple, one.get_xydata())) for one in self.lines if to_hex(one.get_color()) == color]


def _box(patch: Any) -> Box:
    color = to_hex(patch.get_facecolor())
    by = patch.get_boxstyle().pad if isinstance(patch, FancyBboxPatch) else 0.0
    assert isinstance(patch, FancyBboxPatch | Rectangle)
    x, y, width, height = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
    return Box(color, x - by, y - by, width + 2 * by, height + 2 * by)


def test_bars_are_as_long_as_their_numbers_under_their_names() -> None:
    long = "Александра-Виктория Константинопольская-Задунайская Ш."
    found = Drawn(Bars("By agent", (Bar(long, 4.0, "4"), Bar("b", 1.0, "1"), Bar("c", None, "–"), Bar("d", 2.0, "2")),
                       "and 3 more"))  # fmt: skip
    assert [one.width for one in found.of(SERIES[0])] == pytest.approx([INNER, INNER / 4, INNER / 2])
    grounds = found.of(LINE)
    assert [one.width for one in grounds] == [INNER] * 4
    for ground, name, after in zip(grounds[1:], "bcd", (*"cd", "and 3 more"), strict=True):
        assert found.y(name) < ground.y < found.y(after)
    below = [found.y(name) - ground.y for name, ground in zip("bcd", grounds[:3], strict=True)]
    assert below == pytest.approx([below[0]] * 3), "two lines of a name take their room"
    bare = Drawn(Bars("By agent", (Bar("b", 1.0, "1"),)))
    assert Drawn(Bars("By agent", (Bar("b", 1.0, "1"),), "and 3 more")).height > bare.height + 40


def test_tiles_stand_two_beside_each_other_a_last_one_alone() -> None:
    tiles = (Tile("a", "1", "▲ 1", Mood.GOOD), Tile("b", "2", "▼ 1", Mood.BAD), Tile("c", "3", text_of("stats-same")))
    found = Drawn(Tiles(tiles), Note("below"))
    first, second, last = found.of(PANEL)
    assert first.x == last.x == EDGE
    assert first.x + first.width < second.x
    assert second.x + second.width == last.x + last.width == WIDTH - EDGE
    assert (first.y, first.height) == (second.y, second.height)
    assert first.y + first.height < last.y
    for panel, name, value in ((first, "a", "1"), (second, "b", "2"), (last, "c", "3")):
        for words in (name, value):
            assert panel.x < found.x(words) < panel.x + panel.width
            assert panel.y < found.y(words) < panel.y + panel.height
    assert last.y + last.height < found.y("below")
    colors = [found.words[change].get_color() for change in ("▲ 1", "▼ 1", text_of("stats-same"))]
    assert colors == [GOOD, BAD, MUTED]


def test_columns_are_as_high_as_their_numbers_beside_each_other() -> None:
    series = (Series("x", (10.0, None, 5.0)), Series("y", (0.0, 20.0, 10.0)))
    found = Drawn(Plot("By day", ("1", "2", "3"), series, lambda n: f"{n:g} st."), Note("below"))
    of_line = {said: found.y(said) for said in ("0 st.", "10 st.", "20 st.")}
    first, second = [[one for one in found.of(color) if one.height > 40] for color in SERIES]
    base = of_line["0 st."]
    assert [one.y for one in first] == pytest.approx([of_line["10 st."], (base + of_line["10 st."]) / 2])
    assert [one.y for one in second] == pytest.approx([of_line["20 st."], of_line["10 st."]])
    assert {round(one.y + one.height, 3) for one in (*first, *second)} == {round(base, 3)}
    assert first[1].x + first[1].width <= second[1].x
    assert first[1].x < found.x("3") < second[1].x + second[1].width
    legend = [[one for one in found.of(color) if one.height <= 40] for color in SERIES]
    assert [len(one) for one in legend] == [1, 1]
    assert legend[0][0].x < found.x("x") < legend[1][0].x < found.x("y")
    assert base < found.y("1") < found.y("below")


def test_one_series_has_no_legend_and_ends_at_the_most_there_can_be() -> None:
    share = Series("x", (0.2, 0.4))
    found = Drawn(Plot("", ("1", "2"), (share,), lambda n: f"{n:g} of", most=1.0))
    assert "x" not in found.words
    assert {"0 of", "0.5 of", "1 of"} <= found.words.keys()
    hours = Drawn(Plot("", ("1", "2"), (Series("x", (3600.0, 7000.0)),), lambda n: f"{n:g} s", is_time=True))
    assert {"3600 s", "7200 s"} <= hours.words.keys()


def test_a_line_has_gaps_where_there_is_no_number() -> None:
    series = (Series("x", (1.0, 2.0, None, 3.0, None)), Series("y", (None, 3.0, 3.0, 3.0, None)))
    found = Drawn(Plot("", tuple("abcde"), series, lambda n: f"{n:g} of", lines=True))
    assert [len(one) for one in found.curves(SERIES[0])] == [2, 1]
    (other,) = found.curves(SERIES[1])
    assert [x for x, _ in other] == pytest.approx([found.x(name) for name in "bcd"])
    assert {y for _, y in other} == {found.y("3 of")}
    assert len(found.of(SERIES[0])) == 1, "its place in the legend, and no column"


def test_words_under_a_plot_do_not_touch() -> None:
    labels = tuple(f"{day} November 2026" for day in range(1, 31))
    found = Drawn(Plot("", labels, (Series("x", (1.0,) * 30),), lambda n: f"{n:g} of"))
    shown = [label for label in labels if label in found.words]
    assert 1 < len(shown) < 30
    assert shown[0] == labels[0]
    extents = [found.words[label].get_window_extent() for label in shown]
    assert all(one.x1 < two.x0 for one, two in pairwise(extents))
    assert extents[0].x0 >= 0
    assert extents[-1].x1 <= WIDTH


def test_columns_of_a_table_stand_beside_each_other_and_a_row_s_longest_bar_is_whole() -> None:
    rows = (
        TableRow(text_of("figure-filed"), (Cell(10.0, "10"), Cell(5.0, "5"), Cell(None, "–"))),
        TableRow("By", (Cell(lines=("60% a", "40% b")), Cell(lines=("9 c",)), Cell(lines=("none",)))),
        TableRow(text_of("figure-marks"), (Cell(2.0, "2.0"), Cell(4.0, "4.0"), Cell(0.0, "0.0"))),
    )
    found = Drawn(Table(("One", "Two", "Three"), rows), Note("below"))
    wide = {round(one.width, 3) for one in found.of(LINE)}
    assert len(wide) == 1
    width = wide.pop()
    assert [one.width / width for one in found.of(SERIES[0])] == pytest.approx([1, 0.5, 0.5, 1], abs=1e-4)
    lefts = [found.x(name) for name in ("One", "Two", "Three")]
    assert lefts[0] == EDGE
    assert all(two - one > width for one, two in pairwise(lefts))
    assert lefts[2] + width == pytest.approx(WIDTH - EDGE)
    assert [found.x(said) for said in ("5", "9 c", "4.0")] == [lefts[1]] * 3
    order = (text_of("figure-filed"), "10", "By", "60% a", "40% b", text_of("figure-marks"), "2.0", "below")
    assert [found.y(words) for words in order] == sorted(found.y(words) for words in order)
    assert found.y("40% b") + 50 < found.y(text_of("figure-marks"))


def test_a_last_small_line_stands_under_all_else_and_only_where_there_is_one() -> None:
    found = Drawn(Note("first"), Note("second"), footer="21 Nov, 12:00")
    assert found.y("Title") < found.y("first") < found.y("second") < found.y("21 Nov, 12:00") < found.height
    assert "–" not in Drawn(Note("first")).words


def test_a_long_title_takes_its_lines() -> None:
    title = "Working time until the first answer by who answered it"
    figure = picture.draw_picture(Picture(title, "1–21 Nov", (Note("below"),)))
    words = [one for one in figure.artists if isinstance(one, Text)]
    ys = [one.get_position()[1] for one in words]
    assert len(words) > 3
    assert all(two - one > 40 for one, two in pairwise(ys))
    assert " ".join(one.get_text() for one in words[:-2]) == title
