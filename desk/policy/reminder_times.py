"""When people are reminded of a ticket: due times on its row. Pure; queues nothing."""

from datetime import datetime, timedelta

from db.models import Status, Ticket
from desk.locked import Locked
from desk.policy import lateness
from desk.settings import DeskSettings

_QUIET = frozenset({Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED})
_OFF = timedelta(0)
_APART = timedelta(hours=12)


def start_broadcast_timers(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """Start the reminders of a ticket that was just broadcast: all after `rules.remind`, admins after twice that, once
    each; then `plan_daily_reminder`."""
    ticket.broadcast_at = now
    ticket.broadcast_due_at = None
    if lateness.is_on_timed_hold(ticket):
        return
    if lateness.has_target(ticket):
        lateness.plan_notifications(ticket, now=now)
        return
    ticket.remind_at = now + rules.team.remind if rules.team.remind > _OFF else None
    ticket.escalate_at = now + 2 * rules.team.remind if rules.team.remind > _OFF else None


def plan_daily_reminder(ticket: Locked, *, after: datetime) -> None:
    """Plan the next announcement of an untaken ticket: whole days after its last broadcast, at least half a day
    after `after`, so that a late reminder is not followed by the same text."""
    ticket.remind_at = lateness.add_whole_days(ticket.broadcast_at or after, after + _APART)


def replan_untaken(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """Plan the reminders of a ticket that is untaken again, as if it had never been taken. Reminders that were due in
    between are skipped."""
    if ticket.broadcast_at is None:
        return
    if lateness.has_target(ticket):
        lateness.plan_notifications(ticket, now=now)
        return
    start_broadcast_timers(ticket, now=ticket.broadcast_at, rules=rules)
    if ticket.remind_at is not None and ticket.remind_at <= now:
        ticket.remind_at = lateness.add_whole_days(ticket.broadcast_at, now)
    if ticket.escalate_at is not None and ticket.escalate_at <= now:
        ticket.escalate_at = None


def start_waiting(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """Start the reminders of a ticket whose requester waits: the agent's after four times `rules.remind`, the admins'
    after eight times."""
    if lateness.has_target(ticket):
        lateness.plan_notifications(ticket, now=now)
        return
    if not is_waiting(ticket) or rules.team.remind <= _OFF:
        stop_waiting(ticket)
        return
    ticket.remind_at = now + 4 * rules.team.remind if ticket.assignee_id is not None else None
    ticket.escalate_at = now + 8 * rules.team.remind


def stop_waiting(ticket: Locked) -> None:
    """Stop the reminders of a waiting requester. Steps of targets, and the end of a hold, stay planned."""
    if lateness.is_on_timed_hold(ticket):
        return
    if lateness.has_target(ticket):
        lateness.plan_notifications(ticket)
        return
    ticket.remind_at = None
    ticket.escalate_at = None


def is_waiting(ticket: Ticket) -> bool:
    """Return True if the requester spoke last and the ticket is taken, or was said to be resolved."""
    has_it = ticket.is_taken or ticket.status is Status.RESOLVED
    return has_it and ticket.needs_answer and ticket.status not in _QUIET
