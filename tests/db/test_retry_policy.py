"""How long a job that fails is tried."""

from datetime import UTC, datetime, timedelta

from db import retry_policy
from db.models import UnknownWordError
from db.queue import Retry

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _tried_for(error: Exception) -> timedelta:
    """From the first failure to the last."""
    now, attempts = NOW, 0
    while isinstance(verdict := retry_policy.after(error, attempts=attempts, now=now), Retry):
        now, attempts = verdict.at, attempts + 1
    return now - NOW


def test_what_nobody_foresaw_is_given_up_within_a_minute() -> None:
    assert timedelta(seconds=10) < _tried_for(KeyError("x")) < timedelta(minutes=1)


def test_what_a_newer_version_has_stored_waits_more_than_an_hour() -> None:
    assert timedelta(hours=1) < _tried_for(UnknownWordError("x")) < timedelta(hours=2)
