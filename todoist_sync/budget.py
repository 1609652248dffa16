"""How many requests a quarter of an hour still allows: per user 1,000, of them 100 full ones (facts of Todoist, 9).

Counts what this process sent; what other programs of the same user send shows only as 429. Knows no HTTP.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
REQUESTS = 1000
FULL = 100
_COMFORT = 500  # requests left above which nothing is slowed down
_KEPT = 60  # the last requests are kept for comments


class Budget:
    """A sliding count of requests; `pause` says how long to wait between two rounds so that it lasts."""

    def __init__(self, now: Callable[[], datetime], *, requests: int = REQUESTS, full: int = FULL) -> None:
        self._now = now
        self._most = requests
        self._most_full = full
        self._sent: deque[datetime] = deque()
        self._full: deque[datetime] = deque()

    def spend(self, *, full: bool = False) -> None:
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
        """The rest of the window belongs to what people say."""
        return self.left < _KEPT

    def pause(self, least: timedelta) -> timedelta:
        """The time between two rounds of about two requests: `least`, or more when the window runs short."""
        left = self.left
        if left > _COMFORT:
            return least
        return max(least, WINDOW * 2 / max(left, 1))

    def _forget(self, times: deque[datetime]) -> None:
        while times and times[0] <= self._now() - WINDOW:
            times.popleft()
