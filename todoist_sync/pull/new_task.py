"""A task that a person adds on the board becomes a ticket; one that was there before pulldesk is left alone.

After a backup was restored, tasks of tickets that it does not know are still on the board: new tickets skip their
numbers.
"""

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardCommand, BrakeKind, Status, Ticket
from desk.board import task_changes
from desk.text.markdown import reader, writer
from todoist_sync import brake
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import desk_side, store
from todoist_sync.context import SyncContext
from todoist_sync.merge import task_text
from todoist_sync.merge.sides import TaskSide
from todoist_sync.merge.three_way import Agreed, Theirs
from todoist_sync.project import setup

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
    if item.is_subtask or item.checked or item.is_deleted:
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
    requester = await setup.get_or_create_person(session, item.added_by_uid or ctx.project.account_id, ctx)
    if requester.dismissed_at is not None:
        return None
    desk = ctx.make_desk(session, requester)
    filed = await task_changes.file_from_board(desk, subject, words, requester, priority=shown.priority)
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
    card.task_id, card.agreed = item.id, store.dump_agreed(Agreed(face, plain))
    card.theirs = store.dump_theirs(Theirs(shown, item.updated_at or ctx.now))
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
    session.add(store.make_command(ctx, "item_update", args, card.ticket_id))


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
