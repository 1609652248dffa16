"""What is typed into the field for an answer: Markdown where there is any, else the very characters."""

import pytest

from desk.text import Entity, RichText
from desk.text.markdown.reader import parse_markdown
from web.features.ticket.typed_answer import format_field_text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ask **somebody** now", RichText("Ask somebody now", (Entity("bold", 4, 8),))),
        (r"Ask \*\*somebody\*\*", RichText("Ask **somebody**")),
        ("* 5 * 3 = 15\n* a_b_c\n\n\n  C:\\temp", None),
        ("1. first\n2. second\n# not a heading", None),
        ("", None),
    ],
)
def test_markup_is_formatting_and_text_without_it_stays_as_it_was_typed(typed: str, meant: RichText | None) -> None:
    assert parse_markdown(RichText(typed)) == (meant or RichText(typed))


@pytest.mark.parametrize(
    "words",
    [
        RichText("Plain, 5 * 3"),
        RichText("It says **stop** there"),
        RichText("Ask Ben", (Entity("bold", 4, 3),)),
        RichText("Here", (Entity("text_link", 0, 4, (("url", "https://example.com/a_b"),)),)),
    ],
)
def test_a_text_kept_ready_comes_out_of_the_field_as_it_went_in(words: RichText) -> None:
    assert parse_markdown(RichText(format_field_text(words))) == words
