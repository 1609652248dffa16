"""How late a ticket is, and when people are notified of it. Pure; computes no due (see `desk/sla/`).

Four steps, each worse than the one before: three quarters of the time for the first response have passed, all of it;
three quarters of the time for the solution, all of it. A promised time replaces both. Each step is notified once. If
the due moves away, the step may be notified again when it is reached.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_

from db.models import Status, Ticket
from desk.listing import Key
from desk.locked import Locked


def get_next_promise(ticket: Ticket) -> datetime | None:
    """Return when the requester may expect the next answer or the solution; on hold, until when it is on hold. None if
    it is not the team's turn or nothing is promised."""
    if ticket.status is Status.ON_HOLD and ticket.filed_at is not None:
        return ticket.hold_until
    return ticket.due_at


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    """Return True if the next promise has passed; never for a ticket on hold."""
    return ticket.due_at is not None and ticket.due_at < now


def is_due_before(at: datetime) -> ColumnElement[bool]:
    """Return the condition that the team promised something before that moment."""
    return and_(Ticket.is_teams_turn, at > Ticket.due_at)


WARNED, BREACHED, SOLVE_WARNED, SOLVE_BREACHED = 1, 2, 3, 4
BUNDLED_EVERY = timedelta(minutes=15)
"""Admins are notified of breaches together, at these marks of the clock; of critical ones at once."""
REPEATED_EVERY, MOST_REPEATS = timedelta(minutes=5), 12
"""A critical ticket is notified of with sound again and again until it is taken, for at most an hour; after a breach
for an hour more."""
SOUND_GAP = timedelta(minutes=3)
"""Within this time no one gets two notifications with sound, except for critical tickets."""
A_DAY = timedelta(hours=24)
CRITICAL = 1


def has_target(ticket: Ticket) -> bool:
    """Return True if the ticket has a target or a promised time: reminders then follow how late it is."""
    return ticket.policy_version is not None or ticket.promised_at is not None


def get_step(ticket: Ticket, at: datetime) -> int:
    """Return the worst step reached at that moment, or 0."""
    return max((number for number, due in list_steps(ticket) if due <= at), default=0)


def get_step_to_tell(ticket: Ticket, now: datetime, ahead: timedelta) -> int:
    """Return the step to name in a notification: a warning counts if it is due within `ahead`, a breach only once it
    has happened."""
    reached, soon = get_step(ticket, now), get_step(ticket, now + ahead)
    return max(reached, soon - 1 if is_breach(soon) else soon)


def get_next_step_time(ticket: Ticket, after: int) -> datetime | None:
    """Return when the ticket reaches the next step worse than `after`, or None while its clock is paused."""
    steps = list_steps(ticket) if ticket.is_teams_turn else []
    return min((due for number, due in steps if number > after), default=None)


def is_breach(reached: int) -> bool:
    """Return True if the step is more than a warning."""
    return reached > 0 and reached == get_breach(reached)


def get_breach(reached: int) -> int:
    """Return the worst breach among the steps up to that one, or 0 if there is none."""
    return reached - reached % BREACHED


def is_on_timed_hold(ticket: Ticket) -> bool:
    """Return True if the ticket is on hold until a set time: its agent is notified then, and of nothing else before."""
    return ticket.status is Status.ON_HOLD and ticket.hold_until is not None


def update_told_steps(ticket: Locked, now: datetime) -> None:
    """Lower the steps already notified after the dues changed, so that a step reached again is notified again."""
    reached = get_step(ticket, now)
    ticket.late_told = min(ticket.late_told, reached)
    ticket.breach_told = min(ticket.breach_told, get_breach(reached))


def add_whole_days(since: datetime, after: datetime) -> datetime:
    """Return the first moment later than `after` that is a whole number of days after `since`."""
    return since + A_DAY * ((after - since) // A_DAY + 1)


def list_steps(ticket: Ticket) -> list[tuple[int, datetime]]:
    """Return the steps with their times, in no order."""
    if ticket.promised_at is not None:
        found = [(SOLVE_WARNED, ticket.promise_warn_at), (SOLVE_BREACHED, ticket.promised_at)]
    else:
        found = [(SOLVE_WARNED, ticket.solve_warn_at), (SOLVE_BREACHED, ticket.solve_due_at)]
        if ticket.first_response_at is None:
            found += [(WARNED, ticket.first_warn_at), (BREACHED, ticket.first_due_at)]
    return [(number, due) for number, due in found if due is not None]


CRITICAL_WAITS = and_(Ticket.priority == CRITICAL, Ticket.is_teams_turn)
"""True if the ticket is critical and it is the team's turn."""

MOST_URGENT_FIRST = (
    Key(CRITICAL_WAITS, descending=True),
    Key(Ticket.is_teams_turn, descending=True),
    Key(Ticket.due_at, nullable=True),
    Key(Ticket.priority),
    Key(Ticket.moved_up, descending=True),
    Key(Ticket.filed_at, nullable=True),
    Key(Ticket.id),
)
"""The one order of what to do next, in the chat, in the panel and wherever the first ticket is taken. First come
critical tickets if it is the team's turn, however new; then the soonest promise, so that overdue tickets come before
others; then by priority, within it those that a rule has moved up, then the oldest. Tickets that wait for others come
last. docs/explanation/targets.md describes it."""
