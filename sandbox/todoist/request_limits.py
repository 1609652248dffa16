"""The service's request limits: so many per account and quarter of an hour, in a sliding window.

Must not know what the requests do.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from sandbox.todoist.errors import make_too_many_requests

WINDOW = timedelta(minutes=15)
PARTIAL, FULL, REST = "partial", "full", "rest"


class RequestBudget:
    """The requests of each account: 1000 partial and 100 full syncs; REST is not published, taken as 1000."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._spent: dict[tuple[str, str], deque[datetime]] = {}
        self.most: dict[str, int | None] = {PARTIAL: 1_000, FULL: 100, REST: 1_000}

    def spend_request(self, uid: str, kind: str) -> None:
        """Count one request. Raises the service's refusal, with the seconds until one is free again."""
        most = self.most[kind]
        spent = self._spent.setdefault((uid, kind), deque())
        now = self._now()
        while spent and spent[0] <= now - WINDOW:
            spent.popleft()
        if most is None:
            return
        if len(spent) >= most:
            free = (spent[0] + WINDOW - now).total_seconds() if spent else WINDOW.total_seconds()
            raise make_too_many_requests(max(1, int(free) + 1))
        spent.append(now)

    def set_limit(self, kind: str, most: int | None) -> None:
        """Set another limit from now on; `None` lifts it. All counts begin again."""
        self.most[kind] = most
        self._spent.clear()
