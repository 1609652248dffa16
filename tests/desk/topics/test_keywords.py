"""Keywords as they are typed, and which topic a text is about by them."""

import pytest

from desk.topics import keywords
from desk.topics.keywords import KeywordsWrongError, choose_best, parse_keywords

TOPICS = [(1, ("door", "замок", "key card")), (2, ("lamp", "dark", "елка")), (3, ("doorbell",))]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Door,  KEY   card;\nзамок,door,,", ("door", "key card", "замок")),
        ("", ()),
        ("Ёлка", ("елка",)),
    ],
)
def test_they_are_typed_between_commas_or_lines(said: str, found: tuple[str, ...]) -> None:
    assert parse_keywords(said) == found


@pytest.mark.parametrize("said", ["x" * 41, "...", "door, !!", ",".join(f"w{n}" for n in range(51))])
def test_too_long_too_many_and_wordless_ones_are_refused(said: str) -> None:
    with pytest.raises(KeywordsWrongError):
        parse_keywords(said)
    assert parse_keywords("x" * 40)
    assert len(parse_keywords(",".join(f"w{n}" for n in range(50)))) == 50


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The DOORS are shut", (1, ["door"])),
        ("An outdoor lamp", (2, ["lamp"])),
        ("Замка́ нет, замок сломан", (1, ["замок"])),
        ("key\n card lost", (1, ["key card"])),
        ("ёлка горит", (2, ["елка"])),
        ("lamp by the door, and dark", (2, ["lamp", "dark"])),
        ("the doorbell", (3, ["doorbell"])),
        ("dark door", None),
        ("nothing at all", None),
        ("", None),
    ],
)
def test_most_words_win_then_longer_ones_and_what_is_alike_is_no_guess(
    text: str, found: tuple[int, list[str]] | None
) -> None:
    assert choose_best(text, TOPICS) == found


def test_the_beginning_of_another_that_was_found_says_nothing_more() -> None:
    assert keywords.find_in("the doors open", ["door", "doors"]) == ["doors"]
    assert choose_best("anything", []) is None
