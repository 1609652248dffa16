"""The one place that decides how a hint in a group is sent: to the one whom it concerns alone, or as a line for all.

Telegram shows an ephemeral message to one member of a group (Bot API 10.3, EphemeralMessageParameters, read 2026-11):
an administrator bot may send one at any time, others only in answer to a press. Nobody is promised to get it, it has
no `message_id`, and `editMessageText` and `deleteMessage` do not know it; so nothing that counts is sent so.
"""

from collections.abc import Callable
from dataclasses import replace

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from bot.views import Rendered

_ASK_AGAIN_SECONDS = 3600.0


class Hints:
    """Remembers for an hour which groups refuse hints for one person."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refused: dict[int, float] = {}

    def choose(self, chat: int, rendered: Rendered) -> Rendered:
        """Return the message as a line for all where the group has refused such hints."""
        refused_at = self._refused.get(chat)
        if refused_at is None or self._clock() - refused_at >= _ASK_AGAIN_SECONDS:
            return rendered
        return replace(rendered, only_to=None)

    def take_refusal(self, chat: int, rendered: Rendered, error: TelegramAPIError) -> Rendered | None:
        """Return the line for all in place of a hint that Telegram refuses, for whatever reason: if it is the chat that
        is refused, so is the line. None if this was no hint."""
        if rendered.only_to is None or not isinstance(error, TelegramBadRequest | TelegramForbiddenError):
            return None
        self._refused[chat] = self._clock()
        return replace(rendered, only_to=None)
