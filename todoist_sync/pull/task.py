"""Applies what a reading says of one task: comments and fields in the order in which they happened.

Works in the caller's unit of work, with the ticket's row locked. Knows no HTTP.

A task that a person adds on the board becomes a ticket; one that was there before pulldesk is left alone. After a
backup was restored, tasks of tickets that it does not know are still on the board: new tickets skip their numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_unavailable
from db.database import savepoint
from db.models import BoardCard, BoardCommand, BrakeKind, Status, Ticket, any_of
from desk.board import board_moves, gone_tasks
from desk.conversation import thread
from desk.outbox import jobs
from desk.retention.expired import LEFT_ON_BOARD
from desk.text.markdown import reader, writer
from todoist_sync import brake, project, recognising
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import agreed_state, deleted_tasks, desk_side, settle, steps, store, stored_commands
from todoist_sync.cards.settle import TaskReading
from todoist_sync.comments import backfill
from todoist_sync.context import SyncContext
from todoist_sync.merge import task_text
from todoist_sync.merge.sides import TaskSide
from todoist_sync.merge.three_way import Agreed, Theirs
from todoist_sync.pull import comment

_NUMBERED = re.compile(r"#(\d{1,9}) ")
_AT_MOST = 10_000  # tickets since the backup: a title cannot make the numbers jump further

_PASS_BY = text(
    "select setval('ticket_numbers', :number) from ticket_numbers"
    " where last_value < :number and last_value + :most >= :number"
)


async def file_task(session: AsyncSession, item: TaskRow, ctx: SyncContext, *, free: bool = False) -> BoardCard | None:
    """File a ticket for a top-level task that was added after pulldesk first read the project; `free`: the brake does
    not apply."""
    if _is_ours(item):
        await _skip_numbers(session, item, ctx)
    if item.is_deleted:
        await brake.release_acts(session, item.id)
    if item.parent_id or item.checked or item.is_deleted:
        return None
    if _is_ours(item) and not ctx.recovers:
        await _part_copy(session, item, ctx)
    if item.added_at is None or item.added_at <= ctx.project.watermark or _is_ours(item):
        return None
    if not free and not await _is_allowed(session, item, item.added_at, ctx):
        return None
    words = reader.read_markdown(item.description)
    subject = " ".join(reader.strip_markdown(item.content).split())
    shown = TaskSide.of_task(item)
    requester = await project.get_or_create_person(session, item.added_by_uid or ctx.project.account_id, ctx)
    if requester.dismissed_at is not None:
        return None
    desk = ctx.make_desk(session, requester)
    filed = await board_moves.file_from_board(desk, subject, words, requester, priority=shown.priority)
    await session.flush()
    ticket = await store.lock_ticket(session, filed.id)
    return await _make_card(session, ticket, item, shown, ctx)


async def _is_allowed(session: AsyncSession, item: TaskRow, added: datetime, ctx: SyncContext) -> bool:
    """Return True if the brake lets a new task become a ticket; otherwise hold the task as it is now."""
    by = item.added_by_uid or ctx.project.account_id
    held = await brake.is_held(session, item.id)
    if not held and await brake.allow_act(session, ctx, BrakeKind.ADD, at=added, by=by):
        return True
    await brake.hold_act(session, ctx, BrakeKind.ADD, ticket_id=None, key=item.id, data=item.as_sent)
    return False


async def _make_card(
    session: AsyncSession, ticket: Ticket, item: TaskRow, shown: TaskSide, ctx: SyncContext
) -> BoardCard:
    """Make the card. The agreed state has no section, assignee and labels, so that the task's count as set just
    after."""
    card = await store.get_live_card(session, ticket.id, ctx.project.project_id)
    if card is None:
        card = BoardCard(ticket_id=ticket.id, project_id=ctx.project.project_id, created_at=ctx.now)
        session.add(card)
    face = (await desk_side.read_desk_side(session, ticket, ctx)).face
    if shown.section is None:  # a status that differs makes the task move to the section New
        face = replace(face, status=Status.CLOSED)
    plain = replace(shown, assignee=None, labels=(), section=shown.section and ctx.board.sections[Status.NEW])
    card.task_id, card.agreed = item.id, agreed_state.dump_agreed(Agreed(face, plain))
    card.theirs = agreed_state.dump_theirs(Theirs(shown, item.updated_at or ctx.now))
    await session.flush()
    return card


def _is_ours(item: TaskRow) -> bool:
    """Return True for a task with the desk's part of the description: one of ours, or a copy that somebody made."""
    return task_text.BEGIN in item.description


async def _part_copy(session: AsyncSession, item: TaskRow, ctx: SyncContext) -> None:
    """Take number and block off a copy of a ticket's task, once: then it is a new task as any other, and nobody takes
    it for the ticket's."""
    title = reader.strip_markdown(item.content)
    found = _NUMBERED.match(title)
    number = int(found[1]) if found else 0
    query = select(BoardCard).join(Ticket, Ticket.id == BoardCard.ticket_id).where(
        Ticket.number == number, BoardCard.project_id == ctx.project.project_id,
        BoardCard.gone.is_(None), BoardCard.task_id.is_not(None), BoardCard.task_id != item.id,
    )  # fmt: skip
    card = await session.scalar(query)
    if card is None or await _is_being_parted(session, card.ticket_id, item.id):
        return
    content = writer.escape_markdown(task_text.extract_subject(title, number)) or title
    args = {"id": item.id, "content": content, "description": task_text.drop_block(item.description)}
    session.add(stored_commands.make_command(ctx, "item_update", args, card.ticket_id))


async def _is_being_parted(session: AsyncSession, ticket_id: int, task_id: str) -> bool:
    waiting = select(BoardCommand.args).where(
        BoardCommand.ticket_id == ticket_id, BoardCommand.kind == "item_update", BoardCommand.answered_at.is_(None)
    )
    return any(args["id"] == task_id for args in await session.scalars(waiting))


async def _skip_numbers(session: AsyncSession, item: TaskRow, ctx: SyncContext) -> None:
    """Let new numbers begin after the one in the title of a task that our account made and that belongs to no
    ticket."""
    if item.added_by_uid not in {None, ctx.project.account_id}:
        return
    if found := _NUMBERED.match(reader.strip_markdown(item.content)):
        await session.execute(_PASS_BY, {"number": int(found[1]), "most": _AT_MOST})


log = structlog.get_logger(__name__)


@dataclass(slots=True)
class TaskNews:
    """News of one task in a reading; `missing`: it was looked up by its id and not found; `swept`: its parent was
    completed or deleted in the same reading."""

    item: TaskRow | None = None
    notes: list[CommentRow] = field(default_factory=list)
    missing: bool = False
    swept: bool = False


async def apply_task(session: AsyncSession, task_id: str, news: TaskNews, ctx: SyncContext) -> None:
    """Apply the changes of one task."""
    card = await _find_card(session, task_id, ctx)
    is_read = news.item is not None or news.missing
    if card is None and is_read and await steps.apply_subtask(session, task_id, news.item, ctx, is_swept=news.swept):
        return
    if card is None and news.item is not None and news.item.project_id == ctx.project.project_id:
        card = await recognising.recognise_task(session, news.item, ctx)
        if card is not None and ctx.recovers:
            news.notes.clear()  # the next reading knows which of them are ours
        card = card or await file_task(session, news.item, ctx)
    if card is None or card.gone == LEFT_ON_BOARD:
        return
    ticket = await store.lock_ticket(session, card.ticket_id)
    if card.gone == store.REPLACED:
        await _apply_last_comments(session, card, ticket, news, ctx)
        return
    away = gone_tasks.MISSING if news.missing else _find_absence(news.item, ctx)
    if card.gone is not None:
        if away or news.item is None:
            return
        if not await deleted_tasks.handle_restored_task(session, ctx, card, ticket, news.item):
            return
        ticket = await store.lock_ticket(session, card.ticket_id)
    elif away:
        at = news.item.updated_at if news.item is not None else None
        await deleted_tasks.handle_deleted_task(session, ctx, card, ticket, away, at=at)
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
        await backfill.queue_missing_comments(session, ctx, ticket)


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
        await settle.settle_card(session, card, ticket, TaskReading(agreed_state.load_theirs(card.theirs), {}), ctx)


async def replan_cards(session: AsyncSession, card_ids: Sequence[int], ctx: SyncContext) -> set[int]:
    """Merge cards whose tickets are not locked elsewhere and whose merge changes nothing on the desk. Return their
    ids."""
    mine = any_of(BoardCard.id, card_ids)
    free = select(Ticket).where(Ticket.id.in_(select(BoardCard.ticket_id).where(mine)))
    free = free.order_by(Ticket.id).with_for_update(of=Ticket, skip_locked=True)
    tickets = {one.id: one for one in await session.scalars(free)}
    held = select(BoardCard).where(mine).order_by(BoardCard.id).with_for_update(skip_locked=True)
    read = (await session.scalars(held)).all()
    cards = [one for one in read if one.ticket_id in tickets and one.gone is None and one.theirs and one.agreed]
    sides = await desk_side.read_desk_sides(session, [tickets[one.ticket_id] for one in cards], ctx)
    done = [one for one in cards if settle.settle_if_desk_unchanged(session, one, sides[one.ticket_id], ctx)]
    for one in done:
        await steps.store_commands(session, one, tickets[one.ticket_id], ctx)
    return {one.id for one in done}


async def handle_vanished_task(session: AsyncSession, task_id: str, ctx: SyncContext) -> None:
    """Handle a task of ours that is neither active nor completed nor deleted, as far as we can see."""
    card = await _find_card(session, task_id, ctx)
    if card is None:
        await steps.apply_subtask(session, task_id, None, ctx, is_swept=False)
    elif card.gone is None:
        await deleted_tasks.handle_deleted_task(
            session, ctx, card, await store.lock_ticket(session, card.ticket_id), gone_tasks.MISSING
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
        return gone_tasks.DELETED
    return None if item.project_id == ctx.project.project_id else gone_tasks.MOVED


def _make_reading(item: TaskRow, ctx: SyncContext) -> TaskReading:
    theirs = Theirs(TaskSide.of_task(item), item.updated_at or ctx.now)
    added = item.added_by_uid if item.added_at is not None and item.updated_at == item.added_at else None
    return TaskReading(theirs, {"completed": item.completed_by_uid, "assigned": item.assigned_by_uid, "added": added})
