"""The field in which an article's text is edited: what it shows comes back unchanged, whatever was written in Telegram.

`make properties` runs the long one with 10,000 examples.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from desk.knowledge import markdown_files
from desk.text import Entity, RichText
from desk.text.markdown import reader
from tests.desk.text.markdown.test_properties import anything, typed

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "300"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. Open\n2) Close", "1. Open\n2) Close"),
        ("• one\n  • two", "- one\n\u00a0\u00a0- two"),
        ("- no bullet, # no head", "\\- no bullet, # no head"),
        ("# no head", "\\# no head"),
        ("1\\. as typed", "1\\\\. as typed"),
        ("2024.", "2024\\."),
    ],
)
def test_a_field_reads_as_it_was_meant(text: str, shown: str) -> None:
    assert markdown_files.write_markdown(RichText(text)) == shown
    assert markdown_files.read_field(shown.replace("\n", "\r\n")).text == text


def test_what_markdown_has_no_sign_for_is_known() -> None:
    assert markdown_files.can_express(RichText("ab", (Entity("bold", 0, 1),)))
    assert not markdown_files.can_express(RichText("ab", (Entity("underline", 0, 1),)))
    assert markdown_files.can_express(RichText())


def _read(field: str) -> RichText:
    """As it is read where nothing is refused."""
    return reader.read_markdown("\n".join(markdown_files._outside_code(field.split("\n"), markdown_files._as_telegram)))


@pytest.mark.limit(120 + EXAMPLES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed())
def test_a_text_of_telegram_is_shown_the_same_again(words: RichText) -> None:
    field = markdown_files.write_markdown(words)
    again = _read(field)
    assert again.text == words.text
    assert markdown_files.write_markdown(again) == field


@pytest.mark.limit(120 + EXAMPLES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything())
def test_what_a_field_shows_settles_at_once(words: RichText) -> None:
    field = markdown_files.write_markdown(_read(markdown_files.write_markdown(words)))
    assert markdown_files.write_markdown(_read(field)) == field
