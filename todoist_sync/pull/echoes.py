"""Removes from a reading what it repeats: comments that we wrote or know, and tasks that show the agreed state.

Most of what is read is our own, just written. Works without locks: a change made here in the same moment marks its
card, and that is compared separately. Changes nothing.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import BoardCard, BoardCommand, BoardComment, any_of
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import TaskSide
from todoist_sync.pull import comment
from todoist_sync.pull.task import TaskNews


async def drop_echoes(database: Database, news: dict[str, TaskNews], ctx: SyncContext) -> dict[str, TaskNews]:
    """Return the news that remain, in their order."""
    async with database.reading() as session:
        known = await _load_comments(session, news)
        agreed = await _load_agreed(session, news, ctx)
    for task_id, one in news.items():
        one.notes = [note for note in one.notes if not comment.is_echo(known.get(note.id), note)]
        if one.item is not None and _is_agreed(one.item, agreed.get(task_id), ctx):
            one.item = None
    return {task_id: one for task_id, one in news.items() if one.item is not None or one.notes or one.missing}


async def _load_comments(session: AsyncSession, news: Mapping[str, TaskNews]) -> dict[str, BoardComment]:
    ids = {note.id for one in news.values() for note in one.notes}
    if not ids:
        return {}
    query = select(BoardComment).where(any_of(BoardComment.comment_id, ids))
    return {one.comment_id: one for one in await session.scalars(query)}


async def _load_agreed(
    session: AsyncSession, news: Mapping[str, TaskNews], ctx: SyncContext
) -> dict[str, dict[str, Any]]:
    """Return what tasks show that the board has not changed since both agreed; what the desk changed since is merged
    after the reading."""
    ids = {task_id for task_id, one in news.items() if one.item is not None}
    if not ids:
        return {}
    shown = BoardCard.theirs["shown"]
    unsettled = select(BoardCommand.id).where(  # a refused command is retried when the task is read again
        BoardCommand.ticket_id == BoardCard.ticket_id,
        BoardCommand.kind.in_(sorted(store.FIELD_KINDS)),
        BoardCommand.answered_at.is_(None) | BoardCommand.error.is_not(None),
    )
    at_rest = select(BoardCard.task_id, shown.label("shown")).where(
        any_of(BoardCard.task_id, ids),
        BoardCard.project_id == ctx.project.project_id,
        BoardCard.gone.is_(None),
        ~BoardCard.held,
        shown == BoardCard.agreed["shown"],
        ~unsettled.exists(),
    )
    return {str(row.task_id): row.shown for row in await session.execute(at_rest)}


def _is_agreed(item: TaskRow, agreed: dict[str, Any] | None, ctx: SyncContext) -> bool:
    """Return True if a task is where and as it was; an unreadable one is not."""
    if agreed is None or item.is_deleted or item.project_id != ctx.project.project_id:
        return False
    try:
        return TaskSide.of_task(item) == TaskSide.load(agreed)
    except (KeyError, TypeError, ValueError):
        return False
