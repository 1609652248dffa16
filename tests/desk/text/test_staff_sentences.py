"""The few whole lines of an agent that are for the desk: all others are for whom they are said to."""

import re
from pathlib import Path

import pytest

from desk.acts.staff_sentences import LISTS, VERBS, WORDS, StaffMeaning, hear_staff, read_number, read_sought
from desk.i18n import LANGUAGES, say

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference.md"
_SAID: dict[str, str] = {**WORDS, **VERBS}
_ANSWERS = """Done|готово|on it|беру|решено|mine to fix|взял в работу|ждём ответа поставщика|close it|take it|hold it|ok
    not us|he is rude|give it to Ivan|ой, не туда|resolve it now please|@ivan take|undo the screws|#12 is yours|12"""


@pytest.mark.parametrize("meaning", _SAID)
def test_each_is_said_by_a_few_exact_words_which_the_reference_lists(meaning: str) -> None:
    said = _SAID[meaning].split("|")
    assert [hear_staff(f" {one.upper()}. ") for one in said] == [meaning] * len(said)
    assert len(said) <= 4
    page = _PAGE.read_text("utf-8")
    assert [one for one in said if f"`{one}`" not in page] == []
    helps = [say(language, "help-words-alone").lower() for language in LANGUAGES]
    named = [one for one in said if any(re.search(rf"[:.,] {one}([.,]| and | и )", line) for line in helps)]
    assert len(named) == (len(LANGUAGES) if meaning in LISTS - {StaffMeaning.HELP} else 0)


def test_all_else_is_an_answer() -> None:
    said = [line.strip() for line in _ANSWERS.replace("\n", "|").split("|")]
    assert {line: heard for line in said if (heard := hear_staff(line)) is not None} == {}


@pytest.mark.parametrize(
    ("said", "sought"),
    [
        ("where is Firm1x?", "Firm1x"), (" Где  проектор", "проектор"), ("where is @anna_k .", "@anna_k"),
        ("where is", ""), ("where is it\nplugged in?", ""), ("somewhere is", ""), ("гдето там", ""),
    ],
)  # fmt: skip
def test_a_place_is_asked_for_by_its_words_alone(said: str, sought: str) -> None:
    assert read_sought(said) == sought
    assert (hear_staff(said) is StaffMeaning.WHERE) == (sought != "" or said == "where is")


@pytest.mark.parametrize(("said", "heard"), [
    ("Late?", StaffMeaning.LATE), ("resolve?", None), ("undo?", None), ("Show me the queue", StaffMeaning.QUEUE),
    ("Overdue", StaffMeaning.LATE), ("what is late?", StaffMeaning.LATE), ("What is overdue", StaffMeaning.LATE),
    ("Report for last week", StaffMeaning.LAST_WEEK), ("отчет за прошлую неделю", StaffMeaning.LAST_WEEK),
    ("report for Ivan", None), ("what is wrong?", None), ("покажи очередь", StaffMeaning.QUEUE),
    ("open the door", None), ("show me the release", None),
])  # fmt: skip
def test_a_question_asks_for_a_list_and_does_nothing(said: str, heard: StaffMeaning | None) -> None:
    assert hear_staff(said) is heard


@pytest.mark.parametrize(("said", "number"), [("#12", 12), (" № 7 ", 7), ("12", None), ("#12 mine", None)])
def test_a_ticket_is_named_by_its_number_alone(said: str, number: int | None) -> None:
    assert read_number(said) == number
