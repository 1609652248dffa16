"""Pictures as pictures: their size, what fits in them, what cannot be drawn. How they look is looked at by people."""

import io
import struct
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desk.charts.pictures import (
    Bar,
    Bars,
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
from reports.drawing import bars, picture, table
from reports.drawing.canvas import fit_text, keep_drawable, measure_width, save_sheet, wrap_text
from reports.drawing.picture import choose_ticks
from reports.drawing.theme import BODY, EDGE, TITLE, WIDTH, Face

BODY_TYPE = Face(BODY)
LONG_NAME = "Александра-Виктория Константинопольская Ш."
HOSTILE = "<b>$x^2_{$</b>\n\u202eהיא \U0001f642" + "щ" * 4096
WHOLE = Picture(
    "Объём",
    "15–21 ноября",
    (
        Tiles((Tile("Заявки", "1 248", "▲ 12 %", Mood.GOOD), Tile("Доля", "–"), Tile(HOSTILE, HOSTILE, HOSTILE))),
        Plot("По дням", ("1", "2", "3"), (Series("a", (1.0, None, 3.0)), Series("b", (0.0, 0.0, 0.0))), str),
        Plot("Ответ", ("1", "2", "3", "4"), (Series("a", (60.0, None, 3.0, 5.0)),), str, is_time=True, lines=True),
        Plot("Нет", (), (Series("a", ()),), str),
        Bars("Решено", (Bar("я" * 40, 12.0, "12", "4,8 ★"), Bar(HOSTILE, None, "–")), "и ещё 3"),
        Table(
            (HOSTILE, "я" * 40, "C"),
            (
                TableRow(HOSTILE, (Cell(1.0, HOSTILE), Cell(None, "–"), Cell(0.0, "0"))),
                TableRow("Кто", (Cell(lines=(HOSTILE, "b")), Cell(lines=("–",)), Cell())),
            ),
        ),
        Table((), ()),
        Note(HOSTILE),
    ),
    HOSTILE,
)


def test_a_page_is_as_wide_as_a_phone_wants_it_whatever_it_holds() -> None:
    made = picture.render_png(WHOLE)
    assert struct.unpack(">I", made[16:20]) == (1080,)
    assert len(made) < 1_000_000


def test_the_same_page_is_the_same_picture() -> None:
    short = Picture("Объём", "", (Note("слова"),))
    assert picture.render_png(short) == picture.render_png(short)


def test_what_a_chat_gets_is_what_was_drawn() -> None:
    """Point for point, as another library reads it."""
    figure = picture.draw_picture(WHOLE)
    with Image.open(io.BytesIO(save_sheet(figure))) as made:
        assert (made.format, made.mode) == ("PNG", "RGB")
        read = np.asarray(made)
    drawn = np.asarray(figure.canvas.buffer_rgba())
    assert np.array_equal(read, drawn[:, :, :3])
    assert drawn[:, :, 3].min() == 255, "nothing of it is transparent"


@pytest.mark.parametrize(
    ("words", "shown"),
    [("Анна <b>$x$</b>", "Анна <b>$x$</b>"), ("a\nb \U0001f642", "a b"), ("\U0001f642", "–"), ("", "–")],
)
def test_only_what_has_glyphs_is_drawn(words: str, shown: str) -> None:
    assert keep_drawable(words) == shown


def _note(words: str) -> Any:
    """The points of a page with this line."""
    figure = picture.draw_picture(Picture("", "", (Note(words),)))
    save_sheet(figure)
    return np.asarray(figure.canvas.buffer_rgba())


def test_what_is_kept_apart_has_its_own_direction() -> None:
    """A name that runs from right to left turns neither the number behind it nor the words."""
    long = round(measure_width("רחל", BODY_TYPE)) - 2
    said = ("רחל", "\u2068רחל\u2069: 40 %", "רחל: 40 %")
    alone, apart, bare = (_note(words)[:, EDGE : EDGE + long] for words in said)
    assert (np.array_equal(alone, apart), np.array_equal(alone, bare)) == (True, False)
    assert measure_width("\u2068Анна\u2069", BODY_TYPE) == measure_width("Анна", BODY_TYPE)
    assert keep_drawable("\u2068\u2069 \u202e") == "–"


def test_a_line_is_cut_where_it_no_longer_fits() -> None:
    assert fit_text("коротко", BODY_TYPE, 500) == "коротко"
    cut = fit_text("щ" * 100, BODY_TYPE, 500)
    assert cut.endswith("щ…")
    assert measure_width(cut, BODY_TYPE) <= 500 < measure_width("щ" + cut, BODY_TYPE)
    lines = wrap_text("раз два три четыре пять шесть семь восемь девять", BODY_TYPE, 500)
    assert " ".join(lines) == "раз два три четыре пять шесть семь восемь девять"
    assert all(measure_width(line, BODY_TYPE) <= 500 for line in lines)
    assert all(measure_width(f"{one} {two.split()[0]}", BODY_TYPE) > 500 for one, two in pairwise(lines))


def test_a_name_too_long_for_its_line_has_a_second_one() -> None:
    """Forty letters and more beside three numbers: people are told apart by how their names end."""
    short, long = (bars.measure_bars(Bars("", (Bar(name, 1.0, "14 · 0 · 0"),))) for name in ("Анна К.", LONG_NAME))
    assert 0 < long - short < short
    assert bars.measure_bars(Bars("", (Bar(HOSTILE, 1.0, "1"),))) == long


def test_a_word_too_long_for_a_line_is_broken_at_its_hyphen_else_anywhere() -> None:
    lines = wrap_text("Константин Константинопольский-Задунайский", Face(TITLE, bold=True), WIDTH - 112)
    assert lines == ["Константин", "Константинопольский-", "Задунайский"]
    assert "".join(wrap_text("щ" * 60, BODY_TYPE, 500)) == "щ" * 60
    for broken in (wrap_text("щ" * 60, BODY_TYPE, 500), wrap_text("раз " + "-" * 60, BODY_TYPE, 500)):
        assert all(measure_width(line, BODY_TYPE) <= 500 for line in broken)
    assert wrap_text("щ" * 3, BODY_TYPE, 1) == ["щ", "щ", "щ"], "never without an end"


def test_names_of_events_and_agents_side_by_side_are_whole() -> None:
    """Forty letters over a column of a third, and beside a share."""

    def high(head: str, line: str) -> int:
        return table.measure_table(Table((head, "B", "C"), (TableRow("", (Cell(lines=(line,)), Cell(), Cell())),)))

    event, agent = "Летняя школа наставников и организаторов", "29 % Анна-Мария Непомнящая-Великолукская-О"
    assert high(event, "") - high("A", "") == 3 * 48
    assert high("", agent) > high("", "29 % Анна") + 50
    assert high(HOSTILE, "") == high(event, ""), "however long it is"
    assert high("", HOSTILE) <= high("", "b") + 150


def test_days_under_a_title_are_not_torn_apart() -> None:
    days = "22 окт. – 20 ноя. · до этого: 22 сен. – 21 окт. до 09:00"
    assert picture.split_subtitle(days) == ["22 окт. – 20 ноя.", "до этого: 22 сен. – 21 окт. до 09:00"]
    assert picture.split_subtitle("22 окт. · сегодня") == ["22 окт. · сегодня"]
    assert len(picture.split_subtitle(HOSTILE)) == 2
    assert picture.split_subtitle("") == []


@pytest.mark.parametrize(
    ("numbers", "is_time", "step", "top"),
    [
        ([], False, 1, 1),
        ([0], False, 1, 1),
        ([3], False, 1, 3),
        ([60], False, 20, 60),
        ([61], False, 50, 100),
        ([0.87], False, 0.5, 1.0),
        ([1.0, 0.0], False, 1, 1),
        ([4.6], False, 2, 6),
        ([1000, 7000], True, 3600, 7200),
        ([20 * 3600], True, 8 * 3600, 86400),
        ([30 * 3600], True, 86400, 2 * 86400),
        ([90 * 86400], True, 50 * 86400, 100 * 86400),
        ([900 * 86400], True, 300 * 86400, 900 * 86400),
    ],
)
def test_ticks_are_round_and_few(numbers: list[float], is_time: bool, step: float, top: float) -> None:
    ticks = choose_ticks(numbers, is_time=is_time)
    assert (ticks[1] - ticks[0], ticks[-1]) == (step, top)


def test_a_word_wider_than_the_line_is_broken_into_letters_that_fit() -> None:
    assert wrap_text("WWW", Face(BODY), 1.0) == ["W", "W", "W"]
    assert wrap_text("WW WW", Face(BODY), measure_width("WW", Face(BODY))) == ["WW", "WW"]
