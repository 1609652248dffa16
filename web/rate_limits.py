"""Rate limits for what costs something: an allowance that fills again with time.

An allowance is forgotten when there are very many newer ones. So addresses are counted by their network of two sizes,
and where it harms nobody all together.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from web.client_address import make_site_limit_key, rate_limit_key

_MOST_KEPT = 10_000
_SITES = 4  # times the allowance of an address, for a /48 of IPv6


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


class AddressLimit:
    """The same allowance for each client address (of IPv6 for each /64), four times that for each /48 of IPv6, and
    `everybody`, if given, for all addresses together."""

    def __init__(
        self, burst: int, seconds: float, clock: Callable[[], float], *, everybody: tuple[int, float] | None = None
    ) -> None:
        self._near = RateLimit(burst, seconds, clock)
        self._site = RateLimit(burst * _SITES, seconds / _SITES, clock)
        self._everybody = RateLimit(*everybody, clock) if everybody is not None else None

    def count_request(self, address: str) -> bool:
        """Count one more request from this address and return True if it is within all limits. A request that is above
        a narrower limit takes nothing from a wider one."""
        return (
            self._near.count_request(rate_limit_key(address))
            and self._site.count_request(make_site_limit_key(address))
            and (self._everybody is None or self._everybody.count_request(""))
        )
