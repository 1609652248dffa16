"""Tells what a failed call to Telegram means for its job: a pure table without a database. Texts of the Bot API server
(tdlib/telegram-bot-api, Client.cpp, fail_query_with_error, read 2026-11)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.api.reach import is_of_token
from db.queue import Bury, Park, Retry, Verdict
from db.queue.consumer import get_backoff
from desk.outbox.letters_for_blocked import GONE

_OF_ACCOUNT = ("business connection not found", "business_connection_invalid", "business_connection_not_allowed",
               "business_peer_invalid", "business_peer_usage_missing")  # fmt: skip
"""Through a connected account nothing can be sent to this person now: it has ended, the owner has left the person out,
or the person has not written for a day (core.telegram.org/method/messages.sendMessage, and the first from
tdlib/telegram-bot-api, TdOnCheckBusinessConnectionCallback, read 2026-11)."""
_BLOCKED = ("bot was blocked by the user", "user_is_blocked", "bot can't initiate conversation", *_OF_ACCOUNT)
GONE_TEXTS = ("user is deactivated", "input_user_deactivated", "chat not found", "can't send messages to bots",
         "bot was kicked", "bot is not a member", "bot is not a participant", "group chat was deleted")  # fmt: skip
SHUT = ("not enough rights to send", "have no rights to send", "need administrator rights", "chat_write_forbidden",
         "chat_restricted", "chat_send_plain_forbidden", "topic_closed")  # fmt: skip
"""The bot is in the group or channel and may not write; Telegram does not say when it may again."""
_SAME = ("message is not modified",)
_DELETED = ("message to edit not found", "message_id_invalid")
_NOT_FOUND = ("message to delete not found", "message_id_invalid")
_FIXED = ("message can't be edited",)
_NEVER_LEFT = ("ClientConnector", "ClientProxyConnectionError")
"""aiohttp's names of connection errors, before anything of a request was sent (client_exceptions.py, 3.11)."""
NOBODY_THERE = (*_BLOCKED, *GONE_TEXTS, *SHUT)
_WHILE_REFUSED = timedelta(seconds=5)
"""Delivery rests as long as the token is refused (`bot.api.reach`)."""


class FailureKind(StrEnum):
    """The kinds of failure, as `/metrics` counts them."""

    FLOOD = "flood"
    BLOCKED = "blocked"
    GONE = "gone"
    SHUT = "shut"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SERVER = "server"
    TOKEN = "token"  # noqa: S105  (a kind of failure, not a secret)
    MOVED = "moved"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Failure:
    """A verdict and its kind. `retry_after`: seconds, only for a flood limit. `moved_to`: the new chat id of a group
    that became a supergroup."""

    verdict: Verdict
    trouble: FailureKind
    retry_after: float = 0.0
    moved_to: int | None = None


ALONE_TRIES = 9
"""Failures of a letter, some eight minutes of them, before it may be set aside as the only one."""
_ALONE = "no answer but pages or errors of the server, while other chats were answered"


def is_page_or_server_error(error: Exception) -> bool:
    """Return True for a page of something in between, or an error of the server's own."""
    return isinstance(error, ClientDecodeError | TelegramServerError)


def set_aside(failure: Failure, *, attempts: int) -> Failure:
    """Return the verdict on a letter that is alone in getting a page, or an error of the server's own, time after
    time: it is buried, because it holds what comes after it."""
    if attempts >= ALONE_TRIES and isinstance(failure.verdict, Retry):
        return replace(failure, verdict=Bury(_ALONE))
    return failure


def classify_poll_error(status: int) -> FailureKind:
    """Return the kind of a failed poll; status 0: no answer came."""
    known = {0: FailureKind.UNKNOWN, 401: FailureKind.TOKEN, 409: FailureKind.CONFLICT, 429: FailureKind.FLOOD}
    return known.get(status, FailureKind.SERVER if status >= 500 else FailureKind.REFUSED)


def has_any_text(error: Exception, texts: tuple[str, ...]) -> bool:
    """Return True if the error's description contains one of these texts, in any case."""
    message = str(getattr(error, "message", error)).lower()
    return any(text in message for text in texts)


def is_about_content(error: Exception) -> bool:
    """Return True if Telegram refuses the content, not the chat."""
    refused = isinstance(error, TelegramBadRequest | TelegramEntityTooLarge)
    return refused and not has_any_text(error, NOBODY_THERE)


def is_unchanged(error: Exception) -> bool:
    """Return True if an edit would have changed nothing, which counts as done."""
    return isinstance(error, TelegramBadRequest) and has_any_text(error, _SAME)


def is_deleted_by_person(error: Exception) -> bool:
    """Return True if the person has deleted the message to edit."""
    return isinstance(error, TelegramBadRequest) and has_any_text(error, _DELETED)


def is_already_gone(error: Exception) -> bool:
    """Return True if the message to delete no longer exists, which counts as done."""
    return isinstance(error, TelegramBadRequest) and has_any_text(error, _NOT_FOUND)


def is_maybe_unmet(verdict: Verdict) -> bool:
    """Return True if Telegram only does not know the chat, as for people a bot never met (tdlib: "chat not found" says
    nothing about the account)."""
    return isinstance(verdict, Bury) and verdict.error.startswith(GONE) and "chat not found" in verdict.error.lower()


def is_not_editable(error: Exception) -> bool:
    """Return True if the message to edit is gone or cannot be edited, so that a new one is needed."""
    return isinstance(error, TelegramBadRequest) and has_any_text(error, (*_DELETED, *_FIXED))


def classify_failure(error: Exception, *, attempts: int, now: datetime, harmless: bool = False) -> Failure:
    """Return the verdict on a call that raised. Only refusals that are known to be about a letter end it. `harmless`:
    an edit or reaction, which can be repeated."""
    if isinstance(error, TelegramRetryAfter):
        wait = timedelta(seconds=error.retry_after)
        return Failure(Retry(now + wait, "flood limit", counts=False), FailureKind.FLOOD, error.retry_after)
    if isinstance(error, TelegramForbiddenError | TelegramBadRequest) and has_any_text(error, _BLOCKED):
        return Failure(Park(error.message), FailureKind.BLOCKED)
    if isinstance(error, TelegramForbiddenError | TelegramBadRequest) and has_any_text(error, SHUT):
        return Failure(Bury(error.message), FailureKind.SHUT)
    if isinstance(error, TelegramForbiddenError | TelegramBadRequest) and has_any_text(error, GONE_TEXTS):
        return Failure(Bury(f"{GONE}: {error.message}"), FailureKind.GONE)
    if isinstance(error, TelegramMigrateToChat):
        return Failure(Retry(now, "moved", counts=False), FailureKind.MOVED, moved_to=error.migrate_to_chat_id)
    if is_of_token(error):
        return Failure(Retry(now + _WHILE_REFUSED, "token refused", counts=False), FailureKind.TOKEN)
    if isinstance(error, TelegramEntityTooLarge | TelegramNotFound | TelegramBadRequest | TelegramForbiddenError):
        return Failure(Bury(str(getattr(error, "message", error))), FailureKind.REFUSED)
    return _later(error, attempts, now, harmless)


def _later(error: Exception, attempts: int, now: datetime, harmless: bool) -> Failure:
    again = now + get_backoff(attempts)
    if not isinstance(error, TelegramNetworkError) and isinstance(error, TelegramAPIError):
        return Failure(Retry(again, type(error).__name__), FailureKind.SERVER)
    if isinstance(error, TelegramNetworkError | ClientDecodeError):
        lost = not harmless and not error.message.startswith(_NEVER_LEFT)
        return Failure(
            Retry(again, type(error).__name__, unknown=lost), FailureKind.UNKNOWN if lost else FailureKind.SERVER
        )
    return Failure(Retry(again, type(error).__name__, unknown=not harmless), FailureKind.UNKNOWN)
