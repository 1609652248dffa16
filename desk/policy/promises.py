"""What a ticket's row promises, and whether it is late. Pure; computes no due (that is `desk/sla/`), tells nobody.

The targets' dues are what figures count; a time that a person promised moves warnings and what is shown.
"""

from datetime import datetime

from db.models import Status, Ticket

_STANDS = frozenset({Status.PENDING, Status.RESOLVED, Status.CLOSED, Status.CANCELLED})


def next_promise(ticket: Ticket) -> datetime | None:
    """When the requester may expect the desk's next word or the solution; None where it is not the desk's turn, or
    nothing is promised. On hold: until when it is."""
    if ticket.filed_at is None or ticket.status in _STANDS:
        return None
    if ticket.status is Status.ON_HOLD:
        return ticket.hold_until
    if ticket.promised_at is not None:
        return ticket.promised_at
    return ticket.first_due_at if ticket.first_response_at is None else ticket.solve_due_at


def is_late(ticket: Ticket, now: datetime) -> bool:
    """Whether the next promise has passed; a ticket on hold never is."""
    due = next_promise(ticket)
    return due is not None and due < now and ticket.status is not Status.ON_HOLD
