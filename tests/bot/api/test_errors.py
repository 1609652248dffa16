"""What each answer of Telegram means for its job; texts of facts as the server builds them."""

from datetime import UTC, datetime

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe

from bot.api.failures import FailureKind, classify_failure, is_not_editable, is_unchanged
from db.queue import Bury, Park, Retry

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ME = GetMe()


@pytest.mark.parametrize(
    ("error", "verdict", "trouble"),
    [
        (TelegramForbiddenError(ME, "Forbidden: bot was blocked by the user"), Park, FailureKind.BLOCKED),
        (
            TelegramForbiddenError(ME, "Forbidden: bot can't initiate conversation with a user"),
            Park,
            FailureKind.BLOCKED,
        ),
        (TelegramBadRequest(ME, "Bad Request: bot can't initiate conversation with a user"), Park, FailureKind.BLOCKED),
        (TelegramForbiddenError(ME, "Forbidden: user is deactivated"), Bury, FailureKind.GONE),
        (TelegramForbiddenError(ME, "Forbidden: bot can't send messages to bots"), Bury, FailureKind.GONE),
        (TelegramForbiddenError(ME, "Forbidden: bot was kicked from the group chat"), Bury, FailureKind.GONE),
        (TelegramForbiddenError(ME, "Forbidden"), Bury, FailureKind.REFUSED),
        (TelegramForbiddenError(ME, "Forbidden: the method is not for you"), Bury, FailureKind.REFUSED),
        (TelegramBadRequest(ME, "Bad Request: chat not found"), Bury, FailureKind.GONE),
        (TelegramBadRequest(ME, "Bad Request: message is too long"), Bury, FailureKind.REFUSED),
        (TelegramServerError(ME, "Internal Server Error"), Retry, FailureKind.SERVER),
        (TelegramNetworkError(ME, "Request timeout error"), Retry, FailureKind.UNKNOWN),
        (ClientDecodeError("not JSON", ValueError(), "<html>"), Retry, FailureKind.UNKNOWN),
        (TelegramUnauthorizedError(ME, "Unauthorized"), Retry, FailureKind.TOKEN),
    ],
)
def test_each_error_has_its_verdict(error: TelegramAPIError, verdict: type, trouble: FailureKind) -> None:
    failure = classify_failure(error, attempts=0, now=NOW)
    assert isinstance(failure.verdict, verdict)
    assert failure.trouble is trouble


def test_a_flood_waits_as_long_as_it_says_and_is_no_failure() -> None:
    failure = classify_failure(TelegramRetryAfter(ME, "Too Many Requests", 7), attempts=3, now=NOW)
    assert isinstance(failure.verdict, Retry)
    assert (failure.verdict.at - NOW).total_seconds() == 7
    assert not failure.verdict.counts


def test_a_lost_edit_is_no_unknown_send() -> None:
    failure = classify_failure(TelegramNetworkError(ME, "reset"), attempts=0, now=NOW, harmless=True)
    assert isinstance(failure.verdict, Retry)
    assert not failure.verdict.unknown


@pytest.mark.parametrize("harmless", [False, True])
@pytest.mark.parametrize("said", ["ClientConnectorError", "ClientConnectorDNSError: Cannot connect to host"])
def test_what_never_left_is_no_unknown_send(said: str, harmless: bool) -> None:
    failure = classify_failure(TelegramNetworkError(ME, said), attempts=0, now=NOW, harmless=harmless)
    assert isinstance(failure.verdict, Retry)
    assert not failure.verdict.unknown
    assert failure.trouble is FailureKind.SERVER
    lost = classify_failure(TelegramNetworkError(ME, "ServerDisconnectedError"), attempts=0, now=NOW)
    assert isinstance(lost.verdict, Retry)
    assert lost.verdict.unknown


def test_pauses_grow_and_end_at_five_minutes() -> None:
    waits = []
    for attempts in range(12):
        verdict = classify_failure(TelegramServerError(ME, "x"), attempts=attempts, now=NOW).verdict
        assert isinstance(verdict, Retry)
        waits.append((verdict.at - NOW).total_seconds())
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 300


def test_what_an_edit_may_answer() -> None:
    assert is_unchanged(TelegramBadRequest(ME, "Bad Request: message is not modified: specified new message content"))
    assert is_not_editable(TelegramBadRequest(ME, "Bad Request: message to edit not found"))
    assert not is_not_editable(TelegramBadRequest(ME, "Bad Request: chat not found"))


def test_a_group_that_became_another_is_no_failure_of_its_letters() -> None:
    failure = classify_failure(TelegramMigrateToChat(ME, "", migrate_to_chat_id=-1005), attempts=0, now=NOW)
    assert failure.verdict == Retry(NOW, "moved", counts=False)
    assert (failure.trouble, failure.moved_to) == (FailureKind.MOVED, -1005)
