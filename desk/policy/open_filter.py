"""Which tickets a person wants to see in `/open`: a frozen value, and how it is stored. Reads no table."""

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from db.enums import FINISHED, REQUESTERS_TURN, TEAMS_TURN
from db.models import Status

WITHOUT_ONE = 0


class Order(StrEnum):
    """The order of a list: open ones first, the most urgent first, or the last changed first."""

    OPEN = "open"
    URGENT = "urgent"
    CHANGED = "changed"


class Turn(StrEnum):
    """The side whose turn a ticket is."""

    TEAM = "team"
    REQUESTER = "requester"
    OTHERS = "others"


STATUSES_OF_TURN = {
    Turn.TEAM: TEAMS_TURN,
    Turn.REQUESTER: REQUESTERS_TURN,
    Turn.OTHERS: frozenset({Status.ON_HOLD}),
}


class FilterField(StrEnum):
    """The fields of `OpenFilter` by which open tickets are chosen."""

    STATUS = "status"
    PRIORITY = "priority"
    CATEGORY = "category"
    AGENT = "agent"
    WAITS = "waits"
    LATE = "late"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class OpenFilter:
    """Which open tickets to show, and in which order; None means any. `category` and `agent` are ids, 0 means without
    one."""

    status: Status | None = None
    priority: int | None = None
    category: int | None = None
    agent: int | None = None
    waits: Turn | None = None
    late: bool = False
    order: Order = Order.URGENT

    def with_choice(self, by: FilterField, value: str) -> "OpenFilter":
        """Return a copy with one choice made; `value` comes from a button, "" means any. Raises ValueError for a value
        that does not fit."""
        return replace(self, **{by.value: _READ[by](value)})

    @property
    def is_any(self) -> bool:
        """Return True if all open tickets are shown."""
        return self == OpenFilter(order=self.order)


def _number(value: str) -> int | None:
    return int(value) if value else None


def _priority(value: str) -> int | None:
    if value and value not in ("1", "2", "3", "4"):
        raise ValueError(value)
    return _number(value)


def _order(value: str) -> Order:
    if value not in (Order.URGENT, Order.CHANGED):
        raise ValueError(value)
    return Order(value)


def _status(value: str) -> Status | None:
    if value in FINISHED:
        raise ValueError(value)
    return Status(value) if value else None


_READ: dict[FilterField, Any] = {
    FilterField.STATUS: _status,
    FilterField.PRIORITY: _priority,
    FilterField.CATEGORY: _number,
    FilterField.AGENT: _number,
    FilterField.WAITS: lambda value: Turn(value) if value else None,
    FilterField.LATE: lambda value: value == "1",
    FilterField.ORDER: _order,
}


def dump_filter(chosen: OpenFilter) -> dict[str, Any]:
    """Return what is stored in a person's row: the values that differ from the default."""
    plain = asdict(OpenFilter())
    return {name: value for name, value in asdict(chosen).items() if value != plain[name]}


def load_filter(row: dict[str, Any] | None) -> OpenFilter:
    """Return the filter from a person's row. Values that this version does not know count as any."""
    made = OpenFilter()
    for field in fields(OpenFilter):
        value = (row or {}).get(field.name)
        if value is None:
            continue
        try:
            made = made.with_choice(FilterField(field.name), "1" if value is True else str(value))
        except ValueError:
            continue
    return made
