"""How late a ticket is, and when people are notified of it. Pure; computes no due (see `desk/sla/`).

Four steps, each worse than the one before: three quarters of the time for the first response have passed, all of it;
three quarters of the time for the solution, all of it. A promised time replaces both. Each step is notified once. If
the due moves away, the step may be notified again when it is reached.
"""

from datetime import UTC, datetime, timedelta

from db.models import Status, Ticket
from desk.locked import Locked

WARNED, BREACHED, SOLVE_WARNED, SOLVE_BREACHED = 1, 2, 3, 4
GATHERED = timedelta(minutes=15)
"""Admins are notified of breaches together, at these marks of the clock; of critical ones at once."""
RINGS_EVERY, MOST_RINGS = timedelta(minutes=5), 12
"""A critical breach is notified with sound again and again until somebody takes the ticket."""
APART = timedelta(minutes=3)
"""Within this time nobody gets two notifications with sound, except for critical tickets."""
A_DAY = timedelta(hours=24)
CRITICAL = 1
_RUNS = frozenset({Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED})


def counts(ticket: Ticket) -> bool:
    """Return True if the ticket has a target or a promised time: reminders then follow how late it is."""
    return ticket.policy_version is not None or ticket.promised_at is not None


def runs(ticket: Ticket) -> bool:
    """Return True if the clock of the ticket runs. On hold nobody is notified."""
    return ticket.filed_at is not None and ticket.status in _RUNS


def step(ticket: Ticket, at: datetime) -> int:
    """Return the worst step reached at that moment, or 0."""
    return max((number for number, due in _steps(ticket) if due <= at), default=0)


def told_at(ticket: Ticket, now: datetime, ahead: timedelta) -> int:
    """Return the step to name in a notification: a warning counts if it is due within `ahead`, a breach only once it
    has happened."""
    reached, soon = step(ticket, now), step(ticket, now + ahead)
    return max(reached, soon - 1 if is_breach(soon) else soon)


def next_step(ticket: Ticket, after: int) -> datetime | None:
    """Return when the ticket reaches the next step worse than `after`, or None while its clock is paused."""
    steps = _steps(ticket) if runs(ticket) else []
    return min((due for number, due in steps if number > after), default=None)


def is_breach(reached: int) -> bool:
    """Return True if the step is more than a warning."""
    return reached > 0 and reached == breach_of(reached)


def breach_of(reached: int) -> int:
    """Return the worst breach among the steps up to that one, or 0 if there is none."""
    return reached - reached % BREACHED


def is_held(ticket: Ticket) -> bool:
    """Return True if the ticket is on hold until a set time: its agent is notified then, and of nothing else before."""
    return ticket.status is Status.ON_HOLD and ticket.hold_until is not None


def plan(ticket: Locked, *, now: datetime | None = None) -> None:
    """Set when the agent and the admins are notified of the next step; never while the clock is paused. After the last
    step a ticket without an agent is notified every day: what is planned stays, the next day needs `now`."""
    if is_held(ticket):
        return
    steps = _steps(ticket) if runs(ticket) else []
    ticket.remind_at = next_step(ticket, ticket.late_told) or _next_day(ticket, now)
    breaches = [due for number, due in steps if is_breach(number) and number > ticket.breach_told]
    ticket.escalate_at = _gathered(ticket, min(breaches)) if breaches else None


def moved(ticket: Locked, now: datetime) -> None:
    """Lower the steps already notified after the dues changed, so that a step reached again is notified again."""
    reached = step(ticket, now)
    ticket.late_told = min(ticket.late_told, reached)
    ticket.breach_told = min(ticket.breach_told, breach_of(reached))
    plan(ticket, now=now)


def is_free(ticket: Ticket) -> bool:
    """Return True if nobody has taken the ticket."""
    return not ticket.is_taken


def whole_days(since: datetime, after: datetime) -> datetime:
    """Return the first moment later than `after` that is a whole number of days after `since`."""
    return since + A_DAY * ((after - since) // A_DAY + 1)


def _next_day(ticket: Ticket, now: datetime | None) -> datetime | None:
    since, planned = ticket.broadcast_at, ticket.remind_at
    if since is None or not is_free(ticket) or not runs(ticket):
        return None
    if now is None or (planned is not None and planned > now and not (planned - since) % A_DAY):
        return planned
    return whole_days(since, now)


def _gathered(ticket: Ticket, at: datetime) -> datetime:
    if ticket.priority == CRITICAL:
        return at
    begun = datetime.fromtimestamp(0, tz=UTC)
    return begun - (begun - at) // GATHERED * GATHERED


def _steps(ticket: Ticket) -> list[tuple[int, datetime]]:
    if ticket.promised_at is not None:
        found = [(SOLVE_WARNED, ticket.promise_warn_at), (SOLVE_BREACHED, ticket.promised_at)]
    else:
        found = [(SOLVE_WARNED, ticket.solve_warn_at), (SOLVE_BREACHED, ticket.solve_due_at)]
        if ticket.first_response_at is None:
            found += [(WARNED, ticket.first_warn_at), (BREACHED, ticket.first_due_at)]
    return [(number, due) for number, due in found if due is not None]
