"""Reads what a ticket's row promises, and whether it is overdue. Pure; computes no due (see `desk/sla/`), sends
nothing.

Metrics count the dues of the targets. A promised time moves warnings and what is shown.
"""

from datetime import datetime

from db.models import Status, Ticket

_NOT_OUR_TURN = frozenset({Status.PENDING, Status.RESOLVED, Status.CLOSED, Status.CANCELLED})


def get_next_promise(ticket: Ticket) -> datetime | None:
    """Return when the requester may expect the next answer or the solution; on hold, until when it is on hold. None if
    it is not the team's turn or nothing is promised."""
    if ticket.filed_at is None or ticket.status in _NOT_OUR_TURN:
        return None
    if ticket.status is Status.ON_HOLD:
        return ticket.hold_until
    if ticket.promised_at is not None:
        return ticket.promised_at
    return ticket.first_due_at if ticket.first_response_at is None else ticket.solve_due_at


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    """Return True if the next promise has passed; never for a ticket on hold."""
    due = get_next_promise(ticket)
    return due is not None and due < now and ticket.status is not Status.ON_HOLD
