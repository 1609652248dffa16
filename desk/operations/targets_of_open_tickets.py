"""Apply the targets of today to tickets that are open already, and preview the effect."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from db.database import savepoint
from db.models import Ticket, Timer
from desk import Desk, Locked, Refused, history
from desk.policy import lateness, timer_kinds
from desk.policy.permissions import Grant
from desk.sla import target_versions, ticket_targets


@dataclass(frozen=True, slots=True)
class TargetPreview:
    """How many open tickets would get other targets, and how many of these would be overdue at once."""

    tickets: int
    late: int


class _Tried(Exception):
    """Rolls the preview back."""


async def preview_targets(desk: Desk) -> TargetPreview:
    """Return what `apply_to_open` would do, by trying it and rolling back. Raises NotAllowed, or Refused if targets are
    off."""
    await _admin_with_targets(desk)
    found = TargetPreview(0, 0)
    try:
        async with savepoint(desk.session):
            version = await target_versions.ensure_current_version(desk.session, desk.rules, desk.now)
            tickets = await desk.lock_all(select(Ticket).where(_others(version)))
            late = [await _late_at_once(desk, ticket) for ticket in tickets]
            found = TargetPreview(len(tickets), sum(late))
            raise _Tried
    except _Tried:
        return found


async def _late_at_once(desk: Desk, ticket: Locked) -> bool:
    was = _is_late(desk, ticket)
    await ticket_targets.adopt_targets(desk, ticket)
    return _is_late(desk, ticket) and not was


def _is_late(desk: Desk, ticket: Ticket) -> bool:
    return ticket.is_teams_turn and lateness.get_breach(lateness.get_step(ticket, desk.now)) > 0


async def apply_targets(desk: Desk) -> int:
    """Queue today's targets for every open ticket, applied by the clock, each once; return their number. Raises as
    `would_apply`."""
    await _admin_with_targets(desk)
    version = await target_versions.ensure_current_version(desk.session, desk.rules, desk.now)
    rows = select(Ticket.id, literal(timer_kinds.TARGETS), literal(desk.now)).where(_others(version))
    put = upsert(Timer).from_select(["ticket_id", "kind", "due_at"], rows)
    moved = put.on_conflict_do_update(
        index_elements=[Timer.ticket_id, Timer.kind], set_={Timer.due_at: put.excluded.due_at}
    )
    many = await desk.session.scalar(select(func.count()).select_from(Ticket).where(_others(version))) or 0
    await desk.session.execute(moved)
    history.record_action(desk, "targets", "targets:open", None, str(many))
    return many


async def _admin_with_targets(desk: Desk) -> None:
    await desk.require_grant(Grant.SETTINGS_PROMISES)
    if not desk.rules.targets.enabled:
        raise Refused("targets-off")


def _others(version: int) -> ColumnElement[bool]:
    """Return the condition for open tickets with targets of another version."""
    other = Ticket.policy_version.is_distinct_from(version)
    return and_(Ticket.filed_at.is_not(None), Ticket.is_open, other)
