"""What is urgent and what is late, as columns for lists: the same as `promises` says of one row. Pure."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, null

from db.models import Status, Ticket
from desk.policy.lateness import CRITICAL

WAITS = {
    "team": (Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED),
    "requester": (Status.PENDING, Status.RESOLVED),
    "others": (Status.ON_HOLD,),
}
"""Whose turn an open ticket is, by its status."""

OUR_PROMISE: ColumnElement[datetime | None] = case(
    (Ticket.filed_at.is_(None) | Ticket.status.not_in(WAITS["team"]), null()),
    (Ticket.promised_at.is_not(None), Ticket.promised_at),
    (Ticket.first_response_at.is_(None), Ticket.first_due_at),
    else_=Ticket.solve_due_at,
)
"""The next promise where it is the team's turn; null on a desk that promises nothing."""

CRITICAL_WAITS = and_(Ticket.priority == CRITICAL, Ticket.filed_at.is_not(None), Ticket.status.in_(WAITS["team"]))
"""It is critical, and the team's turn."""

MOST_URGENT_FIRST = (
    CRITICAL_WAITS.desc(),
    OUR_PROMISE.asc().nulls_last(),
    Ticket.priority,
    Ticket.filed_at,
    Ticket.id,
)
"""The one order of what is to be done next, in the chat, the panel and wherever a first one is taken: what is critical
and the team's turn, however new; then what was promised soonest, so that what is late comes before what is not; then
by priority, the oldest first."""


def due_before(at: datetime) -> ColumnElement[bool]:
    """The team has promised something before that moment."""
    return and_(Ticket.status.in_(WAITS["team"]), at > OUR_PROMISE)
