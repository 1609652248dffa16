"""Faults on demand: wrong answers, waiting, broken connections, answers lost after the work was done.

Must not know what the requests mean beyond their path.
"""

import random
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

HTML = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
    "<center><h1>{status} {reason}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out"}


@dataclass(slots=True)
class Fault:
    """One fault. `after`: the request is executed, then its answer is lost or replaced.

    path: "*" or the beginning of a path below `/api/v1/`, such as "sync"; delay: seconds, by chance up to `spread`
    more; times: None for ever; commands: of a sync only so many are executed before the answer is lost.
    """

    path: str = "*"
    status: int | None = None
    description: str | None = None
    retry_after: int | None = None
    html: bool = False
    delay: float = 0
    spread: float = 0
    reset: bool = False
    after: bool = False
    commands: int | None = None
    times: int | None = 1
    probability: float = 1
    seed: int | None = None
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def match_and_count(self, path: str) -> bool:
        """Return True if the fault applies to this request; count it down then."""
        if self.times == 0 or (self.path != "*" and not path.startswith(self.path.removeprefix("/api/v1/"))):
            return False
        if self.probability < 1 and self._dice.random() >= self.probability:
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def draw_pause(self) -> float:
        """Return how many seconds to wait this time."""
        return self.delay + self.spread * self._dice.random()

    def has_answer(self) -> bool:
        """Return True if the real answer is withheld."""
        return self.reset or self.status is not None

    async def send_answer(self, request: web.Request) -> web.Response:
        """Break the connection or return the wrong answer."""
        if self.reset and request.transport is not None:
            request.transport.abort()
            return web.Response(status=500)
        status = self.status or 500
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after is not None else {}
        if self.html:
            page = HTML.format(status=status, reason=_REASONS.get(status, "Error"))
            return web.Response(text=page, status=status, content_type="text/html", headers=headers)
        extra = {"retry_after": self.retry_after} if self.retry_after is not None else {}
        body: dict[str, Any] = {
            "error": self.description or _REASONS.get(status, "Error"),
            "error_code": 35 if status == 429 else 0,
            "error_extra": extra,
            "error_tag": "LIMITS_REACHED_RETRY_LATER" if status == 429 else "INTERNAL_SERVER_ERROR",
            "http_code": status,
        }
        return web.json_response(body, status=status, headers=headers)


class Faults:
    """The faults in force, oldest first; the first that applies decides."""

    def __init__(self) -> None:
        self._newest = 0
        self.rules: dict[int, Fault] = {}

    def add_fault(self, fault: Fault) -> int:
        """Put a fault into force; return its id."""
        self._newest += 1
        self.rules[self._newest] = fault
        return self._newest

    def clear_faults(self, number: int | None = None) -> None:
        """End one fault, or all."""
        if number is None:
            self.rules.clear()
        else:
            self.rules.pop(number, None)

    def find_fault(self, path: str) -> Fault | None:
        """Return the fault that applies to this request, if any."""
        fault = next((rule for rule in self.rules.values() if rule.match_and_count(path)), None)
        self.rules = {number: rule for number, rule in self.rules.items() if rule.times != 0}
        return fault
