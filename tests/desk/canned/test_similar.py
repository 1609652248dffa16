"""How alike two requests are, by the stems of both."""

import pytest

from desk.canned.placeholders import renamed
from desk.canned.similar import ALIKE, answers_too
from desk.text import Entity, RichText


@pytest.mark.parametrize(
    ("asked", "held", "alike"),
    [
        ("projector green hall", "projector green hall", True),
        ("projector green hall", "hall projector green show everyth", True),
        ("door open", "window open", False),  # one word in common says nothing
        ("door", "door", False),
        ("door open", "door open", True),
        ("projector green", "projector green " + " ".join(f"word{n}" for n in range(20)), False),  # only mentions it
        ("", "door open", False),
    ],
)
def test_what_both_say_in_proportion_to_what_each_says(asked: str, held: str, alike: bool) -> None:
    assert (answers_too(dict.fromkeys(asked.split(), 1.0), held.split()) >= ALIKE) is alike


def test_common_words_count_for_less() -> None:
    assert answers_too({"open": 0.1, "door": 1.0, "work": 0.1}, ["open", "work", "lamp"]) < ALIKE
    assert answers_too({"open": 0.1, "door": 1.0, "badge": 1.0}, ["door", "badge", "lamp"]) >= ALIKE


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("Hello Rita, bye", "Hello Sam, bye"),
        ("Hello RITA K., Ritas lamp", "Hello Sam, Ritas lamp"),
        ("Margarita", "Margarita"),
    ],
)
def test_anothers_name_is_not_said(said: str, becomes: str) -> None:
    words = renamed(RichText(said, (Entity("bold", 0, len(said)),)), "Rita K.", "Sam T.")
    assert (words.text, words.entities[0].length) == (becomes, len(becomes))
