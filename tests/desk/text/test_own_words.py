"""What of a text its writer says themselves."""

import pytest

from desk.text import RichText, hear
from desk.text.own_words import hide_quoted, read_own_words

QUOTED = ("«{}»", '"{}"', "“{}”", "„{}“", "»{}«", "'{}'", "> {}", "Kim: «{}»", "«{}\n»", '"Is it?" - "{}"')
BLOCK = [{"type": "expandable_blockquote", "offset": 0, "length": 3}]


@pytest.mark.parametrize("frame", QUOTED)
@pytest.mark.parametrize("said", ["yes", "it does not work", "never mind", "thanks", "5"])
def test_what_is_quoted_means_nothing(frame: str, said: str) -> None:
    assert hear(said).readings or hear(said).denies or said == "5"
    heard = hear(frame.format(said))
    assert not (heard.readings or heard.denies or heard.refutes or heard.is_blank)
    assert said not in hide_quoted(frame.format(said))


@pytest.mark.parametrize(
    ("words", "author", "own"),
    [
        (RichText("yes"), None, "yes"),
        (RichText("yes"), "Ben", ""),
        (RichText.load("yes", BLOCK), None, ""),
        (RichText.load("yes no", BLOCK), None, " ꙮ  no"),
        (RichText("don't say it's «broken»"), None, "don't say it's «broken»"),
    ],
)
def test_whose_words_a_text_is(words: RichText, author: str | None, own: str) -> None:
    assert read_own_words(words, author) == own
