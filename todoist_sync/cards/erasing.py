"""Removes the tasks of erased requests, with everything under them. Sends nothing."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import BoardCard, BoardCommand
from desk.board.deleted_tasks import ERASED
from todoist_sync.cards import store
from todoist_sync.context import SyncContext

_SOON = timedelta(seconds=1)


async def remove_tasks(session: AsyncSession, ticket_id: int, ctx: SyncContext) -> queue.Verdict:
    """Store a command for each task of the ticket, once earlier commands about it have their answers."""
    mine = (BoardCommand.ticket_id == ticket_id, BoardCommand.kind != store.REMOVE)
    unanswered = select(BoardCommand.id).where(*mine, BoardCommand.answered_at.is_(None))
    if await session.scalar(unanswered.limit(1)) is not None:
        return queue.Retry(ctx.now + _SOON, "waits for earlier commands", counts=False)
    await session.execute(update(BoardCommand).where(*mine).values(args={}, agreed=None, error=None))
    tasks = select(BoardCard.task_id).where(BoardCard.ticket_id == ticket_id, BoardCard.task_id.is_not(None))
    for task_id in await session.scalars(tasks.distinct().order_by(BoardCard.task_id)):
        session.add(store.make_command(ctx, store.REMOVE, {"id": task_id}, ticket_id))
    return queue.Done()


async def is_erased(session: AsyncSession, ticket_id: int) -> bool:
    """Return True if the ticket's card was erased, maybe before its task was made."""
    erased = select(BoardCard.id).where(BoardCard.ticket_id == ticket_id, BoardCard.gone == ERASED)
    return await session.scalar(erased.limit(1)) is not None
