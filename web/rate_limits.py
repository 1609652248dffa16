"""Rate limits by client address for what costs something: an allowance that fills again with time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST_KEPT = 10_000


@dataclass(slots=True)
class _Allowance:
    left: float
    at: float


class RateLimit:
    """An allowance of `burst` requests, and one more every `seconds`, by a monotonic clock."""

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float]) -> None:
        self._burst, self._seconds, self._clock = burst, seconds, clock
        self._buckets: OrderedDict[str, _Allowance] = OrderedDict()

    def count_request(self, key: str) -> bool:
        """Count one more request and return True if it is within the limit."""
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Allowance(self._burst, now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) / self._seconds)
        bucket.at = now
        self._buckets[key] = bucket
        while len(self._buckets) > _MOST_KEPT:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True

    def measure_left(self, key: str) -> tuple[int, float]:
        """Return how many requests are left now, and in how many seconds all are left again."""
        bucket = self._buckets.get(key)
        if bucket is None:
            return self._burst, 0.0
        left = min(self._burst, bucket.left + (self._clock() - bucket.at) / self._seconds)
        return int(left), (self._burst - left) * self._seconds
