"""How long a job that fails is tried."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from db.models import UnknownWordError
from db.queue import Retry, consumer

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _tried_for(error: Exception) -> timedelta:
    """From the first failure to the last."""
    now, attempts = NOW, 0
    while isinstance(verdict := consumer.decide_retry(error, attempts=attempts, now=now), Retry):
        now, attempts = verdict.at, attempts + 1
    return now - NOW


def test_what_nobody_foresaw_is_given_up_within_a_minute() -> None:
    assert timedelta(seconds=10) < _tried_for(KeyError("x")) < timedelta(minutes=1)


def test_what_a_newer_version_has_stored_waits_more_than_an_hour() -> None:
    assert timedelta(hours=1) < _tried_for(UnknownWordError("x")) < timedelta(hours=2)


def test_what_was_not_answered_in_time_waits_more_than_an_hour() -> None:
    assert timedelta(hours=1) < _tried_for(TimeoutError()) < timedelta(hours=2)
    assert timedelta(hours=1) < _tried_for(asyncpg.QueryCanceledError()) < timedelta(hours=2)


@pytest.mark.parametrize("error", [asyncpg.LockNotAvailableError(), asyncpg.DeadlockDetectedError()])
def test_what_another_holds_is_tried_until_it_is_free(error: Exception) -> None:
    for attempts in (0, 4, 99):
        verdict = consumer.decide_retry(error, attempts=attempts, now=NOW)
        assert isinstance(verdict, Retry) and not verdict.counts
        assert NOW < verdict.at <= NOW + timedelta(seconds=15)
