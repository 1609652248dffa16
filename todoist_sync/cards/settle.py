"""Settles one card: merges both sides, applies changes to the desk, stores commands for what still differs. Sends
nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardCommand, BrakeKind, Entry, EntryKind, Ticket
from desk import Refused
from desk.board.task_changes import NOT_ASSIGNED
from desk.conversation import thread
from desk.notifications import to_staff
from todoist_sync import brake
from todoist_sync.cards import desk_side, outsiders
from todoist_sync.cards.desk_actions import DeskActions
from todoist_sync.cards.store import (
    ADD,
    ANSWER_LOST,
    dump_agreed,
    dump_theirs,
    load_agreed,
    load_theirs,
    lock_ticket,
    make_command,
)
from todoist_sync.context import SyncContext
from todoist_sync.merge import due as dues
from todoist_sync.merge import sides, three_way
from todoist_sync.merge.sides import ENDED, convert_priority
from todoist_sync.merge.states import Agreed, Field, Ours, Theirs
from todoist_sync.merge.three_way import CardCommand, Complete, Reschedule, merge_sides

_OF_DUES = frozenset({"board-due-put-back", "board-due-passed"})
_PUT_BACK = ("board-put-back", "board-put-back-ended", NOT_ASSIGNED)
_MOST, _HOUR = 10, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TaskReading:
    """A task as just read: its side of the card, and who Todoist says acted."""

    theirs: Theirs
    by: dict[str, str | None]


async def store_new_task(session: AsyncSession, card: BoardCard, ctx: SyncContext) -> bool:
    """Store the command that makes the card's task; a ticket that has ended gets none. Return True if one was
    stored."""
    ticket = await lock_ticket(session, card.ticket_id)
    await session.refresh(card)
    if card.task_id is not None or await _is_being_made(session, ticket.id, ctx):
        return False
    if ticket.status in ENDED:
        await session.delete(card)
        return False
    side = await desk_side.read_desk_side(session, ticket, ctx)
    shown = sides.make_new_task(side.face, ctx.board)
    args: dict[str, Any] = {
        "content": shown.content,
        "description": shown.description,
        "project_id": ctx.project.project_id,
        "priority": convert_priority(shown.priority),
        "labels": list(shown.labels),
        "auto_parse_labels": False,
    }
    if shown.due:
        args |= {"due": dues.make_due_argument(shown.due), "auto_reminder": False}
    if shown.section:
        args["section_id"] = shown.section
    if shown.assignee:
        args["responsible_uid"] = shown.assignee
    agreed = dump_agreed(Agreed(side.face, shown))
    session.add(make_command(ctx, ADD, args, ticket.id, agreed=agreed, temp_id=str(uuid4())))
    card.dirty = False
    return True


async def _is_being_made(session: AsyncSession, ticket_id: int, ctx: SyncContext) -> bool:
    """Return True if a task for the ticket is on its way, perhaps from a process that has lost its lock since."""
    query = select(BoardCommand.id).where(
        BoardCommand.ticket_id == ticket_id,
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.kind == ADD,
        BoardCommand.answered_at.is_(None) | (BoardCommand.error == ANSWER_LOST),
    )
    return (await session.execute(query.limit(1))).first() is not None


async def settle_card(
    session: AsyncSession,
    card: BoardCard,
    ticket: Ticket,
    seen: TaskReading,
    ctx: SyncContext,
    *,
    free: BrakeKind | None = None,
    before: Mapping[Field, datetime] | None = None,
) -> None:
    """Merge, apply changes to the desk, and store the commands for what then still differs on the board. `free`: the
    kind of change that the brake does not limit here; `before`: our times of change before the comments of this
    reading, which are all older than the task's last change."""
    agreed = load_agreed(card.agreed or {})
    side = await desk_side.read_desk_side(session, ticket, ctx)
    if before is not None:  # what they did here happened when they were written
        side = replace(side, times={f: t if t == before[f] else min(t, seen.theirs.at) for f, t in side.times.items()})
    theirs = seen.theirs
    if free is not BrakeKind.COMPLETE:
        theirs = await _apply_completion_brake(session, card, side, theirs, ctx)
    if free is not BrakeKind.DUE:
        theirs = await _apply_due_brake(session, card, agreed, side, theirs, ctx=ctx)
    plan = merge_sides(agreed, side, theirs, ctx.board)
    between = three_way.find_interim_agreement(agreed, plan, theirs)
    if plan.to_desk or plan.lost:
        refused = await DeskActions(session, ctx, ticket, theirs, seen.by).apply_plan(plan)
        await session.flush()
        ticket = await lock_ticket(session, ticket.id)
        side = await desk_side.read_desk_side(session, ticket, ctx)
        plan = merge_sides(between, side, theirs, ctx.board)
        await _explain_put_back(session, ticket, refused, ctx)
    store_commands(session, plan.to_board, card, plan.agreed, ctx)
    if any(command.kind == "item_move" for command in plan.to_board):  # only when it is sent do both sides know
        between = replace(between, face=replace(between.face, status=agreed.face.status))
    await session.execute(
        update(BoardCard)
        .where(BoardCard.id == card.id)
        .values(
            agreed=dump_agreed(between if plan.to_board else plan.agreed),
            theirs=dump_theirs(seen.theirs),
            dirty=False,
            late_at=sides.find_overdue_time(side.face),
        )
        .execution_options(synchronize_session=False)
    )
    await session.flush()
    await session.refresh(card)


def settle_if_desk_unchanged(session: AsyncSession, card: BoardCard, side: Ours, ctx: SyncContext) -> bool:
    """Settle against the board as last read if that changes nothing on the desk; return False, with nothing done, if it
    would. The caller read the card after locking its ticket."""
    agreed, theirs = load_agreed(card.agreed or {}), load_theirs(card.theirs or {})
    plan = merge_sides(agreed, side, theirs, ctx.board)
    if plan.to_desk or plan.lost or card.held:
        return False
    store_commands(session, plan.to_board, card, plan.agreed, ctx)
    between = three_way.find_interim_agreement(agreed, plan, theirs)
    if any(command.kind == "item_move" for command in plan.to_board):  # only when it is sent do both sides know
        between = replace(between, face=replace(between.face, status=agreed.face.status))
    card.agreed, card.dirty = dump_agreed(between if plan.to_board else plan.agreed), False
    card.late_at = sides.find_overdue_time(side.face)
    return True


async def _apply_completion_brake(
    session: AsyncSession, card: BoardCard, side: Ours, theirs: Theirs, ctx: SyncContext
) -> Theirs:
    """Return the board's side, without a completion that the brake holds."""
    as_it_was = replace(theirs, shown=replace(theirs.shown, done=False))
    if card.held and theirs.shown.done:
        return as_it_was
    if card.held:
        card.held = False
        await brake.release_acts(session, card.task_id or "")
        return theirs
    plan = merge_sides(load_agreed(card.agreed or {}), side, theirs, ctx.board)
    completes = any(isinstance(change, Complete) for change in plan.to_desk)
    if not completes or await brake.allow_act(session, ctx, BrakeKind.COMPLETE, at=theirs.at):
        return theirs
    card.held = True
    await brake.hold_act(session, ctx, BrakeKind.COMPLETE, ticket_id=card.ticket_id, key=card.task_id or "")
    return as_it_was


async def _apply_due_brake(
    session: AsyncSession, card: BoardCard, agreed: Agreed, side: Ours, theirs: Theirs, *, ctx: SyncContext
) -> Theirs:
    """Return the board's side, without a new due that the brake holds."""
    plan = merge_sides(agreed, side, theirs, ctx.board)
    if not any(isinstance(change, Reschedule) and change.at is not None for change in plan.to_desk):
        return theirs
    key = brake.make_due_key(card)
    held = await brake.is_held(session, key)
    if not held and await brake.allow_act(session, ctx, BrakeKind.DUE, at=theirs.at):
        return theirs
    await brake.hold_act(session, ctx, BrakeKind.DUE, ticket_id=card.ticket_id, key=key)
    return replace(theirs, shown=replace(theirs.shown, due=agreed.shown.due))


def store_commands(
    session: AsyncSession, commands: Iterable[CardCommand], card: BoardCard, agreed: Agreed, ctx: SyncContext
) -> None:
    """Store commands for a card's task; each carries the state agreed once it is done."""
    for command in commands:
        args = {"id": card.task_id, **command.args}
        session.add(make_command(ctx, command.kind, args, card.ticket_id, agreed=dump_agreed(agreed)))


async def _explain_put_back(session: AsyncSession, ticket: Ticket, refused: list[Refused], ctx: SyncContext) -> None:
    """Write one remark under the task for what was put back: about a due at most once an hour, otherwise at most ten an
    hour. What changes a task again and again is no person; admins are told."""
    for name in sorted({str(error.args_["name"]) for error in refused if error.key == outsiders.NOT_A_MEMBER}):
        await outsiders.add_remark(session, ticket, name, ctx)
    refused = [error for error in refused if error.key != outsiders.NOT_A_MEMBER]
    if not refused:
        return
    desk, keys = ctx.make_desk(session), {error.key for error in refused}
    others = keys - _OF_DUES
    if ticket.status not in ENDED and not others:
        if not await _count_recent_remarks(session, ticket, _OF_DUES, ctx):
            await thread.add_remark(desk, ticket.number, min(keys))
        return
    said = await _count_recent_remarks(session, ticket, _PUT_BACK, ctx)
    if said >= _MOST:
        return
    if ticket.status in ENDED:
        await thread.add_remark(desk, ticket.number, "board-put-back-ended", status=ticket.status.value)
    elif others == {NOT_ASSIGNED}:
        await thread.add_remark(desk, ticket.number, NOT_ASSIGNED)
    else:
        await thread.add_remark(desk, ticket.number, "board-put-back", status=ticket.status.value)
    if said + 1 == _MOST:
        await to_staff.tell_admins(session, "board-put-back-often", now=ctx.now, number=ticket.number)


async def _count_recent_remarks(session: AsyncSession, ticket: Ticket, keys: Iterable[str], ctx: SyncContext) -> int:
    said = or_(*(Entry.content_line.startswith(f'{{"key":"{key}"', autoescape=True) for key in keys))
    lines = select(func.count(Entry.id)).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REMARK, Entry.created_at > ctx.now - _HOUR, said
    )
    return await session.scalar(lines) or 0
