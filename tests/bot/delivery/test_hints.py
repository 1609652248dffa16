"""How a hint is sent: to one person, or as a line for all for an hour after a refusal."""

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramServerError
from aiogram.methods import SendMessage

from bot.delivery.new_messages import Hints
from bot.views import Rendered
from desk.text import RichText

_HINT = Rendered(RichText("Only the team answers here"), only_to=7)
_METHOD = SendMessage(chat_id=-1, text="x")


@pytest.mark.parametrize("kind", [TelegramBadRequest, TelegramForbiddenError, TelegramServerError])
def test_after_a_refusal_the_line_is_for_all_for_an_hour(kind: type[TelegramBadRequest]) -> None:
    at = [100.0]
    hints, error = Hints(lambda: at[0]), kind(_METHOD, "no")
    assert hints.choose(-1, _HINT).only_to == 7
    instead = hints.take_refusal(-1, _HINT, error)
    is_refusal = kind is not TelegramServerError
    assert (instead is not None and instead.only_to is None) is is_refusal
    for chat, seconds, is_public in ((-1, 3599, True), (-2, 0, False), (-1, 1, False)):
        at[0] += seconds
        assert (hints.choose(chat, _HINT).only_to is None) is (is_public and is_refusal)
    assert hints.take_refusal(-1, Rendered(RichText("for all")), error) is None
