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
from desk.board.task_changes import NOBODY_HAS_IT
from desk.conversation import thread
from desk.notifications import to_staff
from todoist_sync import brake
from todoist_sync.cards import desk_side
from todoist_sync.cards.desk_actions import DeskActions
from todoist_sync.cards.store import ADD, LOST, dump, dump_theirs, load, load_theirs, locked, row
from todoist_sync.context import SyncContext
from todoist_sync.merge import due as dues
from todoist_sync.merge import sides, three_way
from todoist_sync.merge.priority import turned
from todoist_sync.merge.sides import ENDED
from todoist_sync.merge.states import Agreed, Field, Ours, Theirs
from todoist_sync.merge.three_way import CardCommand, Complete, Reschedule, merge

_OF_DUES = frozenset({"board-due-put-back", "board-due-passed"})
_PUT_BACK = ("board-put-back", "board-put-back-ended", NOBODY_HAS_IT)
_MOST, _HOUR = 10, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """A task as just read: its side of the card, and who Todoist says acted."""

    theirs: Theirs
    by: dict[str, str | None]


async def create(session: AsyncSession, card: BoardCard, round_: SyncContext) -> bool:
    """Store the command that makes the card's task; a ticket that has ended gets none. Return True if one was
    stored."""
    ticket = await locked(session, card.ticket_id)
    await session.refresh(card)
    if card.task_id is not None or await _being_made(session, ticket.id, round_):
        return False
    if ticket.status in ENDED:
        await session.delete(card)
        return False
    side = await desk_side.read(session, ticket, round_)
    shown = sides.fresh(side.face, round_.board)
    args: dict[str, Any] = {
        "content": shown.content,
        "description": shown.description,
        "project_id": round_.place.project_id,
        "priority": turned(shown.priority),
        "labels": list(shown.labels),
        "auto_parse_labels": False,
    }
    if shown.due:
        args |= {"due": dues.argument(shown.due), "auto_reminder": False}
    if shown.section:
        args["section_id"] = shown.section
    if shown.assignee:
        args["responsible_uid"] = shown.assignee
    agreed = dump(Agreed(side.face, shown))
    session.add(row(round_, ADD, args, ticket.id, agreed=agreed, temp_id=str(uuid4())))
    card.dirty = False
    return True


async def _being_made(session: AsyncSession, ticket_id: int, round_: SyncContext) -> bool:
    """Return True if a task for the ticket is on its way, perhaps from a process that has lost its lock since."""
    query = select(BoardCommand.id).where(
        BoardCommand.ticket_id == ticket_id,
        BoardCommand.project_id == round_.place.project_id,
        BoardCommand.kind == ADD,
        BoardCommand.answered_at.is_(None) | (BoardCommand.error == LOST),
    )
    return (await session.execute(query.limit(1))).first() is not None


async def settle(
    session: AsyncSession,
    card: BoardCard,
    ticket: Ticket,
    seen: Seen,
    round_: SyncContext,
    *,
    free: BrakeKind | None = None,
    before: Mapping[Field, datetime] | None = None,
) -> None:
    """Merge, apply changes to the desk, and store the commands for what then still differs on the board. `free`: the
    kind of change that the brake does not limit here; `before`: our times of change before the comments of this
    reading, which are all older than the task's last change."""
    agreed = load(card.agreed or {})
    side = await desk_side.read(session, ticket, round_)
    if before is not None:  # what they did here happened when they were written
        side = replace(side, times={f: t if t == before[f] else min(t, seen.theirs.at) for f, t in side.times.items()})
    theirs = seen.theirs
    if free is not BrakeKind.COMPLETE:
        theirs = await _braked(session, card, side, theirs, round_)
    if free is not BrakeKind.DUE:
        theirs = await _due_braked(session, card, agreed, side, theirs, round_=round_)
    plan = merge(agreed, side, theirs, round_.board)
    between = three_way.between(agreed, plan, theirs)
    if plan.to_desk or plan.lost:
        refused = await DeskActions(session, round_, ticket, theirs, seen.by).tell(plan)
        await session.flush()
        ticket = await locked(session, ticket.id)
        side = await desk_side.read(session, ticket, round_)
        plan = merge(between, side, theirs, round_.board)
        await _say_why(session, ticket, refused, round_)
    store(session, plan.to_board, card, plan.agreed, round_)
    if any(command.kind == "item_move" for command in plan.to_board):  # only when it is sent do both sides know
        between = replace(between, face=replace(between.face, status=agreed.face.status))
    await session.execute(
        update(BoardCard)
        .where(BoardCard.id == card.id)
        .values(
            agreed=dump(between if plan.to_board else plan.agreed),
            theirs=dump_theirs(seen.theirs),
            dirty=False,
            late_at=sides.turns_late(side.face),
        )
        .execution_options(synchronize_session=False)
    )
    await session.flush()
    await session.refresh(card)


def settle_quietly(session: AsyncSession, card: BoardCard, side: Ours, round_: SyncContext) -> bool:
    """Settle against the board as last read if that changes nothing on the desk; return False, with nothing done, if it
    would. The caller read the card after locking its ticket."""
    agreed, theirs = load(card.agreed or {}), load_theirs(card.theirs or {})
    plan = merge(agreed, side, theirs, round_.board)
    if plan.to_desk or plan.lost or card.held:
        return False
    store(session, plan.to_board, card, plan.agreed, round_)
    between = three_way.between(agreed, plan, theirs)
    if any(command.kind == "item_move" for command in plan.to_board):  # only when it is sent do both sides know
        between = replace(between, face=replace(between.face, status=agreed.face.status))
    card.agreed, card.dirty = dump(between if plan.to_board else plan.agreed), False
    card.late_at = sides.turns_late(side.face)
    return True


async def _braked(session: AsyncSession, card: BoardCard, side: Ours, theirs: Theirs, round_: SyncContext) -> Theirs:
    """Return the board's side, without a completion that the brake holds."""
    as_it_was = replace(theirs, shown=replace(theirs.shown, done=False))
    if card.held and theirs.shown.done:
        return as_it_was
    if card.held:
        card.held = False
        await brake.let_go(session, card.task_id or "")
        return theirs
    plan = merge(load(card.agreed or {}), side, theirs, round_.board)
    completes = any(isinstance(change, Complete) for change in plan.to_desk)
    if not completes or await brake.passes(session, round_, BrakeKind.COMPLETE, at=theirs.at):
        return theirs
    card.held = True
    await brake.hold(session, round_, BrakeKind.COMPLETE, ticket_id=card.ticket_id, key=card.task_id or "")
    return as_it_was


async def _due_braked(
    session: AsyncSession, card: BoardCard, agreed: Agreed, side: Ours, theirs: Theirs, *, round_: SyncContext
) -> Theirs:
    """Return the board's side, without a new due that the brake holds."""
    plan = merge(agreed, side, theirs, round_.board)
    if not any(isinstance(change, Reschedule) and change.at is not None for change in plan.to_desk):
        return theirs
    key = brake.due_key(card)
    held = await brake.holds(session, key)
    if not held and await brake.passes(session, round_, BrakeKind.DUE, at=theirs.at):
        return theirs
    await brake.hold(session, round_, BrakeKind.DUE, ticket_id=card.ticket_id, key=key)
    return replace(theirs, shown=replace(theirs.shown, due=agreed.shown.due))


def store(
    session: AsyncSession, commands: Iterable[CardCommand], card: BoardCard, agreed: Agreed, round_: SyncContext
) -> None:
    """Store commands for a card's task; each carries the state agreed once it is done."""
    for command in commands:
        args = {"id": card.task_id, **command.args}
        session.add(row(round_, command.kind, args, card.ticket_id, agreed=dump(agreed)))


async def _say_why(session: AsyncSession, ticket: Ticket, refused: list[Refused], round_: SyncContext) -> None:
    """Write one remark under the task for what was put back: about a due at most once an hour, otherwise at most ten an
    hour. What changes a task again and again is no person; admins are told."""
    if not refused:
        return
    desk, keys = round_.desk(session), {error.key for error in refused}
    others = keys - _OF_DUES
    if ticket.status not in ENDED and not others:
        if not await _said_lately(session, ticket, _OF_DUES, round_):
            await thread.add_remark(desk, ticket.number, min(keys))
        return
    said = await _said_lately(session, ticket, _PUT_BACK, round_)
    if said >= _MOST:
        return
    if ticket.status in ENDED:
        await thread.add_remark(desk, ticket.number, "board-put-back-ended", status=ticket.status.value)
    elif others == {NOBODY_HAS_IT}:
        await thread.add_remark(desk, ticket.number, NOBODY_HAS_IT)
    else:
        await thread.add_remark(desk, ticket.number, "board-put-back", status=ticket.status.value)
    if said + 1 == _MOST:
        await to_staff.tell_admins(session, "board-put-back-often", now=round_.now, number=ticket.number)


async def _said_lately(session: AsyncSession, ticket: Ticket, keys: Iterable[str], round_: SyncContext) -> int:
    said = or_(*(Entry.content_line.startswith(f'{{"key":"{key}"', autoescape=True) for key in keys))
    lines = select(func.count(Entry.id)).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REMARK, Entry.created_at > round_.now - _HOUR, said
    )
    return await session.scalar(lines) or 0
