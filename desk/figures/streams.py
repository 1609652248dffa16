"""What figures are made of: rows of what happened, each with its moment, its ticket, and who did it. Statements only.

Every stream has `at` (the moment that says which day it belongs to), `ticket_id` and `person_id`; what else it has is
what figures are computed of.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from db.enums import Status
from db.models import TicketFacts, TicketSpan

Rows = Select[Any]


def _facts(moment: str, who: str) -> Rows:
    """Tickets, at a moment of theirs ("filed", "answered" …) and by whom that was."""
    table = TicketFacts.__table__
    at = table.c[f"{moment}_at"]
    return select(at.label("at"), table.c[who].label("person_id"), table).where(at.is_not(None))


def _begun(*which: ColumnElement[bool]) -> Rows:
    """Stretches, when they began."""
    table = TicketSpan.__table__
    return select(table.c.started_at.label("at"), table).where(*which)


def _over(*which: ColumnElement[bool]) -> Rows:
    """Stretches, when they were over."""
    table = TicketSpan.__table__
    return select(table.c.ended_at.label("at"), table).where(table.c.ended_at.is_not(None), *which)


_AGENTS = TicketSpan.__table__.c.kind == "agent"


def _status(status: Status) -> tuple[ColumnElement[bool], ...]:
    table = TicketSpan.__table__.c
    return table.kind == "status", table.status == status


STREAMS: dict[str, Rows] = {
    "filed": _facts("filed", "taken_by"),
    "answered": _facts("answered", "answered_by"),
    "taken": _begun(_AGENTS, TicketSpan.__table__.c.came_from == "queue"),
    "handed_over": _begun(_AGENTS, TicketSpan.__table__.c.came_from == "agent"),
    "released": _over(_AGENTS, TicketSpan.__table__.c.went_to == "queue"),
    "solved": _begun(*_status(Status.RESOLVED)),
    "closed": _begun(*_status(Status.CLOSED)),
    "reopened": _begun(*_status(Status.REOPENED)),
    "cancelled": _begun(*_status(Status.CANCELLED)),
}
