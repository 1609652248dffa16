"""Urgent and overdue tickets as SQL columns for lists; agrees with `promises`, which judges one row. Pure."""

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
"""The next promise if it is the team's turn; null without targets."""

CRITICAL_WAITS = and_(Ticket.priority == CRITICAL, Ticket.filed_at.is_not(None), Ticket.status.in_(WAITS["team"]))
"""True if the ticket is critical and it is the team's turn."""

MOST_URGENT_FIRST = (
    CRITICAL_WAITS.desc(),
    Ticket.status.in_(WAITS["team"]).desc(),
    OUR_PROMISE.asc().nulls_last(),
    Ticket.priority,
    Ticket.filed_at,
    Ticket.id,
)
"""The one order of what to do next, in the chat, in the panel and wherever the first ticket is taken. First come
critical tickets if it is the team's turn, however new; then the soonest promise, so that overdue tickets come before
others; then by priority, the oldest first. Tickets that wait for others come last. docs/explanation/targets.md
describes it."""


def is_due_before(at: datetime) -> ColumnElement[bool]:
    """Return the condition that the team promised something before that moment."""
    return and_(Ticket.status.in_(WAITS["team"]), at > OUR_PROMISE)
