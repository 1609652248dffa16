"""When somebody is reminded of a ticket: due times on its row. Pure; puts nothing."""

from datetime import datetime, timedelta

from db.models import Status, Ticket
from desk.locked import Locked
from desk.policy import lateness
from desk.settings import DeskSettings

_QUIET = frozenset({Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED})
_OFF = timedelta(0)
_APART = timedelta(hours=12)


def start_broadcast_timers(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """It was just broadcast: reminded after `rules.remind`, admins after twice that, once each; then see `daily`."""
    ticket.broadcast_at = now
    ticket.broadcast_due_at = None
    if lateness.is_held(ticket):
        return
    if lateness.counts(ticket):
        lateness.plan(ticket, now=now)
        return
    ticket.remind_at = now + rules.team.remind if rules.team.remind > _OFF else None
    ticket.escalate_at = now + 2 * rules.team.remind if rules.team.remind > _OFF else None


def daily(ticket: Locked, *, after: datetime) -> None:
    """Nobody took it although all were reminded, a moment before `after`: announced again whole days after its last
    broadcast; not within half a day, so that a late reminder is not followed by the same words."""
    ticket.remind_at = lateness.whole_days(ticket.broadcast_at or after, after + _APART)


def untaken_again(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """It is nobody's as if it had never been taken: what was due meanwhile is not made up for."""
    if ticket.broadcast_at is None:
        return
    if lateness.counts(ticket):
        lateness.plan(ticket, now=now)
        return
    start_broadcast_timers(ticket, now=ticket.broadcast_at, rules=rules)
    if ticket.remind_at is not None and ticket.remind_at <= now:
        ticket.remind_at = lateness.whole_days(ticket.broadcast_at, now)
    if ticket.escalate_at is not None and ticket.escalate_at <= now:
        ticket.escalate_at = None


def start_waiting(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """Who has it keeps a requester waiting from now: their agent after four times, admins after eight."""
    if lateness.counts(ticket):
        lateness.plan(ticket, now=now)
        return
    if not is_waiting(ticket) or rules.team.remind <= _OFF:
        stop_waiting(ticket)
        return
    ticket.remind_at = now + 4 * rules.team.remind if ticket.assignee_id is not None else None
    ticket.escalate_at = now + 8 * rules.team.remind


def stop_waiting(ticket: Locked) -> None:
    """Nobody waits for an agent any more; what was promised stays so, and until when it is on hold."""
    if lateness.is_held(ticket):
        return
    if lateness.counts(ticket):
        lateness.plan(ticket)
        return
    ticket.remind_at = None
    ticket.escalate_at = None


def is_waiting(ticket: Ticket) -> bool:
    """Whether the desk owes the requester a word: somebody has it, or had said it was solved, and the requester spoke
    last."""
    has_it = ticket.is_taken or ticket.status is Status.RESOLVED
    return has_it and ticket.needs_answer and ticket.status not in _QUIET
