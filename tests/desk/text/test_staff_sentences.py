"""The few whole lines of an agent that are for the desk: all others are for whom they are said to."""

from pathlib import Path

import pytest

from desk.policy import Verb
from desk.text.staff_sentences import LISTS, VERBS, WORDS, StaffMeaning, hear_staff, read_number

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference.md"
_ANSWERS = """Done|готово|on it|беру|решено|mine to fix|взял в работу|ждём ответа поставщика|close it|take it|hold it|ok
    not us|he is rude|give it to Ivan|ой, не туда|resolve it now please|@ivan take|undo the screws|#12 is yours|12"""


@pytest.mark.parametrize("meaning", StaffMeaning)
def test_each_is_said_by_a_few_exact_words_which_the_reference_lists(meaning: StaffMeaning) -> None:
    said = WORDS[meaning].split("|")
    assert [hear_staff(f" {one.upper()}. ") for one in said] == [meaning] * len(said)
    assert len(said) <= (2 if meaning in LISTS else 4)
    page = _PAGE.read_text("utf-8")
    assert [one for one in said if f"`{one}`" not in page] == []


def test_verbs_are_those_of_the_desk_and_all_else_is_an_answer() -> None:
    assert {meaning.value for meaning in VERBS} <= {verb.value for verb in Verb}
    said = [line.strip() for line in _ANSWERS.replace("\n", "|").split("|")]
    assert {line: heard for line in said if (heard := hear_staff(line)) is not None} == {}


@pytest.mark.parametrize(("said", "number"), [("#12", 12), (" № 7 ", 7), ("12", None), ("#12 mine", None)])
def test_a_ticket_is_named_by_its_number_alone(said: str, number: int | None) -> None:
    assert read_number(said) == number
