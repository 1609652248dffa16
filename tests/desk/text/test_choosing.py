"""Which of several requests words name: by number, place or whose it is; both, none, a new one."""

import pytest

from desk.text.choosing import Option, Special, choose

OPTIONS = (Option(41, "Olga", "The printer"), Option(57, "Ivan", "The lift"))


@pytest.mark.parametrize(
    ("said", "places", "special"),
    [
        ("#57", (1,), None),
        ("57", (1,), None),
        ("2", (1,), None),
        ("#99", None, None),
        ("#41 and #57", None, None),
        ("the second one", (1,), None),
        ("последняя", (1,), None),
        ("the fourth one", None, None),
        ("the other one", None, None),
        ("Olga's", (0,), None),
        ("the one with Ivan", (1,), None),
        ("Olga or Ivan", None, None),
        ("Boris", None, None),
        ("both", (0, 1), Special.ALL),
        ("никуда", (), Special.NOWHERE),
        ("a new one", (), Special.NEW),
        ("not the first", None, None),
    ],
)
def test_words_name_one_or_nothing(said: str, places: tuple[int, ...] | None, special: Special | None) -> None:
    chosen = choose(OPTIONS, said)
    assert (chosen and chosen.places, chosen and chosen.special) == (places, special)


@pytest.mark.parametrize(
    ("said", "places"), [("57", None), ("#57 is urgent", (1,)), ("both", None), ("the second one please", (1,))]
)
def test_unasked_a_number_needs_its_mark(said: str, places: tuple[int, ...] | None) -> None:
    chosen = choose(OPTIONS, said, is_asked=False)
    assert (chosen and chosen.places) == places


def test_the_other_of_two_is_the_one_that_was_not_chosen_before() -> None:
    chosen = choose(OPTIONS, "the other one", now=0)
    assert chosen is not None and chosen.places == (1,)
