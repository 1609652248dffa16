"""A picture for a chat: nothing over another or outside, whatever it holds; how it looks is looked at by people."""

import io
import struct
from itertools import combinations
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

import pytest
from PIL import Image

from desk.charts.pictures import (
    Bar,
    Bars,
    Block,
    Cell,
    Goal,
    Heat,
    HeatCell,
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
from reports.drawing.page import BODY, EDGE, HIGHEST, INNER, WIDTH, render_png, render_svg
from reports.drawing.typeface import Face, fit_text, keep_drawable, measure_width, wrap_text

HOSTILE = "<b>$x^2_{$</b>\n\x00\u202eהיא \U0001f642&amp;]]>" + "щ" * 4096
LONG = "Александра-Виктория Константинопольская-Задунайская Ш."
DAYS = tuple(f"{day} ноября" for day in range(1, 31))
CELL = HeatCell(2.0, "2,0", closed=True)
BLOCKS: tuple[Block, ...] = (
    Tiles((Tile("Заявки", "1 248", "▲ 12 %", Mood.GOOD), Tile("Доля", "–"), Tile(HOSTILE, HOSTILE, HOSTILE))),
    Plot("По дням", DAYS, (Series("a", (1.5e12, *[None] * 29)), Series(HOSTILE, (0.0,) * 30)), lambda n: f"{n:,.0f}"),
    Plot(HOSTILE, ("1", "2", "3"), (Series("a", (60.0, None, 3.0)),), lambda n: f"<{n:g}>", lines=True,
         goals=(Goal("срочный", 90.0, "полторы минуты"), Goal("обычный", 900.0, "пятнадцать минут"))),
    Plot("", (), (Series("a", ()),), str),
    Bars(HOSTILE, (*(Bar(f"{n} {LONG}", float(n), f"{n} · 0") for n in range(40)), Bar(HOSTILE, None, HOSTILE),
                   Bar("Анна", 4.0, "4", goal=Goal("x", 2.0, HOSTILE), second=1.0)), HOSTILE, (HOSTILE, "b")),
    Heat("Часы", ("пн", "вт"), tuple(f"{at:02}" for at in range(24)), ((CELL,) * 24,) * 2, ("2", "4 000"), HOSTILE,
         str),
    Table((HOSTILE, LONG, "C", "D"), (
        TableRow(HOSTILE, (Cell(1.0, HOSTILE), Cell(None, "–"), Cell(0.0, "0"), Cell())),
        TableRow("Кто", (Cell(lines=(HOSTILE, LONG)), Cell(lines=("–",)), Cell(), Cell(lines=("3 Анна",)))),
    )),
    Table((), ()), Bars("", ()), Tiles(()), Note(HOSTILE), Note(""),
)  # fmt: skip


class Words(NamedTuple):
    """A line of text and where it stands."""

    text: str
    left: float
    right: float
    y: float
    kind: str


def _words(parent: Element, left: float, top: float, width: float) -> list[Words]:
    found = []
    for one in parent:
        if one.tag.endswith("svg") and "x" in one.attrib:
            x, y, wide = (float(one.attrib[name]) for name in ("x", "y", "width"))
            found += _words(one, left + x, top + y, wide)
        elif one.tag.endswith("text") and "wide-only" not in one.attrib["class"]:
            at, text = one.attrib["x"], keep_drawable("".join(one.itertext()))
            x = left + (float(at[:-1]) * width / 100 if at.endswith("%") else float(at))
            face = Face(float(one.get("font-size", "12")), one.get("font-weight") == "bold")
            wide = measure_width(text, face)
            x -= {"start": 0.0, "middle": wide / 2, "end": wide}[one.attrib["text-anchor"]]
            found.append(Words(text, x, x + wide, top + float(one.attrib["y"]), one.attrib["class"]))
    return found


def words(*blocks: Block, title: str = "") -> list[Words]:
    """The lines of a picture, from its upper left corner."""
    whole = fromstring(render_svg(Picture(title, "", blocks), "ru"))  # noqa: S314 - our own
    return _words(whole, 0.0, 0.0, WIDTH)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_no_words_stand_over_others_or_outside(block: Block) -> None:
    found = [one for one in words(block, title=LONG) if one.kind != "goal-name"]
    assert all(one.left >= 0 and one.right <= WIDTH for one in found)
    apart = [(one, two) for one, two in combinations(found, 2) if abs(one.y - two.y) < 10]
    assert all(one.right <= two.left or two.right <= one.left for one, two in apart), apart


def test_a_chat_takes_it_whatever_it_holds() -> None:
    made = render_png(Picture(HOSTILE, HOSTILE, BLOCKS, HOSTILE), "en")
    width, height = struct.unpack(">II", made[16:24])
    assert (made[:4], width) == (b"\x89PNG", 1080)
    assert WIDTH < height <= 3 * HIGHEST
    assert width + height <= 10_000
    assert len(made) < 5_000_000
    short = Picture("Объём", "", (Note("слова"),))
    assert render_png(short, "ru") == render_png(short, "ru")
    assert render_png(short, "ru") != render_png(Picture("Объём", "", (Note("слово"),)), "ru")


def test_a_number_keeps_its_line_and_its_mood() -> None:
    tiles = Tiles((Tile(LONG, "1", "▲ 1", Mood.GOOD), Tile("b", "2", "▼ 1", Mood.BAD), Tile("c", "3", "= 1")))
    found = {one.text: one for one in words(tiles)}
    assert found["1"].y == found["2"].y < found["3"].y
    assert found["1"].left == found["3"].left < found["2"].left
    assert [found[change].kind for change in ("▲ 1", "▼ 1", "= 1")] == ["good", "bad", "muted"]


def test_names_are_whole_and_days_under_a_title_are_not_torn_apart() -> None:
    """People are told apart by how their names end."""
    name = [one.text for one in words(Bars("", (Bar(LONG, 1.0, "14 · 0 · 0"),)))]
    assert " ".join(line for line in name if "14" not in line and line != "–") == LONG
    days = "22 окт. – 20 ноя. · до этого: 22 сен. – 21 окт. до 09:00"
    svg = render_svg(Picture("", days, ()), "ru")
    assert all(f">{line}</text>" in svg for line in days.split(" · "))


@pytest.mark.parametrize(
    ("said", "shown"),
    [("Анна <b>$x$</b>", "Анна <b>$x$</b>"), ("a\nb \U0001f642", "a b"), ("\u2068\u2069 \u202e\x00", "–"), ("", "–")],
)
def test_only_what_has_glyphs_is_drawn(said: str, shown: str) -> None:
    assert keep_drawable(said) == shown


def test_a_line_is_cut_or_broken_where_it_no_longer_fits() -> None:
    face = Face(13)
    assert fit_text("коротко", face, 160) == "коротко"
    cut = fit_text("щ" * 100, face, 160)
    assert cut.endswith("щ…")
    assert measure_width(cut, face) <= 160 < measure_width("щ" + cut, face)
    lines = wrap_text("Константин Константинопольский-Задунайский", Face(20, bold=True), INNER, 3)
    assert lines == ["Константин", "Константинопольский-", "Задунайский"]
    assert "".join(wrap_text("щ" * 60, face, 160, 9)) == "щ" * 60
    assert wrap_text("щ" * 3, face, 1, 9) == ["щ", "щ", "щ"], "never without an end"
    assert wrap_text("раз два три", face, 30, 2) == ["раз", "дв…"]
    assert measure_width("\u2068Анна\u2069", face) == measure_width("Анна", face)


def test_a_name_from_right_to_left_turns_nothing_behind_it() -> None:
    end = EDGE + measure_width("רחל", BODY) - 1

    def shown(said: str) -> bytes:
        made = Image.open(io.BytesIO(render_png(Picture("", "", (Note(said),)), "en")))
        return made.crop((0, 0, round(3 * end), made.height)).tobytes()

    assert shown("רחל") == shown("\u2068רחל\u2069: 40 %") != shown("רחל: 40 %")
