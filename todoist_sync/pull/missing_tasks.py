"""Completed tasks and the comments under them, which a full reading does not list. Changes nothing."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import ColumnElement, String, func, literal_column, select

from db.database import Database
from db.models import BoardCard, BoardComment, Ticket, any_of
from desk.board.gone_tasks import ERASED
from todoist_sync import push
from todoist_sync.api.client import Todoist
from todoist_sync.cards import agreed_state, store, stored_commands
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED, TaskSide
from todoist_sync.pull.task import TaskNews

_COMPLETED_WITHIN = timedelta(days=80)  # Todoist looks back three months at most
_AT_A_TIME = 200  # agreed states in memory at once


class LastKnown(Enum):
    """The last known state of a task: active, completed, or completed with its ticket ended."""

    ACTIVE = auto()
    COMPLETED = auto()
    ENDED = auto()


async def add_missing_tasks(
    client: Todoist, database: Database, news: dict[str, TaskNews], ctx: SyncContext
) -> set[str]:
    """Add to `news` our tasks that a full reading does not hold. Those not known as completed, and those of open
    tickets, are fetched by id, and count as missing if that finds none; the others are looked up among the completed
    tasks, where they may have changed. A task whose id is unknown may be completed too, and one that had been deleted.
    Return the completed tasks with comments that we do not know. Raises TodoistError."""
    known, lost = await _load_known(database, ctx), await _has_lost(database, ctx)
    missing = {one for one in known if one not in news or news[one].item is None}
    gone = await _load_gone(database, ctx)
    if not (missing or lost or gone):
        return set()
    since, until = ctx.now - _COMPLETED_WITHIN, ctx.now + timedelta(days=1)  # their clock may be ahead of ours
    completed = await client.get_completed(ctx.project.project_id, since, until)
    for task_id in sorted(one for one in missing if known[one] is not LastKnown.ENDED and one not in completed):
        news[task_id].item = await client.get_task(task_id)
        news[task_id].missing = news[task_id].item is None
    for task_id in sorted(completed.keys() & (gone | {one for one in missing if known[one] is LastKnown.ACTIVE})):
        news[task_id].item = completed[task_id]
    ended = sorted(one for one in missing if known[one] is not LastKnown.ACTIVE and one in completed)
    async for task_id, agreed in _load_agreed(database, ctx, ended):
        if TaskSide.of_task(completed[task_id]) != agreed:
            news[task_id].item = completed[task_id]
    unknown = {one: item for one, item in completed.items() if lost and one not in known}
    for task_id, item in unknown.items():
        news[task_id].item = item
    counts = await _count_comments(database, missing.intersection(completed))
    unread = {one for one in missing if one in completed and completed[one].note_count != counts.get(one, 0)}
    return unread | set(unknown) | (gone & completed.keys())


async def _load_known(database: Database, ctx: SyncContext) -> dict[str, LastKnown]:
    """Return the last known state of all our tasks, and nothing else of them: there may be many."""
    done = literal_column("(board_cards.agreed #>> '{shown,done}')", String())
    query = (
        select(BoardCard.task_id, done == "true", Ticket.status)
        .join(Ticket, Ticket.id == BoardCard.ticket_id)
        .where(*_match_live(ctx), BoardCard.task_id.is_not(None), BoardCard.agreed.is_not(None))
    )
    async with database.unit_of_work() as session:
        rows = (await session.execute(query)).all()
    completed = {True: LastKnown.ENDED, False: LastKnown.COMPLETED}
    return {
        str(one): completed[status in ENDED] if done_there else LastKnown.ACTIVE for one, done_there, status in rows
    }


async def _load_gone(database: Database, ctx: SyncContext) -> set[str]:
    """Return our tasks that were not on the board when last read."""
    here = BoardCard.project_id == ctx.project.project_id
    heard = BoardCard.gone.is_not(None) & BoardCard.gone.not_in((store.REPLACED, ERASED))
    query = select(BoardCard.task_id).where(here, heard, BoardCard.task_id.is_not(None))
    async with database.unit_of_work() as session:
        return {str(one) for one in await session.scalars(query)}


async def _load_agreed(
    database: Database, ctx: SyncContext, task_ids: Sequence[str]
) -> AsyncIterator[tuple[str, TaskSide]]:
    """Yield what both sides agreed on for each of these tasks."""
    for at in range(0, len(task_ids), _AT_A_TIME):
        some = task_ids[at : at + _AT_A_TIME]
        query = select(BoardCard.task_id, BoardCard.agreed).where(*_match_live(ctx), any_of(BoardCard.task_id, some))
        async with database.unit_of_work() as session:
            rows = (await session.execute(query)).all()
        for task_id, agreed in rows:
            yield str(task_id), agreed_state.load_agreed(agreed or {}).shown


def _match_live(ctx: SyncContext) -> tuple[ColumnElement[bool], ...]:
    return BoardCard.project_id == ctx.project.project_id, BoardCard.gone.is_(None)


async def _has_lost(database: Database, ctx: SyncContext) -> bool:
    async with database.unit_of_work() as session:
        return bool(await push.get_lost_commands(session, ctx, stored_commands.ADD))


async def _count_comments(database: Database, task_ids: set[str]) -> dict[str, int]:
    """Return how many comments we know under each of these tasks."""
    query = (
        select(BoardComment.task_id, func.count().label("n"))
        .where(any_of(BoardComment.task_id, task_ids), BoardComment.deleted_at.is_(None))
        .group_by(BoardComment.task_id)
    )
    async with database.unit_of_work() as session:
        return {row.task_id: int(row.n) for row in await session.execute(query)}
