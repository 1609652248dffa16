"""A ticket's dues on its row: set at filing, recalculated when the priority, pauses or hours change. Steps of verbs;
they send no notifications. A ticket filed without targets has none, and costs nothing here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, text, update

from db.models import Pause, Status
from desk.context import Context
from desk.locked import Locked
from desk.policy import lateness
from desk.settings.kinds import TargetLengths
from desk.sla import due_times, target_calculation, target_versions
from desk.sla.desk_hours import get_desk_calendar
from desk.sla.target_calculation import Course, PriorityChange
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import ROUND_THE_CLOCK

_ENDED, _HELD = "resolved", "on_hold"
_REASONS = {
    Status.PENDING: "pending",
    Status.RESOLVED: _ENDED,
    Status.CLOSED: _ENDED,
    Status.CANCELLED: _ENDED,
}
_SO_FAR = text("""
select id, started_at as since, ended_at as until, null as was, null as became from pauses
  where ticket_id = :ticket and ended_at is not null
union all
select id, at, null, old, new from history where ticket_id = :ticket and field = 'priority' and at >= :filed
order by since, id
""")


async def set_dues(ctx: Context, ticket: Locked) -> None:
    """Apply the targets in force to a ticket that was just filed."""
    if ctx.rules.targets.enabled:
        ticket.policy_version = await target_versions.ensure_current_version(ctx.session, ctx.rules, ctx.now)
        lengths = ctx.rules.targets.by_priority
        async with due_times.follow(ctx, ticket):
            await _write_dues(ctx, ticket, lengths, (), ())


async def adopt_targets(ctx: Context, ticket: Locked) -> None:
    """Apply the targets in force to an open ticket, counted from its filing; nothing if targets are off. A paused clock
    stays paused."""
    if not ctx.rules.targets.enabled:
        return
    is_new = ticket.policy_version is None
    ticket.policy_version = await target_versions.ensure_current_version(ctx.session, ctx.rules, ctx.now)
    reason = _get_pause_reason(ctx, ticket.status)
    if is_new and reason is not None:
        await _pause_clock(ctx, ticket, reason, ctx.now)
    await recalculate_dues(ctx, ticket)


async def recalculate_dues(ctx: Context, ticket: Locked) -> None:
    """Recalculate the dues after the priority, the pauses or the hours have changed. A first response already given
    keeps its verdict."""
    if ticket.policy_version is None or ticket.filed_at is None:
        return
    await ctx.session.flush()
    rows = (await ctx.session.execute(_SO_FAR, {"ticket": ticket.id, "filed": ticket.filed_at})).all()
    pauses = [(row.since, row.until) for row in rows if row.until is not None]
    changes = [PriorityChange(row.since, int(row.was), int(row.became)) for row in rows if row.until is None]
    lengths = await target_versions.load_targets(ctx.session, ticket.policy_version)
    async with due_times.follow(ctx, ticket):
        await _write_dues(ctx, ticket, lengths, changes, pauses)


async def update_clock(ctx: Context, ticket: Locked, old: Status, to: Status, *, at: datetime) -> None:
    """Pause the clock while it is not the team's turn, and continue it, both from the time of the change."""
    if ticket.policy_version is None:
        return
    old_reason = (
        _HELD if old is Status.ON_HOLD else _get_pause_reason(ctx, old)
    )  # the setting may have been different then
    new_reason = _get_pause_reason(ctx, to)
    if old_reason == new_reason:
        return
    if old_reason is not None:
        still = (Pause.ticket_id == ticket.id, Pause.ended_at.is_(None))
        await ctx.session.execute(update(Pause).where(*still).values(ended_at=at))
    if new_reason is not None:
        await _pause_clock(ctx, ticket, new_reason, at)
    if old_reason is not None:
        await recalculate_dues(ctx, ticket)


async def _pause_clock(ctx: Context, ticket: Locked, reason: str, at: datetime) -> None:
    await ctx.session.execute(insert(Pause).values(ticket_id=ticket.id, started_at=at, reason=reason))


def _get_pause_reason(ctx: Context, status: Status) -> str | None:
    """Return why the clock is paused in a status, or None if it runs."""
    if status is Status.ON_HOLD and ctx.rules.targets.hold_stops_clock:
        return _HELD
    return _REASONS.get(status)


async def _write_dues(
    ctx: Context,
    ticket: Locked,
    lengths: Mapping[int, TargetLengths],
    changes: Sequence[PriorityChange],
    pauses: Sequence[Paused],
) -> None:
    if ticket.filed_at is None:
        return
    hours = get_desk_calendar(ctx.rules)
    course = Course(
        ticket.filed_at,
        ticket.priority,
        changes,
        pauses,
        lambda priority: ROUND_THE_CLOCK if priority == lateness.CRITICAL else hours,
    )
    own = lengths[ticket.priority]
    is_theirs = ticket.begun_by is not None  # the first response is the requester's
    if not is_theirs and (ticket.first_response_at is None or ticket.first_due_at is None):
        ticket.first_target = int(own.first_response.total_seconds())
        first = {priority: pair.first_response for priority, pair in lengths.items()}
        ticket.first_due_at, ticket.first_warn_at = target_calculation.calculate_due(course, first)
    ticket.solve_target = int(own.solution.total_seconds())
    solution = {priority: pair.solution for priority, pair in lengths.items()}
    ticket.solve_due_at, ticket.solve_warn_at = target_calculation.calculate_due(course, solution)
    lateness.update_told_steps(ticket, ctx.now)
