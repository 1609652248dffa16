"""What is missing from a request: said of anything, or of something; and what a whole answer is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import hear
from desk.text.vague_request import is_vague

_NOTHING = """
не работает|Не работает!!!|ничего не работает|помогите|Помогите, пожалуйста|Здравствуйте|Добрый день! Не работает.
у меня проблема|есть вопрос|Срочно нужна помощь|всё сломалось|опять не работает|он не работает|ошибка|???|!
help|HELP ME PLEASE|it does not work|It doesn’t work|hello, it's broken|I have a question|nothing works|please help asap
something is wrong|не рабОтает\nпомогите|ВСЁ СЛОМАЛОСЬ
"""
_SOMETHING = """
принтер не работает|не работает интернет|не могу войти|помогите с паролем|не работает 205|ошибка 404|wifi is broken
the printer does not work|help with my password|it does not work in Chrome|не работает в зале|спасибо|ok|👍|да
не работает не работает не работает не работает не работает|https://example.com|<b>|🖨|не работает сайт|
"""


@pytest.mark.parametrize("text", _NOTHING.replace("\\n", "\n").strip().replace("\n", "|").split("|"))
def test_what_could_be_said_of_anything(text: str) -> None:
    assert is_vague(text)


@pytest.mark.parametrize("text", _SOMETHING.strip().replace("\n", "|").split("|"))
def test_one_word_of_its_own_is_enough(text: str) -> None:
    assert not is_vague(text)


def test_length_alone_says_something() -> None:
    assert is_vague("не " * 8)
    assert not is_vague("не " * 9)
    assert is_vague("help" + " " * 74 + "me")
    assert not is_vague("help" + "!" * 77)


@given(st.text(max_size=120))
def test_any_words_can_be_looked_at(text: str) -> None:
    assert not (is_vague(text) and hear(text).is_small_talk)


_WHOLE_ANSWERS = [("да", True), ("Yes!", True), ("ok, да", True), ("thanks", False), ("спасибо, да", False)]


@pytest.mark.parametrize(("text", "yes"), [*_WHOLE_ANSWERS, ("no", False), ("", False), ("👍", True)])
def test_agreement_is_an_answer_and_thanks_are_none(text: str, yes: bool) -> None:
    assert hear(text).is_yes is yes
