"""How long a job that fails is tried."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from db.connectivity import is_row_locked
from db.models import UnknownWordError
from db.queue import Bury, Retry, consumer
from tests import failing as refusals

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


def test_of_all_errors_of_the_database_only_refused_values_count_against_a_job() -> None:
    """Every SQLSTATE that the driver knows: nothing else is ever set aside, however often it was tried."""
    for error in refusals.ALL:
        is_own = error.sqlstate[:2] in ("22", "23", "54")
        for attempts in (0, 4, 20, 99):
            verdict = consumer.decide_retry(error, attempts=attempts, now=NOW)
            assert isinstance(verdict, Bury) is (is_own and attempts >= 4), (error.sqlstate, attempts)
            if isinstance(verdict, Retry):
                assert NOW < verdict.at <= NOW + timedelta(minutes=5)
                assert verdict.counts or attempts == 99 or is_row_locked(error)


@pytest.mark.parametrize("error", [asyncpg.LockNotAvailableError(), asyncpg.DeadlockDetectedError()])
def test_what_another_holds_is_tried_until_it_is_free(error: Exception) -> None:
    for attempts in (0, 4, 99):
        verdict = consumer.decide_retry(error, attempts=attempts, now=NOW)
        assert isinstance(verdict, Retry) and not verdict.counts
        assert NOW < verdict.at <= NOW + timedelta(seconds=15)
