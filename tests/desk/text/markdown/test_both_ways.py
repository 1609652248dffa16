"""What is typed on one side is what the other side shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import Entity, RichText, count_units
from desk.text.markdown import reader, writer

_CHARACTERS = st.lists(
    st.sampled_from([*"ab1 \n\\`*_~[]()<>&#-+=.!|:/\"'@ \t", "https://a.b/c_d_e", "Ж", "😀", "\u200b", "«", "a b"]),
    max_size=40,
).map("".join)


@given(_CHARACTERS)
def test_typed_characters_are_shown(text: str) -> None:
    assert reader.strip_markdown(writer.escape_markdown(text)) == text


@st.composite
def _words(draw: st.DrawFn) -> RichText:
    text = draw(_CHARACTERS)
    entities = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, count_units(text)))
        length = draw(st.integers(1, 12))
        kind = draw(st.sampled_from(["bold", "italic", "strikethrough", "code", "text_link", "spoiler"]))
        extra = (("url", draw(st.sampled_from(["https://x.y/(a)?b=c_d", "tg://user?id=1"]))),)
        entities.append(
            Entity(kind, start, min(length, count_units(text) - start), extra if kind == "text_link" else ())
        )
    return RichText(text, tuple(e for e in entities if e.length > 0))


@given(_words())
def test_formatting_never_changes_the_characters(words: RichText) -> None:
    assert reader.strip_markdown(writer.write_markdown(words)) == words.text
    assert reader.strip_markdown(writer.write_common_markdown(words)) == words.text


def test_tags_and_entities_stay_characters_in_other_programs() -> None:
    words = RichText("a<b <i> &lt; &x\n<c>", (Entity("code", 0, 3), Entity("pre", 16, 3)))
    assert writer.write_common_markdown(words) == "`a<b` \\<i> \\&lt; &x\n```\n<c>\n```"


@given(_words())
def test_a_quoted_text_starts_no_line_of_its_own(words: RichText) -> None:
    written = f"**Anna:** {writer.quote_further_lines(writer.write_markdown(words))}"
    assert all(line.startswith(">") for line in written.split("\n")[1:])


@given(st.text(max_size=60))
def test_reading_anything_is_harmless(text: str) -> None:
    words = reader.read_markdown(text)
    assert all(e.offset >= 0 and e.length > 0 for e in words.entities)
    assert all(e.offset + e.length <= count_units(words.text) for e in words.entities)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("<b>x</b> & _y_ *z* [a](b)", r"<b>x</b> & \_y\_ \*z\* \[a\](b)"),
        ("# no heading", r"\# no heading"),
        ("- item", r"\- item"),
        ("1. first", r"1\. first"),
        ("> quote", r"\> quote"),
        ("snake_case stays", "snake_case stays"),
        ("_so_", r"\_so\_"),
        ("---", r"\---"),
        ("https://a.b/c_d_", "https://a.b/c_d_"),
    ],
)
def test_what_is_escaped(typed: str, written: str) -> None:
    assert writer.escape_markdown(typed) == written


@pytest.mark.parametrize(
    ("on_board", "text", "entities"),
    [
        ("*z*", "z", [("italic", 0, 1)]),
        ("**bold** and _it_", "bold and it", [("bold", 0, 4), ("italic", 9, 2)]),
        ("***both***", "both", [("bold", 0, 4), ("italic", 0, 4)]),
        ("[a](b)", "[a](b)", []),
        ("[a](https://b.c)", "a", [("text_link", 0, 1)]),
        ("[Olga](todoist-mention://12) look", "Olga look", []),
        ("<b>x</b> &amp; y", "<b>x</b> &amp; y", []),
        ("`a*b*`", "a*b*", [("code", 0, 4)]),
        ("```py\nx = 1\n```", "x = 1", [("pre", 0, 5)]),
        ("so\n```\nx = 1\n```\n> said", "so\nx = 1\nsaid", [("pre", 3, 5), ("blockquote", 9, 4)]),
        ("> said\n> so\nwell", "said\nso\nwell", [("blockquote", 0, 7)]),
        ("2 * 3 * 4", "2 * 3 * 4", []),
        ("file_name_x", "file_name_x", []),
        ("~~gone~~", "gone", [("strikethrough", 0, 4)]),
        (r"\*not\*", "*not*", []),
    ],
)
def test_what_the_board_shows(on_board: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    words = reader.read_markdown(on_board)
    assert words.text == text
    assert sorted((e.type, e.offset, e.length) for e in words.entities) == sorted(entities)


def test_formatting_is_kept_both_ways() -> None:
    words = RichText(
        "see this link now", (Entity("bold", 0, 3), Entity("text_link", 9, 4, (("url", "https://x.y/z"),)))
    )
    assert writer.write_markdown(words) == "**see** this [link](https://x.y/z) now"
    assert reader.read_markdown(writer.write_markdown(words)) == words
