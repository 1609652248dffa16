"""Changes that the simulated CRM sends to the API: each of them once or several times, in any order."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

Send = Callable[[str, str, Mapping[str, Any] | None], Awaitable[int]]
"""Sends a request and returns the status of its answer."""
_MOST_TIMES = 3
_TAKEN = (200, 204)


@dataclass(frozen=True, slots=True)
class CrmCall:
    """A change of one of the CRM's records."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None


@dataclass(slots=True)
class CrmCalls:
    """Changes on their way. `send`: to the API; `random`: how often and in which order; `waiting`: those not sent yet;
    `sent`: how many requests were made."""

    send: Send
    random: Random
    waiting: list[CrmCall] = field(default_factory=list)
    sent: int = 0

    def put(self, path: str, body: Mapping[str, Any], at: str) -> None:
        """Create or change a record at a time such as "2026-11-22T09:30:00Z"."""
        self.waiting.append(CrmCall("PUT", path, {**body, "changed_at": at}))

    def remove(self, path: str, at: str) -> None:
        """Remove a record."""
        self.waiting.append(CrmCall("DELETE", f"{path}?changed_at={at}"))

    async def deliver(self) -> list[CrmCall]:
        """Send what waits. Calls that are refused are sent again, as what they name may not have come yet; return
        those that were refused to the end."""
        waiting, self.waiting = self.waiting, []
        calls = [call for call in waiting for _ in range(self.random.randint(1, _MOST_TIMES))]
        self.random.shuffle(calls)
        for _ in range(_MOST_TIMES):
            calls = [call for call in calls if await self._send(call) not in _TAKEN]
        return calls

    async def _send(self, call: CrmCall) -> int:
        self.sent += 1
        return await self.send(call.method, call.path, call.body)
