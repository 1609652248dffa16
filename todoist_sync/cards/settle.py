from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import BrakeKind, Status
from db.models import BoardCard, BoardCommand, Ticket
from desk.conversation import thread
from desk.errors import Refused
from todoist_sync import brake
from todoist_sync.cards import desk_side
from todoist_sync.cards.desk_actions import DeskActions
from todoist_sync.cards.store import ADD, LOST, dump, dump_theirs, load, load_theirs, locked, row
from todoist_sync.context import SyncContext
from todoist_sync.merge import due as dues
from todoist_sync.merge import sides, three_way
from todoist_sync.merge.sides import ENDED
from todoist_sync.merge.three_way import Agreed, CardCommand, Complete, Field, Ours, Theirs, merge


@dataclass(frozen=True, slots=True)
class Seen:
    """A task as just read: its side of the card and who Todoist says acted."""

    theirs: Theirs
    by: dict[str, str | None]


async def create(session: AsyncSession, card: BoardCard, round_: SyncContext) -> bool:
    """Store the command that makes the card's task; a ticket that has ended gets none. Returns whether stored."""
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
        "priority": 5 - shown.priority,
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
    """Whether a task for the ticket is on its way, by a process that has lost its seat meanwhile too."""
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
    free: bool = False,
    before: Mapping[Field, datetime] | None = None,
) -> None:
    """Merge, tell the desk, and store the commands for what then still differs on the board. `free`: the brake has
    nothing to say; `before`: our times before the comments of this reading, all older than the task's last change."""
    agreed = load(card.agreed or {})
    side = await desk_side.read(session, ticket, round_)
    if before is not None:  # what they did here happened when they were written
        side = replace(side, times={f: t if t == before[f] else min(t, seen.theirs.at) for f, t in side.times.items()})
    theirs = seen.theirs if free else await _braked(session, card, side, seen.theirs, round_)
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
    """The same against the board as last read, where nothing of that has to be told to the desk; False: something has,
    and nothing was done. The card was read after its ticket was locked."""
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
    """The board's side without a completion that the brake holds back."""
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


def store(
    session: AsyncSession, commands: Iterable[CardCommand], card: BoardCard, agreed: Agreed, round_: SyncContext
) -> None:
    """Store commands for a card's task; each carries what is agreed once it is done."""
    for command in commands:
        args = {"id": card.task_id, **command.args}
        session.add(row(round_, command.kind, args, card.ticket_id, agreed=dump(agreed)))


async def _say_why(session: AsyncSession, ticket: Ticket, refused: list[Refused], round_: SyncContext) -> None:
    """One remark under the task for what was put back."""
    if not refused:
        return
    closed = ticket.status in {Status.CLOSED, Status.CANCELLED}
    key = "board-put-back-ended" if closed else "board-put-back"
    await thread.remark(round_.desk(session), ticket.number, key, status=ticket.status.value)
