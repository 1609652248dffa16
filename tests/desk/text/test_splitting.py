"""Long texts are cut where a reader would pause, counted as Telegram counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import Entity, RichText, count_units
from desk.text.splitting import split_text

_TEXT = st.lists(st.sampled_from([*"ab .!?\n", "😀", "👍🏽", "👨‍👩‍👧", "e\u0301", "🇩🇪"]), max_size=120).map("".join)


@given(_TEXT, st.integers(40, 60))
def test_the_parts_are_the_text_and_fit(text: str, limit: int) -> None:
    parts = split_text(RichText(text), limit)
    assert "".join(part.text for part in parts) == text
    assert all(count_units(part.text) <= limit for part in parts)
    assert all(part.text for part in parts) or not text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("one two.\n\nthree four. five\nsix seven", "one two.\n\n"),
        ("one two three\nfour five six seven", "one two three\n"),
        ("One two thr. Four five six seven eight", "One two thr. "),
        ("onetwothree fourfivesixseveneight", "onetwothree "),
        ("onetwothreefourfivesixseveneight", "onetwothreefourfives"),
    ],
)
def test_a_paragraph_a_line_a_sentence_a_word(text: str, first: str) -> None:
    assert split_text(RichText(text), 20)[0].text == first


@pytest.mark.parametrize("character", ["😀", "👍🏽", "👨‍👩‍👧", "❤️", "🏳️‍🌈", "e\u0301\u0323"])
def test_nothing_that_people_see_as_one_character_is_cut(character: str) -> None:
    whole = character * 30
    for part in split_text(RichText(whole), 50):
        assert len(part.text) % len(character) == 0


def test_entities_go_with_their_part() -> None:
    words = RichText("x" * 30, (Entity("pre", 0, 30, (("language", "python"),)),))
    assert [part.entities for part in split_text(words, 20)] == [
        (Entity("pre", 0, 20, (("language", "python"),)),),
        (Entity("pre", 0, 10, (("language", "python"),)),),
    ]
