"""What a mistake in a job means for it: a pure table, the same for every box. Knows no door."""

from datetime import datetime, timedelta

from db.enums import UnknownWordError
from db.queue import Bury, Retry

_TRIES = 5  # within half a minute
_TRIES_OF_ANOTHER_VERSION = 21  # at most five minutes apart: an hour and some
_LONGEST = timedelta(minutes=5)


def backoff(attempts: int) -> timedelta:
    """Growing pauses: 1, 2, 4, … seconds, at most five minutes."""
    return min(timedelta(seconds=2 ** min(attempts, 9)), _LONGEST)


def after(error: Exception, *, attempts: int, now: datetime) -> Retry | Bury:
    """What nobody foresaw is tried five times; what a newer version has stored waits more than an hour for a process of
    that version, as two versions work side by side while one takes the other's place."""
    most = _TRIES_OF_ANOTHER_VERSION if isinstance(error, UnknownWordError) else _TRIES
    reason = type(error).__name__
    return Bury(reason) if attempts + 1 >= most else Retry(now + backoff(attempts), reason)
