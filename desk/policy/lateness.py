"""How late a ticket is, and when somebody is to be told of it. Pure; computes no due (that is `desk/sla/`).

Four steps, each worse than the one before: three quarters of the time for the first response have passed, all of it;
three quarters of the time for the solution, all of it. A time that a person promised stands in for both. Each step is
told once: of a ticket that comes back from one (its due moved away) it may be told again.
"""

from datetime import UTC, datetime, timedelta

from db.models import Status, Ticket
from desk.locked import Locked

WARNED, BREACHED, SOLVE_WARNED, SOLVE_BREACHED = 1, 2, 3, 4
GATHERED = timedelta(minutes=15)
"""Admins hear of breaches together, at these marks of the clock; of critical ones at once."""
RINGS_EVERY, MOST_RINGS = timedelta(minutes=5), 12
"""A critical breach rings again until somebody takes the ticket."""
APART = timedelta(minutes=3)
"""Nobody's phone rings twice within, but for what is critical."""
A_DAY = timedelta(hours=24)
CRITICAL = 1
_RUNS = frozenset({Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED})


def counts(ticket: Ticket) -> bool:
    """Whether anything is promised: then reminders go by how late it is."""
    return ticket.policy_version is not None or ticket.promised_at is not None


def runs(ticket: Ticket) -> bool:
    """Whether its clock runs and somebody hears of it; on hold nobody does."""
    return ticket.filed_at is not None and ticket.status in _RUNS


def step(ticket: Ticket, at: datetime) -> int:
    """How late it is at that moment: 0, or the worst step reached."""
    return max((number for number, due in _steps(ticket) if due <= at), default=0)


def told_at(ticket: Ticket, now: datetime, ahead: timedelta) -> int:
    """How late it may be said to be: a warning that comes within `ahead` counts, a breach only once it is one."""
    reached, soon = step(ticket, now), step(ticket, now + ahead)
    return max(reached, soon - 1 if is_breach(soon) else soon)


def next_step(ticket: Ticket, after: int) -> datetime | None:
    """When it comes to the next step worse than that one; None while its clock stands."""
    steps = _steps(ticket) if runs(ticket) else []
    return min((due for number, due in steps if number > after), default=None)


def is_breach(reached: int) -> bool:
    """Whether a step is more than a warning."""
    return reached > 0 and reached == breach_of(reached)


def breach_of(reached: int) -> int:
    """The worst breach among the steps up to that one; 0: none."""
    return reached - reached % BREACHED


def is_held(ticket: Ticket) -> bool:
    """On hold until a time: then its agent hears of it, and of nothing else before."""
    return ticket.status is Status.ON_HOLD and ticket.hold_until is not None


def plan(ticket: Locked, *, now: datetime | None = None) -> None:
    """When its agent, and when the admins are to hear of the next step; nobody while its clock stands. When all steps
    are told, what nobody takes is told of every day: what is planned stays, another day needs `now`."""
    if is_held(ticket):
        return
    steps = _steps(ticket) if runs(ticket) else []
    ticket.remind_at = next_step(ticket, ticket.late_told) or _next_day(ticket, now)
    breaches = [due for number, due in steps if is_breach(number) and number > ticket.breach_told]
    ticket.escalate_at = _gathered(ticket, min(breaches)) if breaches else None


def moved(ticket: Locked, now: datetime) -> None:
    """Its dues changed: what is no longer so will be told again when it is."""
    reached = step(ticket, now)
    ticket.late_told = min(ticket.late_told, reached)
    ticket.breach_told = min(ticket.breach_told, breach_of(reached))
    plan(ticket, now=now)


def is_free(ticket: Ticket) -> bool:
    """Whether nobody has it."""
    return not ticket.is_taken


def whole_days(since: datetime, after: datetime) -> datetime:
    """Whole days after `since`, the first time later than `after`."""
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
