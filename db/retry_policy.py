"""The verdict on a job that failed: a pure table, the same for every box. Knows no channel."""

from datetime import datetime, timedelta

from db.connectivity import is_locked_or_slow, is_row_locked
from db.enums import UnknownWordError
from db.queue import Bury, Retry

_TRIES = 5  # within half a minute
_TRIES_OF_MORE_THAN_AN_HOUR = 21  # at most five minutes apart
_WHILE_HELD = timedelta(seconds=10)
LONGEST = timedelta(minutes=5)


def get_backoff(attempts: int) -> timedelta:
    """Return the pause before the next try: 1, 2, 4, … seconds, at most five minutes."""
    return min(timedelta(seconds=2 ** min(attempts, 9)), LONGEST)


def decide_retry(error: Exception, *, attempts: int, now: datetime) -> Retry | Bury:
    """Return the verdict. An unforeseen error is tried five times. A value of a newer version waits more than an hour
    for a process of that version, as two versions work side by side during an update. A locked row is retried without
    limit, a timeout for more than an hour."""
    reason = type(error).__name__
    if is_row_locked(error):
        return Retry(now + _WHILE_HELD, reason, counts=False)
    is_patient = isinstance(error, UnknownWordError) or is_locked_or_slow(error)
    most = _TRIES_OF_MORE_THAN_AN_HOUR if is_patient else _TRIES
    return Bury(reason) if attempts + 1 >= most else Retry(now + get_backoff(attempts), reason)
