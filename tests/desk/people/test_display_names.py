"""Names in all scripts: what chooses how letters are drawn stays, what only hides or turns goes."""

import pytest

from desk.people.names import clean_person_name
from desk.text import clean_name

ALI, SRI = "علی\u200cرضا", "ශ්\u200dරී"


@pytest.mark.parametrize(
    "name", [ALI, SRI, "Dev 👩\u200d💻", "क्\u200dष", "Zoë", "Нина", "李明", "👩🏽\u200d🚀", "❤️\u200d🔥"]
)
def test_a_name_stays_as_its_bearer_writes_it(name: str) -> None:
    assert clean_person_name(name) == name
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "around",
    [
        "\u200d{}",
        "{}\u200c",
        "\u200c\u200d{}\u200d",
        "\u202e{}",
        "{}\u200f",
        "\u2067{}\u2069",
        "\u200b{}\ufeff",
        " {}\u200d ",
    ],
)
def test_joiners_at_an_end_and_direction_marks_go(around: str) -> None:
    for name in (ALI, SRI, "Nina"):
        assert clean_person_name(around.format(name)) == name


def test_doubled_joiners_are_one() -> None:
    assert clean_person_name("علی\u200c\u200cرضا") == ALI
    assert clean_person_name("A\u200d \u200dB") == "A B"
    assert clean_person_name("\u200c\u200d") == ""
    assert clean_person_name("ا" * 63 + "\u200cب") == "ا" * 63
