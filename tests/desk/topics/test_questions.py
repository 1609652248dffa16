"""A topic's questions as they are typed."""

import pytest

from desk.topics.questions import QuestionWrongError, add_question, parse_question


def test_a_key_a_text_and_other_languages_in_further_lines() -> None:
    said = parse_question("Place:  Which\troom?\n\nru: Какая комната?", "en")
    assert (said.key, said.text) == ("place", {"en": "Which room?", "ru": "Какая комната?"})
    assert parse_question("когда: С какого времени: точно?", "ru").text == {"ru": "С какого времени: точно?"}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Which room?",
        "place:",
        ": Which?",
        "a place: Which?",
        "ru: Что?",
        "place: Which?\nde: Wo?",
        "p: " + "x" * 201,
        "x" * 21 + ": What?",
        "\N{ZERO WIDTH SPACE}: What?",
    ],
)
def test_anything_else_is_refused(said: str) -> None:
    with pytest.raises(QuestionWrongError):
        parse_question(said, "en")


def test_one_of_the_same_key_takes_its_place_and_keeps_other_languages() -> None:
    stored = [{"key": "place", "text": {"en": "Where?", "ru": "Где?"}}, {"key": "when", "text": {"en": "When?"}}]
    new = add_question(stored, parse_question("place: Which room?", "en"))
    assert new == [{"key": "place", "text": {"en": "Which room?", "ru": "Где?"}}, stored[1]]
    assert add_question(stored, parse_question("device: Which?", "en"))[2]["key"] == "device"
