"""What a round trip through the board keeps it keeps for ever; what was typed in Telegram comes back as typed.

`make properties` runs each of these with 10,000 examples.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.text import Entity, RichText, count_units
from desk.text.markdown import reader, writer

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "300"))
pytestmark = [pytest.mark.limit(120 + EXAMPLES)]
_THOROUGH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_PIECES = [
    *"ab1 \n\n\\`*_~[]()<>&#-+=.!|:/\"'@ \t",
    "https://a.b/c_d_e",
    "Ж",
    "😀",
    "👨‍👩‍👧",
    "\u200b",
    "«",
    "1. ",
    "> ",
    "```",
]
_CHARACTERS = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
_SAID = frozenset({"bold", "italic", "strikethrough", "code", "text_link", "pre", "blockquote"})
_ONLY_SHOWN = {  # kinds Markdown has no word for: their characters are all that the board can show
    "underline": (),
    "spoiler": (),
    "mention": (),
    "text_mention": (("user", "{'id': 1}"),),
    "custom_emoji": (("custom_emoji_id", "5368324170671202286"),),
    "date_time": (("date_time_format", "wDT"), ("unix_time", 1647531900)),
}
_ADDRESSES = ("https://x.y/(a)?b=c_d", "http://x.y/*z*", "tg://user?id=1")
_KINDS = [*sorted(_SAID), "expandable_blockquote", *_ONLY_SHOWN]


def _extra(draw: st.DrawFn, kind: str) -> tuple[tuple[str, object], ...]:
    if kind == "text_link":
        return (("url", draw(st.sampled_from(_ADDRESSES))),)
    if kind == "pre":
        return draw(st.sampled_from([(), (("language", "python"),), (("language", "no such `"),)]))
    return _ONLY_SHOWN.get(kind, ())


@st.composite
def anything(draw: st.DrawFn) -> RichText:
    """Any characters with any entities over them, as a modified client could send them."""
    text = draw(_CHARACTERS)
    entities = []
    for _ in range(draw(st.integers(0, 5))):
        start, kind = draw(st.integers(0, count_units(text))), draw(st.sampled_from(_KINDS))
        length = min(draw(st.integers(1, 20)), count_units(text) - start)
        entities.append(Entity(kind, start, length, _extra(draw, kind)))
    return RichText(text, tuple(e for e in entities if e.length > 0))


_WORD = st.text(st.sampled_from([*"abЖ1.,!*_`[]~>#-\\", "😀"]), min_size=1, max_size=6)
_INLINE = ("bold", "italic", "strikethrough", "code", "text_link", *_ONLY_SHOWN)


@st.composite
def _line(draw: st.DrawFn) -> RichText:
    """Words with blanks between them; some formatted, once or in one another, as Telegram's own apps do it."""
    line = RichText()
    for index in range(draw(st.integers(1, 5))):
        word = RichText(draw(_WORD))
        kinds = draw(st.lists(st.sampled_from(_INLINE), max_size=3, unique=True))
        for kind in kinds[:1] if "code" in kinds else kinds:
            word = word.with_style(kind, **dict(_extra(draw, kind)))
        line = line + (" " if index else "") + word
    return line


@st.composite
def typed(draw: st.DrawFn) -> RichText:
    """A message as people make them: lines, some in a quote, code blocks on lines of their own."""
    text = RichText()
    for index in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["line", "line", "blockquote", "pre"]))
        if kind == "pre":
            block = RichText(draw(st.text(st.sampled_from([*"ab `*\n~_"]), min_size=1, max_size=12)))
            block = block.with_style("pre", **draw(st.sampled_from([{}, {"language": "python"}])))
        else:
            block = draw(_line())
            while kind == "blockquote" and draw(st.booleans()):
                block = block + "\n" + draw(_line())
            block = block.with_style("blockquote") if kind == "blockquote" else block
        text = text + ("\n\n" if index else "") + block
    return text


def round_trip(words: RichText) -> RichText:
    """To the board and back."""
    return reader.read_markdown(writer.write_markdown(words))


def styles(words: RichText, said: frozenset[str] = _SAID) -> list[tuple[str, frozenset[object]]]:
    """Every character that can be seen with what it is formatted with, as far as Markdown has a word for it."""
    found, at = [], 0
    for char in words.text:
        over = [e for e in words.entities if e.offset <= at < e.offset + e.length and e.type in said]
        kinds = frozenset((e.type, _told(e)) for e in over if e.type != "text_link" or "http" in _told(e))
        at += count_units(char)
        if not char.isspace():
            found.append((char, kinds))
    return found


def _told(entity: Entity) -> str:
    """What it says besides its kind; in an address round brackets and what stands for them are the same."""
    return ",".join(f"{value}" for _, value in entity.extra).replace("%28", "(").replace("%29", ")")


@_THOROUGH
@given(anything())
def test_what_survives_one_round_trip_survives_always(words: RichText) -> None:
    once = round_trip(words)
    assert round_trip(once) == once


@_THOROUGH
@given(anything())
def test_a_round_trip_changes_no_character_outside_code_blocks(words: RichText) -> None:
    if not any(e.type == "pre" for e in words.entities):
        assert round_trip(words).text == words.text


@_THOROUGH
@given(anything())
def test_nothing_is_formatted_that_was_not(words: RichText) -> None:
    if not any(e.type == "pre" for e in words.entities):
        had = {(e.type if e.type != "expandable_blockquote" else "blockquote") for e in words.entities}
        assert {e.type for e in round_trip(words).entities} <= had


@_THOROUGH
@given(typed())
def test_what_was_typed_in_telegram_comes_back_as_typed(words: RichText) -> None:
    back = round_trip(words)
    assert back.text == words.text
    assert styles(back) == styles(words)


@_THOROUGH
@given(_CHARACTERS)
def test_what_the_board_shows_comes_back_to_it_as_it_was(markdown: str) -> None:
    once = round_trip(reader.read_markdown(markdown))
    assert round_trip(once) == once


@pytest.mark.parametrize(
    ("kind", "extra", "written"),
    [
        ("bold", {}, "**so**"),
        ("italic", {}, "*so*"),
        ("strikethrough", {}, "~~so~~"),
        ("code", {}, "`so`"),
        ("text_link", {"url": "https://x.y/z"}, "[so](https://x.y/z)"),
        ("text_link", {"url": 'https://x.y/(<">)\\z'}, "[so](https://x.y/%28%3C%22%3E%29%5Cz)"),
        ("pre", {}, "```\nso\n```"),
        ("pre", {"language": "python"}, "```python\nso\n```"),
        ("blockquote", {}, "> so"),
        ("expandable_blockquote", {}, "> so"),
        ("underline", {}, "so"),
        ("spoiler", {}, "so"),
        ("mention", {}, "so"),
        ("text_mention", {"user": {"id": 5}}, "so"),
        ("custom_emoji", {"custom_emoji_id": "5"}, "so"),
        ("date_time", {"unix_time": 1647531900}, "so"),
        ("text_link", {"url": "tg://user?id=5"}, "so"),
    ],
)
def test_how_each_kind_is_said_on_the_board(kind: str, extra: dict[str, object], written: str) -> None:
    assert writer.write_markdown(RichText("so").with_style(kind, **extra)) == written


def test_a_quote_inside_a_comment_is_a_quote_within_the_persons_own() -> None:
    words = RichText("he said\nno way", ()).with_style("blockquote") + "\nand left"
    assert writer.quote_further_lines(writer.write_markdown(words)) == "\n> > he said\n> > no way\n> and left"


def test_formatting_over_several_lines_is_one_stretch_again() -> None:
    words = RichText("one\ntwo").with_style("bold")
    assert writer.write_markdown(words) == "**one**\n**two**"
    assert round_trip(words) == words


def test_where_markdown_cannot_say_all_it_says_what_it_can() -> None:
    words = RichText("a(b)c d", (Entity("bold", 1, 3), Entity("italic", 6, 1)))
    assert writer.write_markdown(words) == "a(b)c *d*"
