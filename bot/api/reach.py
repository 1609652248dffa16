"""Whether Telegram answers this process, and takes its token (`ops.reach`).

An answer of the Bot API counts, also a refusal; what something in between says counts as none.

A refused token counts only in the Bot API's own form, and for good only when nothing else was answered for a minute:
whatever stands between may say 401 once.
"""

import time
from collections.abc import Callable
from http import HTTPStatus

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from ops.reach import LOST_SECONDS, ServiceReach

REFUSED_SECONDS = 60.0
REFUSED_REST_SECONDS = 60.0
"""How often Telegram is asked with a token that it refuses for good."""
_OF_METHOD = "method not found"


def is_of_bot_api(answer: object) -> bool:
    """Return True for an answer in the Bot API's own form (Bot API, "Making requests", read 2026-11)."""
    if not isinstance(answer, dict):
        return False
    code, said = answer.get("error_code"), answer.get("description")
    is_refusal = answer.get("ok") is False and type(code) is int and isinstance(said, str) and bool(said)
    return is_refusal or (answer.get("ok") is True and "result" in answer)


def is_token_refused(status: int, description: str) -> bool:
    """Return True for a refusal of the token by the Bot API, or of an address in which it finds none: it says 404 then,
    as it does, in other words, of a method that is newer than the server (tdlib/telegram-bot-api, read 2026-11)."""
    is_unknown = status == HTTPStatus.NOT_FOUND and _OF_METHOD not in description.lower()
    return status == HTTPStatus.UNAUTHORIZED or is_unknown


def is_of_token(error: Exception) -> bool:
    """Return True if a call failed because the token is refused, which says nothing about the call."""
    if isinstance(error, PollError):
        return is_token_refused(error.status, error.description)
    if isinstance(error, TelegramNotFound):
        return is_token_refused(HTTPStatus.NOT_FOUND, error.message)
    return isinstance(error, TelegramUnauthorizedError)


def has_answered(error: Exception) -> bool:
    """Return True if a call that failed got the Bot API's own answer to what was asked: no page, and no trouble of its
    own."""
    if isinstance(error, ClientDecodeError):
        return isinstance(error.data, dict) and bool(error.data.get("ok"))
    is_silent = isinstance(error, TelegramNetworkError) and not isinstance(error, TelegramEntityTooLarge)
    return isinstance(error, TelegramAPIError) and not (is_silent or isinstance(error, TelegramServerError))


class PollError(Exception):
    """A getUpdates call without a result; `status` is 0 if no answer of the Bot API came: a page of something in
    between says nothing about the bot. It never contains the address."""

    def __init__(self, status: int, description: str, retry_after: float = 0.0) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


def _is_silence(error: Exception) -> bool:
    if isinstance(error, PollError):
        return not error.status
    is_page = isinstance(error, ClientDecodeError) and not is_of_bot_api(error.data)
    return is_page or (isinstance(error, TelegramNetworkError) and not isinstance(error, TelegramEntityTooLarge))


ALONE_SECONDS = 300.0
ALONE_IN_A_ROW = 3
_OTHERS = 3
_MOST_LETTERS = 100


class AnsweredChats:
    """The chats whose calls were answered lately, and those whose calls were not; `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._last: dict[bool, dict[int, float]] = {True: {}, False: {}}
        self._failures: dict[int, tuple[int, float]] = {}  # by letter: how many count, and when the last was

    def note(self, chat: int, *, is_answered: bool) -> None:
        """Note whether a call to a chat was answered. Of each kind only the newest few chats are kept."""
        of = self._last[is_answered]
        of.pop(chat, None)
        of[chat] = self._clock()
        if len(of) > _OTHERS + 1:
            del of[next(iter(of))]

    def note_failure(self, letter: int, chat: int) -> bool:
        """Note that a letter to a chat was not answered; return True if it is alone in that. Only its failures count
        between which other chats were answered, and none was not: of those during an outage nothing follows."""
        now, (count, before) = self._clock(), self._failures.pop(letter, (0, self._clock()))
        is_open, is_shut = (
            any(one != chat and at > before for one, at in self._last[kind].items()) for kind in (True, False)
        )
        count = 0 if is_shut else count + is_open
        self._failures[letter] = (count, now)
        if len(self._failures) > _MOST_LETTERS:
            del self._failures[next(iter(self._failures))]
        return count >= ALONE_IN_A_ROW and self._is_alone(chat)

    def _is_alone(self, chat: int) -> bool:
        """Return True if for `ALONE_SECONDS` no other chat was without an answer, and several others had one."""
        since = self._clock() - ALONE_SECONDS
        answered, silent = (
            [one for one, at in self._last[kind].items() if one != chat and at >= since] for kind in (True, False)
        )
        return self._began <= since and not silent and len(answered) >= _OTHERS


class TelegramReach(ServiceReach):
    """One process's way to Telegram; `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(_is_silence, clock)
        self._refused_since: float | None = None

    def note_failure(self, error: Exception) -> None:
        """Note a call that failed: a refusal of the token says nothing else."""
        if is_of_token(error):
            self.note_refusal()
        elif _is_silence(error):
            self.note_silence()
        else:
            is_odd = isinstance(error, ClientDecodeError) and not error.data["ok"]
            is_ill = isinstance(error, PollError) and error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            self.note_answer(of_token=not (is_odd or is_ill or isinstance(error, TelegramServerError)))

    def note_answer(self, *, of_token: bool = True) -> None:
        """Note an answer. `of_token`: it shows that the token is taken."""
        super().note_answer()
        if of_token:
            self._refused_since = None

    def note_refusal(self) -> None:
        """Note that the Bot API refused the token."""
        self.note_answer(of_token=False)
        if self._refused_since is None:
            self._refused_since = self._clock()

    def is_doubtful(self) -> bool:
        """Return True also if the token is refused."""
        return super().is_doubtful() or self.is_refused()

    def is_lost(self) -> bool:
        """Return True if no call has got a good answer for `LOST_SECONDS`, and at least one failed."""
        refused = self._refused_since
        return super().is_lost() or (refused is not None and self._clock() - refused >= LOST_SECONDS)

    def is_refused(self) -> bool:
        """Return True if the token was refused and not taken since."""
        return self._refused_since is not None

    def is_refused_for_good(self) -> bool:
        """Return True if nothing but refusals of the token was answered for `REFUSED_SECONDS`."""
        return self._refused_since is not None and self._clock() - self._refused_since >= REFUSED_SECONDS
