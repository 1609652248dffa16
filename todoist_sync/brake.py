"""The brake: acts on the board that are too many at once are kept, not done, until an admin's word. Counts what took
effect by the time of the act, so that pulls and restarts make no difference. Knows no HTTP.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardAct, BoardCard, Brake, BrakeKind, HeldAct, Ticket, any_of
from desk.board import brake as board_brake
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED

KEPT = timedelta(hours=1)
_PAUSE = timedelta(minutes=1)  # between two messages about one kind


@dataclass(frozen=True, slots=True)
class _Limit:
    """More than `least`, and more than `share` percent of the open tickets, within a time is too much."""

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


async def passes(
    session: AsyncSession, round_: SyncContext, kind: BrakeKind, *, at: datetime | None = None, by: str | None = None
) -> bool:
    """Count one more act at `at` (now), by the account `by` where that matters; False: too many, to be held."""
    limit, moment = _LIMITS[kind], at or round_.now
    counted = select(func.count()).where(
        BoardAct.project_id == round_.place.project_id,
        BoardAct.kind == kind,
        BoardAct.at > moment - limit.within,
        BoardAct.at <= moment,
    )
    if by is not None:
        counted = counted.where(BoardAct.by == by)
    passed = (await session.execute(counted)).scalar_one()
    if passed >= limit.least and passed >= await _share(session, limit):
        return False
    session.add(BoardAct(project_id=round_.place.project_id, kind=kind, by=by, at=moment))
    return True


async def _share(session: AsyncSession, limit: _Limit) -> int:
    if not limit.share:
        return 0
    still_open = select(func.count()).where(Ticket.filed_at.is_not(None), Ticket.status.not_in(list(ENDED)))
    known = (await session.execute(still_open)).scalar_one()
    return known * limit.share // 100


async def holds_some(session: AsyncSession, ticket_id: int, by: str) -> bool:
    """Whether comments of this account (empty: nobody known) on this ticket are held: later ones have to wait behind
    them."""
    whose = func.coalesce(HeldAct.data["posted_uid"].astext, "")
    query = select(HeldAct.id).where(HeldAct.ticket_id == ticket_id, HeldAct.kind == BrakeKind.COMMENT, whose == by)
    return (await session.execute(query.limit(1))).first() is not None


async def holds(session: AsyncSession, key: str) -> bool:
    """Whether this very act is held, or was not wanted by an admin's word."""
    return (await session.execute(select(HeldAct.id).where(HeldAct.key == key))).first() is not None


async def hold(
    session: AsyncSession,
    round_: SyncContext,
    kind: BrakeKind,
    *,
    ticket_id: int | None,
    key: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Keep an act until an admin's word; the same key again brings what is kept up to date."""
    row = insert(HeldAct).values(
        project_id=round_.place.project_id, kind=kind, ticket_id=ticket_id, key=key, data=data or {}, held_at=round_.now
    )
    await session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"data": data or {}}))


def due_key(card: BoardCard) -> str:
    """What a task's due is held under."""
    return f"due:{card.task_id}"


async def let_go(session: AsyncSession, *keys: str) -> None:
    """These acts are no longer held: they were taken back on the board, or have had their effect."""
    await session.execute(delete(HeldAct).where(any_of(HeldAct.key, keys)))


async def ask(session: AsyncSession, round_: SyncContext) -> int:
    """Ask the admins about what is held and was not named yet, at most once a minute for each kind; returns how many
    questions."""
    mine = HeldAct.project_id == round_.place.project_id
    kinds = await session.scalars(select(HeldAct.kind).where(mine, HeldAct.brake_id.is_(None)).distinct())
    asked = 0
    for kind in kinds.all():
        last = select(func.max(Brake.told_at)).where(Brake.project_id == round_.place.project_id, Brake.kind == kind)
        told_at = await session.scalar(last)
        if told_at is not None and round_.now < told_at + _PAUSE:
            continue
        brake = Brake(project_id=round_.place.project_id, kind=kind, told_at=round_.now)
        session.add(brake)
        await session.flush()
        named = update(HeldAct).where(mine, HeldAct.kind == kind, HeldAct.brake_id.is_(None))
        await session.execute(named.values(brake_id=brake.id))
        await board_brake.ask_brake(round_.desk(session), brake)
        asked += 1
    return asked


async def forget(session: AsyncSession, round_: SyncContext) -> None:
    """Remove what is too old to be counted."""
    await session.execute(delete(BoardAct).where(BoardAct.at < round_.now - KEPT))
