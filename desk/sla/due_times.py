"""When the clock next does something about a ticket, derived from what has changed in it.

Verbs and steps change facts: the status, who has the ticket, whether an answer is due, its targets. Once such a change
is complete, `plan` says from the facts before and after it what is due when, and what differs is written. A time starts
anew when its facts change, and ends with them. Otherwise what is planned stays: it may be put off, or be over.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from db.models import Status, Ticket
from db.unit_of_work import DueFacts, get_unit
from desk.context import Context
from desk.locked import Locked
from desk.policy import lateness, timer_kinds
from desk.settings import DeskSettings
from desk.sla.desk_hours import get_desk_calendar

NEWS_AFTER = timedelta(hours=2)
"""After so many business hours without news for the requester, the agent of a ticket of high priority is asked."""
HIGH = 2
_OFF = timedelta(0)
_APART = timedelta(hours=12)
_QUIET = frozenset({Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class DueTimes:
    """When something is due about a ticket: its agent or everybody, then the admins are reminded, it closes. `timers`:
    those that start again, by kind."""

    remind_at: datetime | None
    escalate_at: datetime | None
    close_at: datetime | None
    timers: dict[str, datetime] = field(default_factory=dict)


@asynccontextmanager
async def follow(ctx: Context, ticket: Locked) -> AsyncIterator[None]:
    """Plan what is due about the ticket after a change of it; a change within a change leaves that to the outer one."""
    followed, key = get_unit(ctx.session).followed, ticket.id  # after an error the row can no longer be read
    if key in followed:
        yield
        return
    followed[key] = read_facts(ticket)
    try:
        yield
        before, after = followed[key], read_facts(ticket)
        if before != after:
            due = plan(ticket, before, after, now=ctx.now, rules=ctx.rules)
            ticket.remind_at, ticket.escalate_at, ticket.close_at = due.remind_at, due.escalate_at, due.close_at
            for kind, due_at in due.timers.items():
                await timer_kinds.set_timer(ctx.session, ticket, kind, due_at)
    finally:
        del followed[key]


def note_written(ctx: Context, ticket: Locked) -> None:
    """Note that the team has just written to the requester: the silence of both sides starts over."""
    followed = get_unit(ctx.session).followed
    followed[ticket.id] = replace(followed[ticket.id], is_written=True)


def read_facts(ticket: Ticket) -> DueFacts:
    """Return what the due times of the ticket depend on."""
    running = ticket.is_teams_turn
    return DueFacts(
        status=(ticket.status, ticket.status_at),
        silent=ticket.status is Status.PENDING or (ticket.status is Status.RESOLVED and not ticket.needs_answer),
        reminders=_read_reminders(ticket),
        steps=_read_steps(ticket, is_running=running) if lateness.has_target(ticket) else None,
        news=(ticket.assignee_id, ticket.claimed_at, ticket.priority, ticket.priority_at),
        is_running=running,
    )


def _read_steps(ticket: Ticket, *, is_running: bool) -> tuple[object, ...]:
    """Return what decides when the next step of lateness of a ticket with targets is notified."""
    steps = tuple(lateness.list_steps(ticket))
    return (is_running, ticket.priority, ticket.late_told, ticket.breach_told, steps)


def _read_reminders(ticket: Ticket) -> tuple[object, ...] | None:
    """Return whom the clock is to remind, and of what."""
    if is_waiting(ticket):
        return ("waiting", ticket.assignee_id, ticket.status is Status.RESOLVED)
    if lateness.is_on_timed_hold(ticket):
        return ("hold", ticket.hold_until)
    return ("free", ticket.broadcast_at) if ticket.is_to_be_taken and ticket.broadcast_at is not None else None


def is_waiting(ticket: Ticket) -> bool:
    """Return True if the requester spoke last and the ticket is taken, or was said to be resolved."""
    has_it = ticket.is_taken or ticket.status is Status.RESOLVED
    return has_it and ticket.needs_answer and ticket.status not in _QUIET


def put_off_reminders(ticket: Locked, until: datetime) -> None:
    """Let the reminders that an answer is due wait until that moment, as the requester has said that it works."""
    if is_waiting(ticket) and not lateness.has_target(ticket):
        ticket.remind_at = ticket.remind_at and max(ticket.remind_at, until)
        ticket.escalate_at = ticket.escalate_at and max(ticket.escalate_at, until)


def plan(ticket: Ticket, before: DueFacts, after: DueFacts, *, now: datetime, rules: DeskSettings) -> DueTimes:
    """Return when something is due about the ticket, after its facts have changed. Pure."""
    remind_at, escalate_at = _plan_reminders(ticket, before, after, now=now, rules=rules)
    close_at, started = _plan_closing(ticket, before, after, now=now, rules=rules), {}
    if before.status != after.status and ticket.status is Status.PENDING and rules.targets.enabled and close_at:
        started[timer_kinds.PENDING_HALF] = now + rules.requests.auto_close / 2
    asks_at = get_desk_calendar(rules).add_work(now, NEWS_AFTER)
    if asks_at and (before.is_written or before.news != after.news) and _asks_for_news(ticket, before, after):
        started[timer_kinds.STILL] = asks_at
    return DueTimes(remind_at, escalate_at, close_at, started)


def _plan_closing(
    ticket: Ticket, before: DueFacts, after: DueFacts, *, now: datetime, rules: DeskSettings
) -> datetime | None:
    """Return when the requester's silence closes the ticket."""
    if not after.silent:
        return None
    if before.silent and before.status == after.status and not before.is_written:
        return ticket.close_at
    silence = rules.requests.auto_close
    return now + silence if silence > _OFF else None


def _asks_for_news(ticket: Ticket, before: DueFacts, after: DueFacts) -> bool:
    return has_news_due(ticket) and (before.is_running or after.is_running)


def has_news_due(ticket: Ticket) -> bool:
    """Return True if the ticket has an agent to ask for news, a target and high priority."""
    return ticket.policy_version is not None and ticket.priority == HIGH and ticket.assignee_id is not None


def _plan_reminders(
    ticket: Ticket, before: DueFacts, after: DueFacts, *, now: datetime, rules: DeskSettings
) -> tuple[datetime | None, datetime | None]:
    """Return when its agent or everybody, and when the admins are reminded of the ticket."""
    starts = before.reminders != after.reminders
    if lateness.is_on_timed_hold(ticket):
        return (ticket.hold_until, None) if starts else (ticket.remind_at, ticket.escalate_at)
    if lateness.has_target(ticket) or not starts:
        if starts:  # a broadcast that waits for business hours comes back a day after it
            return plan_steps(ticket, now=max(now, ticket.broadcast_at or now))
        changed = before.steps != after.steps
        return plan_steps(ticket, now=now) if changed else (ticket.remind_at, ticket.escalate_at)
    if after.reminders is None or rules.team.remind <= _OFF:
        return None, None
    if is_waiting(ticket):
        return _plan_waiting(ticket, before, now=now, remind=rules.team.remind)
    return _plan_untaken(ticket, now=now, remind=rules.team.remind)


def _plan_waiting(
    ticket: Ticket, before: DueFacts, *, now: datetime, remind: timedelta
) -> tuple[datetime | None, datetime | None]:
    """Return the reminders of a ticket whose requester waits: of its agent after four times `remind`, of the admins
    after eight times. If the agent left it, only theirs stays."""
    if ticket.is_taken:
        return now + 4 * remind, now + 8 * remind
    return None, now + 8 * remind if before.reminders is None else ticket.escalate_at


def _plan_untaken(ticket: Ticket, *, now: datetime, remind: timedelta) -> tuple[datetime | None, datetime | None]:
    """Return the reminders of a broadcast ticket: of all after `remind`, then daily, of the admins after twice that.
    Those that were due in between are skipped."""
    since = ticket.broadcast_at or now
    first, second = since + remind, since + 2 * remind
    return first if first > now else lateness.add_whole_days(since, now), second if second > now else None


def plan_steps(ticket: Ticket, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when the agent and the admins are notified of the next step of lateness; never while the clock is paused.
    After the last step a ticket without an agent is notified every day."""
    steps = lateness.list_steps(ticket) if ticket.is_teams_turn else []
    breaches = [due for number, due in steps if lateness.is_breach(number) and number > ticket.breach_told]
    remind_at = lateness.get_next_step_time(ticket, ticket.late_told) or _plan_next_day(ticket, now)
    return remind_at, _bundle(ticket, min(breaches)) if breaches else None


def plan_daily_reminder(ticket: Locked, *, after: datetime) -> None:
    """Plan the next announcement of an untaken ticket: whole days after its last broadcast, at least half a day
    after `after`, so that a late reminder is not followed by the same text."""
    ticket.remind_at = lateness.add_whole_days(ticket.broadcast_at or after, after + _APART)


def _plan_next_day(ticket: Ticket, now: datetime) -> datetime | None:
    since, planned = ticket.broadcast_at, ticket.remind_at
    if since is None or ticket.is_taken or not ticket.is_teams_turn:
        return None
    if planned is not None and planned > now and not (planned - since) % lateness.A_DAY:
        return planned
    return lateness.add_whole_days(since, now)


def _bundle(ticket: Ticket, at: datetime) -> datetime:
    if ticket.priority == lateness.CRITICAL:
        return at
    begun = datetime.fromtimestamp(0, tz=UTC)
    return begun - (begun - at) // lateness.BUNDLED_EVERY * lateness.BUNDLED_EVERY
