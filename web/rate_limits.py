"""How often one address may ask for what costs something: an allowance each that fills again with time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST_KEPT = 10_000


@dataclass(slots=True)
class _Allowance:
    left: float
    at: float


class RateLimit:
    """`burst` at once, then one each `seconds`; by a clock that only goes on."""

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float]) -> None:
        self._burst, self._seconds, self._clock = burst, seconds, clock
        self._buckets: OrderedDict[str, _Allowance] = OrderedDict()

    def admits(self, key: str) -> bool:
        """Whether one more is within the limit; it counts if so."""
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
