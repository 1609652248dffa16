"""Rate limits of the API: for each token, and for each address that sends invalid tokens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from desk.integrations.token_bearers import Bearer
from web.api.problems import ApiError
from web.rate_limits import AddressLimit, RateLimit

_MESSAGES = (20, 3)  # so many at once for one person, then one each so many seconds
_BAD_TOKENS = (30, 2.0)  # so many at once from one address, then one each so many seconds
_ALL_BAD_TOKENS = (600, 0.1)


@dataclass(slots=True)
class Limits:
    """How many requests each token may send in this process, with one allowance for each rate, and how many messages
    may be sent for each person through any token."""

    clock: Callable[[], float]
    _tokens: dict[int, RateLimit] = field(default_factory=dict)
    _bad: AddressLimit = field(init=False)
    _said: RateLimit = field(init=False)

    def __post_init__(self) -> None:
        self._said = RateLimit(*_MESSAGES, self.clock)
        self._bad = AddressLimit(*_BAD_TOKENS, self.clock, everybody=_ALL_BAD_TOKENS)

    def count(self, bearer: Bearer, now: datetime) -> dict[str, str]:
        """Count one more request of this token; return the headers that say what is left, in the usual names
        and in those of draft-ietf-httpapi-ratelimit-headers-10. Raises ApiError 429."""
        rate = bearer.system.per_minute
        limit = self._tokens.setdefault(rate, RateLimit(rate, 60 / rate, self.clock))
        key = f"{bearer.system.id}:{bearer.only.id if bearer.only is not None else ''}"
        is_within = limit.count_request(key)
        left, seconds = limit.measure_left(key)
        headers = {
            "X-RateLimit-Limit": str(rate),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": str(ceil(now.timestamp() + seconds)),
            "RateLimit-Policy": f'"minute";q={rate};w=60',
            "RateLimit": f'"minute";r={left};t={ceil(seconds)}',
        }
        if not is_within:
            said = f"more than {rate} requests a minute; Retry-After says in how many seconds to ask again"
            raise ApiError(429, "too-often", said, headers={**headers, "Retry-After": str(ceil(60 / rate))})
        return headers

    def count_said(self, person_id: int) -> None:
        """Count one more message of this person. Raises ApiError 429."""
        if not self._said.count_request(str(person_id)):
            raise ApiError(429, "too-often", "too much from this person", headers={"Retry-After": str(_MESSAGES[1])})

    def count_bad(self, address: str) -> None:
        """Count one more invalid token from this address. Raises ApiError 429."""
        if not self._bad.count_request(address):
            said = "too many tokens from this address that are not good"
            raise ApiError(429, "too-often", said, headers={"Retry-After": str(ceil(_BAD_TOKENS[1]))})
