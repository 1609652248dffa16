"""Faults added beforehand: errors, silence, delays and lost answers; must not know what the calls do."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from sandbox.telegram.errors import Mistake

TEXTS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
FIELDS = (
    frozenset(
        ("method", "status", "description", "retry_after", "migrate_to_chat_id", "html", "delay", "spread", "reset")
    )
    | {"after"}
    | {"chat_id", "times", "probability", "seed"}
)
MIGRATED = "Bad Request: group chat was upgraded to a supergroup chat"


@dataclass(slots=True)
class Fault:
    """One fault; see `Faults.add_fault` for what the fields do."""

    number: int
    method: str = "*"
    status: int | None = None
    description: str = ""
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    html: bool = False
    delay: float = 0.0
    spread: float = 0.0
    reset: bool = False
    after: bool = False
    chat_id: int | None = None
    times: int | None = 1
    probability: float = 1.0
    dice: random.Random = field(default_factory=random.Random)

    def is_for_call(self, method: str, chat_id: int | None) -> bool:
        """Return True if the fault applies to this call, by chance where it has a probability."""
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        if not fnmatchcase(method.lower(), self.method):
            return False
        return self.probability >= 1 or self.dice.random() < self.probability

    def draw_pause(self) -> float:
        """Return how many seconds to wait this time."""
        return self.delay + self.spread * self.dice.random()

    @property
    def answers(self) -> bool:
        """True if the fault replaces the answer; otherwise it only delays."""
        return self.status is not None

    @property
    def loses(self) -> bool:
        """True if the connection breaks without an answer."""
        return self.reset or (self.after and not self.answers)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of the error."""
        status = self.status or 500
        text = self.description or TEXTS.get(status, "Error")
        answer: dict[str, Any] = {"ok": False, "error_code": status, "description": text}
        if self.retry_after is not None:
            answer["description"] = self.description or f"Too Many Requests: retry after {self.retry_after}"
            answer["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to_chat_id is not None:
            answer["description"] = self.description or MIGRATED
            answer["parameters"] = {"migrate_to_chat_id": self.migrate_to_chat_id}
        return answer


def _read_optional_int(value: Any) -> int | None:
    return None if value is None else int(value)


class Faults:
    """The faults in force, oldest first; the first that applies to a call is used."""

    def __init__(self) -> None:
        self._orders: dict[int, Fault] = {}
        self._newest = 0

    def add_fault(self, order: dict[str, Any]) -> int:
        """Add a fault and return its number. Raises `Mistake` for an unknown or wrong field.

        method: name with `*` as wildcard (`file` = a download). The error: status, description, retry_after (429 if
        no status), migrate_to_chat_id (400). html: answer with a page instead of JSON (502 if no status). delay:
        seconds before anything else, by chance up to `spread` more. reset: break the connection, the call is not
        executed.

        after: execute first, then lose the answer, or give the error. chat_id: only calls for this chat. times:
        calls concerned (null: until cleared; 1 if not given). probability with seed: not every call.
        """
        unknown = order.keys() - FIELDS
        if unknown:
            raise Mistake(f"a fault has no field {min(unknown)!r}")
        fault = self._read_fault(order)
        if not (fault.answers or fault.loses or fault.delay or fault.spread):
            raise Mistake("a fault needs one of status, retry_after, html, delay, reset, after")
        self._orders[fault.number] = fault
        return fault.number

    def _read_fault(self, order: dict[str, Any]) -> Fault:
        status = order.get("status")
        if status is None and order.get("retry_after") is not None:
            status = 429
        if status is None and order.get("html"):
            status = 502
        if status is None and order.get("migrate_to_chat_id") is not None:
            status = 400
        times = order.get("times", 1)
        self._newest += 1
        try:
            return Fault(
                number=self._newest,
                method=str(order.get("method", "*")).lower(),
                status=_read_optional_int(status),
                description=str(order.get("description") or ""),
                retry_after=_read_optional_int(order.get("retry_after")),
                migrate_to_chat_id=_read_optional_int(order.get("migrate_to_chat_id")),
                html=bool(order.get("html")),
                delay=float(order.get("delay") or 0),
                spread=float(order.get("spread") or 0),
                reset=bool(order.get("reset")),
                after=bool(order.get("after")),
                chat_id=_read_optional_int(order.get("chat_id")),
                times=_read_optional_int(times),
                probability=float(order.get("probability", 1)),
                dice=random.Random(order.get("seed")),
            )
        except (TypeError, ValueError, OverflowError) as error:
            raise Mistake(f"a field of the fault is of the wrong kind: {error}") from None

    def clear_faults(self, number: int | None = None) -> None:
        """Remove one fault, or all."""
        if number is None:
            self._orders.clear()
        else:
            self._orders.pop(number, None)

    def use_faults(self, method: str, chat_id: int | None) -> tuple[float, Fault | None]:
        """Return the seconds of mere delay for this call, and the oldest fault with an outcome, if any.

        Every fault used is counted down.
        """
        pause, decisive = 0.0, None
        for fault in tuple(self._orders.values()):
            mere_delay = not (fault.answers or fault.loses)
            if (not mere_delay and decisive is not None) or not fault.is_for_call(method, chat_id):
                continue
            self._count_down(fault)
            if mere_delay:
                pause += fault.draw_pause()
            else:
                decisive = fault
        return pause, decisive

    def _count_down(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            del self._orders[fault.number]

    def get_view(self) -> list[dict[str, Any]]:
        """Return the faults in force, for the state view."""
        return [
            {"id": order.number, "method": order.method, "status": order.status, "times": order.times}
            for order in self._orders.values()
        ]
