"""A topic's questions as they are typed."""

import pytest

from desk.topics.questions import QuestionWrongError, merge_questions, parse_questions, write_questions


def test_a_question_a_line_each_with_its_key() -> None:
    said = parse_questions("Place:  Which\troom?\n\nкогда: С какого времени: точно?")
    assert said == {"place": "Which room?", "когда": "С какого времени: точно?"}


@pytest.mark.parametrize(
    "said",
    [
        "Which room?", "place:", ": Which?", "a place: Which?", "p: " + "x" * 201, "x" * 21 + ": What?",
        "\N{ZERO WIDTH SPACE}: What?",
    ],
)  # fmt: skip
def test_anything_else_is_refused(said: str) -> None:
    with pytest.raises(QuestionWrongError):
        parse_questions(said)


def test_texts_of_other_languages_stay_and_a_question_without_any_goes() -> None:
    stored = [{"key": "place", "text": {"en": "Where?", "ru": "Где?"}}, {"key": "when", "text": {"en": "When?"}}]
    new = merge_questions(stored, "en", parse_questions("place: Which room?\ndevice: Which?"))
    assert new == [
        {"key": "place", "text": {"ru": "Где?", "en": "Which room?"}},
        {"key": "device", "text": {"en": "Which?"}},
    ]
    assert write_questions(new, "en") == "place: Which room?\ndevice: Which?"
