"""Applies what a reading says of one task: comments and fields in the order in which they happened.

Works in the caller's unit of work, with the ticket's row locked. Knows no HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_unavailable
from db.database import savepoint
from db.models import BoardCard, Ticket, any_of
from desk.board import deleted_tasks
from desk.conversation import thread
from desk.outbox import jobs
from desk.retention.emptying import LEFT_ON_BOARD
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import deletion, desk_side, settle, store
from todoist_sync.cards.settle import TaskReading
from todoist_sync.comments import layout
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import TaskSide
from todoist_sync.merge.three_way import Theirs
from todoist_sync.pull import comment, new_task
from todoist_sync.push import sender

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class TaskNews:
    """News of one task in a reading; `missing`: it was looked up by its id and not found."""

    item: TaskRow | None = None
    notes: list[CommentRow] = field(default_factory=list)
    missing: bool = False


async def apply_task(session: AsyncSession, task_id: str, news: TaskNews, ctx: SyncContext) -> None:
    """Apply the changes of one task."""
    card = await _find_card(session, task_id, ctx)
    if card is None and news.item is not None and news.item.project_id == ctx.project.project_id:
        card = await sender.recognise_task(session, news.item, ctx)
        if card is not None and ctx.recovers:
            news.notes.clear()  # the next reading knows which of them are ours
        card = card or await new_task.file_task(session, news.item, ctx)
    if card is None or card.gone == LEFT_ON_BOARD:
        return
    ticket = await store.lock_ticket(session, card.ticket_id)
    if card.gone == store.REPLACED:
        await _apply_last_comments(session, card, ticket, news, ctx)
        return
    away = deleted_tasks.MISSING if news.missing else _find_absence(news.item, ctx)
    if card.gone is not None:
        if away or news.item is None:
            return
        if not await deletion.handle_restored_task(session, ctx, card, ticket, news.item):
            return
        ticket = await store.lock_ticket(session, card.ticket_id)
    elif away:
        at = news.item.updated_at if news.item is not None else None
        await deletion.handle_deleted_task(session, ctx, card, ticket, away, at=at)
        return
    await _apply_fields_and_comments(session, card, ticket, news, ctx)


async def _apply_last_comments(
    session: AsyncSession, card: BoardCard, ticket: Ticket, news: TaskNews, ctx: SyncContext
) -> None:
    """Apply the comments under a task of ours that is being replaced: they are written under the task that has come
    back, as this one is deleted with its comments."""
    said = [note for note in news.notes if not note.is_deleted]
    for note in said:
        ticket = await _apply_comment(session, card, ticket, note, ctx)
    if said:
        await session.flush()
        await layout.queue_missing_comments(session, ctx, ticket)


async def _apply_fields_and_comments(
    session: AsyncSession, card: BoardCard, ticket: Ticket, news: TaskNews, ctx: SyncContext
) -> None:
    seen = _make_reading(news.item, ctx) if news.item is not None else None
    before = (await desk_side.read_desk_side(session, ticket, ctx)).times if seen is not None and news.notes else None
    later = []
    for note in news.notes:
        if seen is not None and note.posted_at is not None and note.posted_at > seen.theirs.at:
            later.append(note)
        else:
            ticket = await _apply_comment(session, card, ticket, note, ctx)
    if seen is not None and card.agreed is not None:
        await session.flush()
        ticket = await store.lock_ticket(session, card.ticket_id)
        await settle.settle_card(session, card, ticket, seen, ctx, before=before)
    for note in later:
        ticket = await _apply_comment(session, card, ticket, note, ctx)


async def _apply_comment(
    session: AsyncSession, card: BoardCard, ticket: Ticket, note: CommentRow, ctx: SyncContext
) -> Ticket:
    """Apply one comment, which may fail alone: then a job retries it. Return the ticket as it is now."""
    try:
        async with savepoint(session):
            await comment.apply_comment(session, card, ticket, note, ctx)
            await session.flush()
    except Exception as error:
        if is_unavailable(error):
            raise
        log.exception("a comment could not be applied", ticket=card.ticket_id)
        jobs.retry_comment(session, card.ticket_id, note.as_sent, now=ctx.now)
        await session.refresh(card)
        return await store.lock_ticket(session, card.ticket_id)
    return ticket


async def retry_comment(session: AsyncSession, ticket_id: int, note: CommentRow, ctx: SyncContext) -> None:
    """Retry a comment that could not be applied when it was read."""
    card = await store.get_live_card(session, ticket_id, ctx.project.project_id)
    if card is not None:
        await comment.apply_comment(session, card, await session.get_one(Ticket, ticket_id), note, ctx)


async def bury_task(session: AsyncSession, task_id: str, why: str, ctx: SyncContext) -> None:
    """Bury the last change of a task of ours, which could not be applied: admins see it, and a remark under the task
    says so."""
    card = await _find_card(session, task_id, ctx)
    jobs.record_failed_read(session, f"task:{task_id}", why, now=ctx.now, ticket_id=card.ticket_id if card else None)
    if card is not None:
        ticket = await store.lock_ticket(session, card.ticket_id)
        await thread.add_remark(ctx.make_desk(session), ticket.number, "board-task-unread")


async def bury_comparison(session: AsyncSession, card_id: int, why: str, ctx: SyncContext) -> None:
    """Bury the comparison of a card, which failed: its planned commands are dropped, admins see it, and a retry
    compares and plans again."""
    card = await session.get_one(BoardCard, card_id)
    card.dirty = False
    jobs.record_failed_comparison(session, card.ticket_id, why, now=ctx.now)


async def bury_new_task(session: AsyncSession, card_id: int, why: str, ctx: SyncContext) -> None:
    """Bury the making of a ticket's task, which failed: admins see it and can retry."""
    card = await session.get_one(BoardCard, card_id)
    jobs.record_failed_task(session, card.ticket_id, why, now=ctx.now)


async def replan_card(session: AsyncSession, card_id: int, ctx: SyncContext) -> None:
    """Merge one card against the board as last read."""
    card = await session.get_one(BoardCard, card_id)
    ticket = await store.lock_ticket(session, card.ticket_id)
    await session.refresh(card)
    if card.gone is None and card.theirs is not None and card.agreed is not None:
        await settle.settle_card(session, card, ticket, TaskReading(store.load_theirs(card.theirs), {}), ctx)


async def replan_cards(session: AsyncSession, card_ids: Sequence[int], ctx: SyncContext) -> set[int]:
    """Merge cards whose tickets are not locked elsewhere and whose merge changes nothing on the desk. Return their
    ids."""
    mine = any_of(BoardCard.id, card_ids)
    wanted = (await session.scalars(select(BoardCard.ticket_id).where(mine))).all()
    free = select(Ticket).where(any_of(Ticket.id, wanted)).order_by(Ticket.id).with_for_update(skip_locked=True)
    tickets = {one.id: one for one in await session.scalars(free)}
    held = select(BoardCard).where(mine).order_by(BoardCard.id).with_for_update(skip_locked=True)
    read = (await session.scalars(held)).all()
    cards = [one for one in read if one.ticket_id in tickets and one.gone is None and one.theirs and one.agreed]
    sides = await desk_side.read_desk_sides(session, [tickets[one.ticket_id] for one in cards], ctx)
    return {one.id for one in cards if settle.settle_if_desk_unchanged(session, one, sides[one.ticket_id], ctx)}


async def handle_vanished_task(session: AsyncSession, task_id: str, ctx: SyncContext) -> None:
    """Handle a task of ours that is neither active nor completed nor deleted, as far as we can see."""
    card = await _find_card(session, task_id, ctx)
    if card is not None and card.gone is None:
        await deletion.handle_deleted_task(
            session, ctx, card, await store.lock_ticket(session, card.ticket_id), deleted_tasks.MISSING
        )


async def _find_card(session: AsyncSession, task_id: str, ctx: SyncContext) -> BoardCard | None:
    query = select(BoardCard).where(BoardCard.task_id == task_id, BoardCard.project_id == ctx.project.project_id)
    return (await session.scalars(query.order_by(BoardCard.gone.is_not(None), BoardCard.id.desc()))).first()


def is_there(item: TaskRow, ctx: SyncContext) -> bool:
    """Return True if a task is in our project."""
    return _find_absence(item, ctx) is None


def _find_absence(item: TaskRow | None, ctx: SyncContext) -> str | None:
    if item is None:
        return None
    if item.is_deleted:
        return deleted_tasks.DELETED
    return None if item.project_id == ctx.project.project_id else deleted_tasks.MOVED


def _make_reading(item: TaskRow, ctx: SyncContext) -> TaskReading:
    theirs = Theirs(TaskSide.of_task(item), item.updated_at or ctx.now)
    added = item.added_by_uid if item.added_at is not None and item.updated_at == item.added_at else None
    return TaskReading(theirs, {"completed": item.completed_by_uid, "assigned": item.assigned_by_uid, "added": added})
