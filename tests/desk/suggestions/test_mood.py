"""Whether something may be offered for some words."""

import pytest

from desk.suggestions import eligibility


@pytest.mark.parametrize(
    "said",
    [
        "какой тут пароль на wi fi?",
        "My name has a typo on the diploma",
        "спасибо, а как скачать отчёт?",
        "hi, how do I reset my password",
        "при вызове api прилетает 403, что за permission надо",
        "ПДФ И CSV",
    ],
)
def test_a_calm_question_in_a_language_of_ours(said: str) -> None:
    assert eligibility.can_offer(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "👍",
        "привет",
        "thanks a lot!",
        "Огромное спасибо за вай-фай, летает",
        "да вы издеваетесь",
        "третий день пишу!!! касса стоит",
        "ПОЧЕМУ НИКТО НЕ ОТВЕЧАЕТ",
        "I want to speak to a real person about my card",
        "Wie lautet das WLAN-Passwort?",
        "Parolni unutdim, qanday tiklasam boladi",
        "Сәлеметсіз бе, көмек керек",
        "\u3164\u2800 \u202e",
        "!!!" * 1000,
    ],
)
def test_what_is_none(said: str) -> None:
    assert not eligibility.can_offer(said)
