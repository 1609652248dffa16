"""What a line of the team means: to take something back, to answer the bot's question, to see how something is done."""

import pytest

from desk.text.staff_sentences import StaffMeaning, hear_staff, read_help_words

_HEARD = {
    StaffMeaning.UNDO: """undo|oops, undo that|Take it back!|wrong chat|sorry, wrong person|отмена|блин, не туда
        ой, не та заявка|удали последнее сообщение|верни ответ назад|don't send it""",
    StaffMeaning.SEND: "send it|отправить слова",
    StaffMeaning.INSIDE: "only us|как заметку|для своих",
    StaffMeaning.TALK: "me|я|he always complains|Olga need help?",
}
_FOR_REQUESTERS = (
    "cancel", "wrong cable", "the wrong person has the key", "send it to me", "вернитесь в настройки", "удали файл",
    "undo the screws", "turn off the modem", "change the language to Russian", "я приду в 15:00", "we work on it",
)  # fmt: skip


@pytest.mark.parametrize(("means", "lines"), _HEARD.items())
def test_what_is_not_for_the_requester(means: StaffMeaning, lines: str) -> None:
    said = [line.strip() for line in lines.replace("\n", "|").split("|")]
    assert [line for line in said if means not in hear_staff(line)] == []


def test_what_may_be_for_the_requester_is_none_of_these() -> None:
    assert {line: hear_staff(line) for line in _FOR_REQUESTERS if hear_staff(line)} == {}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("turn ratings off", "ratings"),
        ("can you switch the reminders off please", "reminders"),
        ("We work from 9 to 18", "hours"),
        ("мы работаем с 9 до 18 по будням", "часы"),
        ("выключи оценки", "оценки"),
        ("how do i set working hours", "working hours"),
    ],
)
def test_a_wish_leads_to_its_help(said: str, words: str) -> None:
    assert StaffMeaning.HELP in hear_staff(said)
    assert read_help_words(said) == words
