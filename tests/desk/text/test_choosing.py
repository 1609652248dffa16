"""Which of several requests words name: by number, place or whose it is; both, none, a new one."""

import pytest

from desk.text.choice_in_words import Option, Special, choose, is_asked_after, take_off_thing

OPTIONS = (Option(41, "Olga", "The printer"), Option(57, "Ivan", "The lift"))


NAMED: dict[str, tuple[int, ...] | None] = {
    "#57": (1,), "57": (1,), "2": (1,), "#99": None, "#41 and #57": None, "the second one": (1,), "последняя": (1,),
    "the fourth one": None, "the other one": None, "Olga's": (0,), "the one with Ivan": (1,), "Olga or Ivan": None,
    "Boris": None, "both": (0, 1), "никуда": (), "a new one": (), "not the first": None,
}  # fmt: skip
SPECIAL = {"both": Special.ALL, "никуда": Special.NOWHERE, "a new one": Special.NEW}


@pytest.mark.parametrize("said", NAMED)
def test_words_name_one_or_nothing(said: str) -> None:
    chosen = choose(OPTIONS, said)
    assert (chosen and chosen.places, chosen and chosen.special) == (NAMED[said], SPECIAL.get(said))


@pytest.mark.parametrize(
    ("said", "places"), [("57", None), ("#57 is urgent", (1,)), ("both", None), ("the second one please", (1,))]
)
def test_unasked_a_number_needs_its_mark(said: str, places: tuple[int, ...] | None) -> None:
    chosen = choose(OPTIONS, said, is_asked=False)
    assert (chosen and chosen.places) == places


def test_the_other_of_two_is_the_one_that_was_not_chosen_before() -> None:
    chosen = choose(OPTIONS, "the other one", now=0)
    assert chosen is not None and chosen.places == (1,)


ASKS = {
    "что с календарём?": True, "А что там с календарём?": True, "как там календарь?": True, "что по календарю?": True,
    "есть новости по календарю?": True, "What about the calendar?": True, "any news on the calendar?": True,
    "how is the calendar?": True, "what about the badges?": False, "что с бейджами?": False,
    "что с календарём": False, "календарь не открывается, что делать?": False, "что?": False,
    "что с календарём и бейджами?": False,
}  # fmt: skip


@pytest.mark.parametrize("said", ASKS)
def test_one_asks_how_a_request_stands_by_its_subject(said: str) -> None:
    assert is_asked_after(said, "Календарь не открывается, calendar") is ASKS[said]


THINGS = {
    "the screen is ok": "it is ok", "горит, спасибо": "работает, спасибо", "it locks now": "it works now",
    "лампа опять не горит": "опять не горит", "screen works": "works", "the screens of room 3": "of room 3",
}  # fmt: skip


@pytest.mark.parametrize("said", THINGS)
def test_what_was_asked_for_is_it_and_works_if_it_did_not(said: str) -> None:
    assert take_off_thing(said, "the screen, не горит лампа, the door does not lock") == THINGS[said]
