"""The budget of requests in a quarter of an hour: per user 1,000, of them 100 full readings (facts of Todoist, 9).

It counts what this process sent; requests of other programs of the same user show only as 429. Knows no HTTP.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
MAX_REQUESTS = 1000
MAX_FULL_READINGS = 100
_COMFORT = 500  # requests left above which only the bucket slows readings down
_BURST = 60  # readings that may follow one another after a rest; then one a second
_REFILL = timedelta(seconds=1)
_KEPT = 60  # the last requests of a window are for comments


class RequestBudget:
    """A sliding count of requests, and a bucket of readings."""

    def __init__(
        self, now: Callable[[], datetime], *, requests: int = MAX_REQUESTS, full: int = MAX_FULL_READINGS
    ) -> None:
        self._now = now
        self._most = requests
        self._most_full = full
        self._sent: deque[datetime] = deque()
        self._full: deque[datetime] = deque()
        self._bucket_full_at = self._read_at = now() - WINDOW

    def count_request(self, *, full: bool = False) -> None:
        """Count one request."""
        self._sent.append(self._now())
        if full:
            self._full.append(self._now())

    @property
    def left(self) -> int:
        """Requests left in this window."""
        self._forget(self._sent)
        return self._most - len(self._sent)

    @property
    def full_left(self) -> int:
        """Full readings left in this window."""
        self._forget(self._full)
        return self._most_full - len(self._full)

    @property
    def comments_only(self) -> bool:
        """So few requests are left that only comments may use them."""
        return self.left < _KEPT

    def count_reading(self) -> None:
        """Count one reading of the board (about two requests) out of the bucket."""
        self._read_at = self._now()
        self._bucket_full_at = max(self._bucket_full_at, self._read_at) + _REFILL

    def get_pause(self) -> timedelta:
        """Return how long the next reading has to wait, so that requests last: nothing while the bucket holds a reading
        and most of the window is left, longer as the window runs out. At zero or less it may begin."""
        now = self._now()
        empty_for = self._bucket_full_at - now - _REFILL * (_BURST - 1)
        left = self.left
        if left > _COMFORT:
            return empty_for
        return max(empty_for, self._read_at + WINDOW * 2 / max(left, 1) - now)

    def _forget(self, times: deque[datetime]) -> None:
        while times and times[0] <= self._now() - WINDOW:
            times.popleft()
