"""The brake: if too many changes come from the board at once, they are held until an admin decides. Changes are counted
by the time they were made, so pulls and restarts make no difference. Knows no HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Brake, BrakeKind, CountedChange, HeldChange, Ticket, any_of
from desk.board import brake as board_brake
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED

_PAUSE = timedelta(minutes=1)  # between two messages about one kind


@dataclass(frozen=True, slots=True)
class _Limit:
    """The brake holds what exceeds both `least` and `share` percent of the open tickets within a time."""

    within: timedelta
    least: int
    share: int = 0


_LIMITS = {
    BrakeKind.VANISH: _Limit(timedelta(hours=1), least=5, share=10),
    BrakeKind.COMPLETE: _Limit(timedelta(minutes=10), least=20, share=25),
    BrakeKind.COMMENT: _Limit(timedelta(minutes=10), least=60),
    BrakeKind.ADD: _Limit(timedelta(minutes=10), least=40),
    BrakeKind.DUE: _Limit(timedelta(minutes=10), least=5),
}


async def allow_act(
    session: AsyncSession, ctx: SyncContext, kind: BrakeKind, *, at: datetime | None = None, by: str | None = None
) -> bool:
    """Count one more change made at `at` (default: now), by the account `by` where limits are per account. Return False
    if there were too many: the caller holds it."""
    limit, moment = _LIMITS[kind], at or ctx.now
    counted = select(func.count()).where(
        CountedChange.project_id == ctx.project.project_id,
        CountedChange.kind == kind,
        CountedChange.at > moment - limit.within,
        CountedChange.at <= moment,
    )
    if by is not None:
        counted = counted.where(CountedChange.by == by)
    passed = (await session.execute(counted)).scalar_one()
    if passed >= limit.least and passed >= await _share(session, limit):
        return False
    session.add(CountedChange(project_id=ctx.project.project_id, kind=kind, by=by, at=moment))
    return True


async def _share(session: AsyncSession, limit: _Limit) -> int:
    if not limit.share:
        return 0
    still_open = select(func.count()).where(Ticket.filed_at.is_not(None), Ticket.status.not_in(list(ENDED)))
    known = (await session.execute(still_open)).scalar_one()
    return known * limit.share // 100


async def has_held_comments(session: AsyncSession, ticket_id: int, by: str) -> bool:
    """Return True if comments of this account ("" for an unknown one) on this ticket are held: later ones have to wait
    for them."""
    whose = func.coalesce(HeldChange.data["posted_uid"].astext, "")
    query = select(HeldChange.id).where(
        HeldChange.ticket_id == ticket_id, HeldChange.kind == BrakeKind.COMMENT, whose == by
    )
    return (await session.execute(query.limit(1))).first() is not None


async def is_held(session: AsyncSession, key: str) -> bool:
    """Return True if this very change is held, or an admin has rejected it."""
    return (await session.execute(select(HeldChange.id).where(HeldChange.key == key))).first() is not None


async def hold_act(
    session: AsyncSession,
    ctx: SyncContext,
    kind: BrakeKind,
    *,
    ticket_id: int | None,
    key: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Hold a change until an admin decides; the same key again updates what is stored."""
    row = insert(HeldChange).values(
        project_id=ctx.project.project_id, kind=kind, ticket_id=ticket_id, key=key, data=data or {}, held_at=ctx.now
    )
    await session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"data": data or {}}))


def make_due_key(card: BoardCard) -> str:
    """Return the key under which a change of the card's due is held."""
    return f"due:{card.task_id}"


async def release_acts(session: AsyncSession, *keys: str) -> None:
    """Stop holding these changes: they were undone on the board, or have been applied."""
    await session.execute(delete(HeldChange).where(any_of(HeldChange.key, keys)))


async def ask_admins(session: AsyncSession, ctx: SyncContext) -> int:
    """Ask the admins about held changes that no question has named yet, at most once a minute for each kind; return how
    many questions were asked."""
    mine = HeldChange.project_id == ctx.project.project_id
    kinds = await session.scalars(select(HeldChange.kind).where(mine, HeldChange.brake_id.is_(None)).distinct())
    asked = 0
    for kind in kinds.all():
        last = select(func.max(Brake.told_at)).where(Brake.project_id == ctx.project.project_id, Brake.kind == kind)
        told_at = await session.scalar(last)
        if told_at is not None and ctx.now < told_at + _PAUSE:
            continue
        brake = Brake(project_id=ctx.project.project_id, kind=kind, told_at=ctx.now)
        session.add(brake)
        await session.flush()
        named = update(HeldChange).where(mine, HeldChange.kind == kind, HeldChange.brake_id.is_(None))
        await session.execute(named.values(brake_id=brake.id))
        await board_brake.ask_brake(ctx.make_desk(session), brake)
        asked += 1
    return asked
