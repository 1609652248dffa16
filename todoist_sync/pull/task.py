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
from desk.outbox import board_jobs
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import deletion, desk_side, settle, store
from todoist_sync.cards.settle import Seen
from todoist_sync.comments import backfill
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import TaskSide
from todoist_sync.merge.states import Theirs
from todoist_sync.pull import comment, new_task
from todoist_sync.push import lost_answers

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class TaskNews:
    """What a reading says of one task; `missing`: it was looked for by its id and not found."""

    item: TaskRow | None = None
    notes: list[CommentRow] = field(default_factory=list)
    missing: bool = False


async def apply_task(session: AsyncSession, task_id: str, news: TaskNews, round_: SyncContext) -> None:
    """Apply the changes of one task."""
    card = await _card(session, task_id, round_)
    if card is None and news.item is not None and news.item.project_id == round_.place.project_id:
        card = await lost_answers.task(session, news.item, round_) or await new_task.file(session, news.item, round_)
    if card is None:
        return
    ticket = await store.locked(session, card.ticket_id)
    if card.gone == store.REPLACED:
        await _last_words(session, card, ticket, news, round_)
        return
    away = deleted_tasks.MISSING if news.missing else _away(news.item, round_)
    if card.gone is not None:
        if away or news.item is None:
            return
        if not await deletion.back(session, round_, card, ticket, news.item):
            return
        ticket = await store.locked(session, card.ticket_id)
    elif away:
        await deletion.gone(session, round_, card, ticket, away)
        return
    await _both(session, card, ticket, news, round_)


async def _last_words(
    session: AsyncSession, card: BoardCard, ticket: Ticket, news: TaskNews, round_: SyncContext
) -> None:
    """Apply the comments under a task of ours that is being replaced: they are written under the task that has come
    back, as this one is deleted with its comments."""
    said = [note for note in news.notes if not note.is_deleted]
    for note in said:
        ticket = await _comment(session, card, ticket, note, round_)
    if said:
        await session.flush()
        await backfill.show(session, round_, ticket)


async def _both(session: AsyncSession, card: BoardCard, ticket: Ticket, news: TaskNews, round_: SyncContext) -> None:
    seen = _seen(news.item, round_) if news.item is not None else None
    before = (await desk_side.read(session, ticket, round_)).times if seen is not None and news.notes else None
    later = []
    for note in news.notes:
        if seen is not None and note.posted_at is not None and note.posted_at > seen.theirs.at:
            later.append(note)
        else:
            ticket = await _comment(session, card, ticket, note, round_)
    if seen is not None and card.agreed is not None:
        await session.flush()
        ticket = await store.locked(session, card.ticket_id)
        await settle.settle(session, card, ticket, seen, round_, before=before)
    for note in later:
        ticket = await _comment(session, card, ticket, note, round_)


async def _comment(
    session: AsyncSession, card: BoardCard, ticket: Ticket, note: CommentRow, round_: SyncContext
) -> Ticket:
    """Apply one comment, which may fail alone: then a job retries it. Return the ticket as it is now."""
    try:
        async with savepoint(session):
            await comment.apply_comment(session, card, ticket, note, round_)
            await session.flush()
    except Exception as error:
        if is_unavailable(error):
            raise
        log.exception("a comment could not be applied", ticket=card.ticket_id)
        board_jobs.unread(session, card.ticket_id, note.as_sent, now=round_.now)
        await session.refresh(card)
        return await store.locked(session, card.ticket_id)
    return ticket


async def said(session: AsyncSession, ticket_id: int, note: CommentRow, round_: SyncContext) -> None:
    """Retry a comment that could not be applied when it was read."""
    card = await store.live(session, ticket_id, round_.place.project_id)
    if card is not None:
        await comment.apply_comment(session, card, await session.get_one(Ticket, ticket_id), note, round_)


async def give_up(session: AsyncSession, task_id: str, why: str, round_: SyncContext) -> None:
    """Bury the last change of a task of ours, which could not be applied: admins see it, and a remark under the task
    says so."""
    card = await _card(session, task_id, round_)
    board_jobs.given_up(session, f"task:{task_id}", why, now=round_.now, ticket_id=card.ticket_id if card else None)
    if card is not None:
        ticket = await store.locked(session, card.ticket_id)
        await thread.add_remark(round_.desk(session), ticket.number, "board-task-unread")


async def give_up_comparing(session: AsyncSession, card_id: int, why: str, round_: SyncContext) -> None:
    """Bury the comparison of a card, which failed: its planned commands are dropped, admins see it, and a retry
    compares and plans again."""
    card = await session.get_one(BoardCard, card_id)
    card.dirty = False
    board_jobs.not_compared(session, card.ticket_id, why, now=round_.now)


async def give_up_making(session: AsyncSession, card_id: int, why: str, round_: SyncContext) -> None:
    """Bury the making of a ticket's task, which failed: admins see it and can retry."""
    card = await session.get_one(BoardCard, card_id)
    board_jobs.not_made(session, card.ticket_id, why, now=round_.now)


async def replanned(session: AsyncSession, card_id: int, round_: SyncContext) -> None:
    """Merge one card against the board as last read."""
    card = await session.get_one(BoardCard, card_id)
    ticket = await store.locked(session, card.ticket_id)
    await session.refresh(card)
    if card.gone is None and card.theirs is not None and card.agreed is not None:
        await settle.settle(session, card, ticket, Seen(store.load_theirs(card.theirs), {}), round_)


async def replanned_at_once(session: AsyncSession, card_ids: Sequence[int], round_: SyncContext) -> set[int]:
    """Merge cards whose tickets are not locked elsewhere and whose merge changes nothing on the desk. Return their
    ids."""
    mine = any_of(BoardCard.id, card_ids)
    wanted = (await session.scalars(select(BoardCard.ticket_id).where(mine))).all()
    free = select(Ticket).where(any_of(Ticket.id, wanted)).order_by(Ticket.id).with_for_update(skip_locked=True)
    tickets = {one.id: one for one in await session.scalars(free)}
    held = select(BoardCard).where(mine).order_by(BoardCard.id).with_for_update(skip_locked=True)
    read = (await session.scalars(held)).all()
    cards = [one for one in read if one.ticket_id in tickets and one.gone is None and one.theirs and one.agreed]
    sides = await desk_side.read_all(session, [tickets[one.ticket_id] for one in cards], round_)
    return {one.id for one in cards if settle.settle_quietly(session, one, sides[one.ticket_id], round_)}


async def out_of_sight(session: AsyncSession, task_id: str, round_: SyncContext) -> None:
    """Handle a task of ours that is neither active nor completed nor deleted, as far as we can see."""
    card = await _card(session, task_id, round_)
    if card is not None and card.gone is None:
        await deletion.gone(session, round_, card, await store.locked(session, card.ticket_id), deleted_tasks.MISSING)


async def _card(session: AsyncSession, task_id: str, round_: SyncContext) -> BoardCard | None:
    query = select(BoardCard).where(BoardCard.task_id == task_id, BoardCard.project_id == round_.place.project_id)
    return (await session.scalars(query.order_by(BoardCard.gone.is_not(None), BoardCard.id.desc()))).first()


def is_there(item: TaskRow, round_: SyncContext) -> bool:
    """Return True if a task is in our project."""
    return _away(item, round_) is None


def _away(item: TaskRow | None, round_: SyncContext) -> str | None:
    if item is None:
        return None
    if item.is_deleted:
        return deleted_tasks.DELETED
    return None if item.project_id == round_.place.project_id else deleted_tasks.MOVED


def _seen(item: TaskRow, round_: SyncContext) -> Seen:
    theirs = Theirs(TaskSide.of_task(item), item.updated_at or round_.now)
    added = item.added_by_uid if item.added_at is not None and item.updated_at == item.added_at else None
    return Seen(theirs, {"completed": item.completed_by_uid, "assigned": item.assigned_by_uid, "added": added})
