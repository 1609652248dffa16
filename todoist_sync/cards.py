"""Cards in the tables: which task shows which ticket, what is agreed, and the commands a plan leaves behind.

Every function works in the caller's unit of work, with the ticket's row locked where it decides. Knows no HTTP.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, ColumnElement, Select, delete, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import BrakeKind, Status
from db.models import BoardCard, BoardCommand, Entry, Ticket
from db.sql import among
from desk.errors import Refused
from todoist_sync import brake, face, ours
from todoist_sync.apply import Act
from todoist_sync.card import Agreed, Command, Complete, Field, Ours, Theirs, merge
from todoist_sync.errors import TOO_MANY_TASKS
from todoist_sync.face import ENDED, Face, Shown
from todoist_sync.round import Round

FIELD_KINDS = frozenset({"item_update", "item_move", "item_complete", "item_uncomplete"})
ADD = "item_add"
EVICT = "delete_collaborator"
REST = timedelta(seconds=30)  # after Todoist refused a task because the project is full
LOST = "answer lost"  # error of a command that was executed, but the id of what it made is not known yet
HELD = "held:"  # before the reason in `gone`: the brake holds the ticket's closing back


@dataclass(frozen=True, slots=True)
class Seen:
    """A task as just read: its side of the card and who Todoist says acted."""

    theirs: Theirs
    by: dict[str, str | None]


async def locked(session: AsyncSession, ticket_id: int) -> Ticket:
    """The ticket, its row locked until the end of the unit of work."""
    query = select(Ticket).where(Ticket.id == ticket_id).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def live(session: AsyncSession, ticket_id: int, project_id: str) -> BoardCard | None:
    """The ticket's card on this board, unless its task is gone."""
    query = select(BoardCard).where(BoardCard.ticket_id == ticket_id, BoardCard.project_id == project_id)
    return (await session.scalars(query.where(BoardCard.gone.is_(None)))).one_or_none()


async def ensure(session: AsyncSession, ticket: Ticket, round_: Round) -> BoardCard | None:
    """The card of a ticket; made for an open one that has none, unless the brake holds it."""
    found = await live(session, ticket.id, round_.place.project_id)
    if found is not None or ticket.filed_at is None or ticket.status in ENDED:
        return found
    held = select(BoardCard.id).where(BoardCard.ticket_id == ticket.id, BoardCard.gone.startswith(HELD))
    if (await session.execute(held)).first() is not None:
        return None
    card = BoardCard(
        ticket_id=ticket.id, project_id=round_.place.project_id, dirty=True, created_at=round_.now, task_id=None
    )
    session.add(card)
    await session.flush()
    return card


async def without(session: AsyncSession, project_id: str) -> list[int]:
    """Open tickets that have no card on this board: a new board, or one that came later than tickets."""
    there = select(BoardCard.ticket_id).where(BoardCard.project_id == project_id)
    lone = select(Ticket.id).where(
        Ticket.filed_at.is_not(None), Ticket.status.not_in(list(ENDED)), Ticket.id.not_in(there)
    )
    return list(await session.scalars(lone.order_by(Ticket.id)))


async def create(session: AsyncSession, card: BoardCard, round_: Round) -> bool:
    """Store the command that makes the card's task; a ticket that has ended gets none. Returns whether stored."""
    ticket = await locked(session, card.ticket_id)
    await session.refresh(card)
    if card.task_id is not None or await _being_made(session, ticket.id, round_):
        return False
    if ticket.status in ENDED:
        await session.delete(card)
        return False
    side = await ours.read(session, ticket, round_)
    shown = face.fresh(side.face, round_.board)
    args: dict[str, Any] = {
        "content": shown.content,
        "description": shown.description,
        "project_id": round_.place.project_id,
        "priority": 5 - shown.priority,
        "labels": list(shown.labels),
        "auto_parse_labels": False,
    }
    if shown.section:
        args["section_id"] = shown.section
    if shown.assignee:
        args["responsible_uid"] = shown.assignee
    agreed = dump(Agreed(side.face, shown))
    session.add(row(round_, ADD, args, ticket.id, agreed=agreed, temp_id=str(uuid4())))
    card.dirty = False
    return True


async def _being_made(session: AsyncSession, ticket_id: int, round_: Round) -> bool:
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
    round_: Round,
    *,
    free: bool = False,
    before: Mapping[Field, datetime] | None = None,
) -> None:
    """Merge, tell the desk, and store the commands for what then still differs on the board. `free`: the brake has
    nothing to say; `before`: our times before the comments of this reading, all older than the task's last change."""
    agreed = load(card.agreed or {})
    side = await ours.read(session, ticket, round_)
    if before is not None:  # what they did here happened when they were written
        side = replace(side, times={f: t if t == before[f] else min(t, seen.theirs.at) for f, t in side.times.items()})
    theirs = seen.theirs if free else await _braked(session, card, side, seen.theirs, round_)
    plan = merge(agreed, side, theirs, round_.board)
    between = Agreed(plan.agreed.face, theirs.shown)
    if plan.to_desk or plan.lost:
        refused = await Act(session, round_, ticket, theirs, seen.by).tell(plan)
        await session.flush()
        ticket = await locked(session, ticket.id)
        side = await ours.read(session, ticket, round_)
        plan = merge(between, side, theirs, round_.board)
        await _say_why(session, ticket, refused, round_)
    store(session, plan.to_board, card, plan.agreed, round_)
    if any(command.kind == "item_move" for command in plan.to_board):  # only when it is sent do both sides know
        between = replace(between, face=replace(between.face, status=agreed.face.status))
    await session.execute(
        update(BoardCard)
        .where(BoardCard.id == card.id)
        .values(agreed=dump(between if plan.to_board else plan.agreed), theirs=dump_theirs(seen.theirs), dirty=False)
        .execution_options(synchronize_session=False)
    )
    await session.flush()
    await session.refresh(card)


async def _braked(session: AsyncSession, card: BoardCard, side: Ours, theirs: Theirs, round_: Round) -> Theirs:
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


def store(session: AsyncSession, commands: Iterable[Command], card: BoardCard, agreed: Agreed, round_: Round) -> None:
    """Store commands for a card's task; each carries what is agreed once it is done."""
    for command in commands:
        args = {"id": card.task_id, **command.args}
        session.add(row(round_, command.kind, args, card.ticket_id, agreed=dump(agreed)))


async def drop_unsent(session: AsyncSession, project_id: str) -> int:
    """Forget changes of fields that were never sent: after a pull they are planned anew against the board as it is."""
    unsent = [
        BoardCommand.project_id == project_id,
        BoardCommand.answered_at.is_(None),
        BoardCommand.sent_at.is_(None),
        BoardCommand.kind.in_(FIELD_KINDS),
    ]
    tickets = (await session.scalars(delete(BoardCommand).where(*unsent).returning(BoardCommand.ticket_id))).all()
    if tickets:
        cards = update(BoardCard).where(among(BoardCard.ticket_id, tickets), BoardCard.gone.is_(None))
        await session.execute(cards.values(dirty=True))
    return len(tickets)


def dirty(round_: Round) -> Select[int]:
    """Cards with a task that changed here since they were last compared; not those whose task Todoist would not open
    again just now because the project is full."""
    refused = select(BoardCommand.id).where(
        BoardCommand.ticket_id == BoardCard.ticket_id,
        BoardCommand.error.contains(TOO_MANY_TASKS),
        BoardCommand.answered_at > round_.now - REST,
    )
    return (
        select(BoardCard.id)
        .where(
            BoardCard.project_id == round_.place.project_id,
            BoardCard.dirty,
            BoardCard.gone.is_(None),
            BoardCard.task_id.is_not(None),
            ~refused.exists(),
        )
        .order_by(BoardCard.id)
    )


async def tidy(session: AsyncSession, round_: Round) -> int:
    """Places run short: the tasks of resolved tickets are to be completed; returns how many."""
    resolved = select(Ticket.id).where(Ticket.status == Status.RESOLVED)
    shown = update(BoardCard).where(
        BoardCard.ticket_id.in_(resolved), *active(round_.place.project_id), ~BoardCard.dirty, ~BoardCard.held
    )
    return len((await session.execute(shown.values(dirty=True).returning(BoardCard.id))).all())


def active(project_id: str) -> tuple[ColumnElement[bool], ...]:
    """What makes a card one of the project's active tasks."""
    return (
        BoardCard.project_id == project_id,
        BoardCard.gone.is_(None),
        BoardCard.task_id.is_not(None),
        literal_column("(board_cards.agreed #>> '{shown,done}') = 'false'", Boolean()),
    )


def effect(shown: Shown, kind: str, args: dict[str, Any]) -> Shown:
    """What a task shows after a command of ours."""
    if kind == "item_move":
        return replace(shown, section=args["section_id"])
    if kind in {"item_complete", "item_uncomplete"}:
        return replace(shown, done=kind == "item_complete")
    names = {"responsible_uid": "assignee"}
    values = {names.get(name, name): value for name, value in args.items() if name != "id"}
    if "priority" in values:
        values["priority"] = 5 - values["priority"]
    if "labels" in values:
        values["labels"] = tuple(values["labels"])
    return replace(shown, **values)


def dump(agreed: Agreed) -> dict[str, Any]:
    """An agreed state as JSON."""
    return {"face": agreed.face.dump(), "shown": agreed.shown.dump()}


def load(data: dict[str, Any]) -> Agreed:
    """An agreed state from its JSON."""
    return Agreed(Face.load(data["face"]), Shown.load(data["shown"]))


def dump_theirs(theirs: Theirs) -> dict[str, Any]:
    """The board's side as JSON."""
    return {"shown": theirs.shown.dump(), "at": theirs.at.isoformat()}


def load_theirs(data: dict[str, Any]) -> Theirs:
    """The board's side from its JSON."""
    return Theirs(Shown.load(data["shown"]), datetime.fromisoformat(data["at"]))


async def _say_why(session: AsyncSession, ticket: Ticket, refused: list[Refused], round_: Round) -> None:
    """One remark under the task for what was put back."""
    if not refused:
        return
    closed = ticket.status in {Status.CLOSED, Status.CANCELLED}
    key = "board-put-back-ended" if closed else "board-put-back"
    await round_.desk(session).remark(ticket.number, key, status=ticket.status.value)


def row(round_: Round, kind: str, args: dict[str, Any], ticket_id: int | None, **more: Any) -> BoardCommand:
    """A command to be stored."""
    return BoardCommand(
        uuid=str(uuid4()),
        project_id=round_.place.project_id,
        kind=kind,
        args=args,
        ticket_id=ticket_id,
        created_at=round_.now,
        **more,
    )


def comment_row(round_: Round, kind: str, args: dict[str, Any], entry: Entry, part: int) -> BoardCommand:
    """A command about a part of an entry's comments."""
    temp_id = str(uuid4()) if kind == "note_add" else None
    return row(round_, kind, args, entry.ticket_id, entry_id=entry.id, part=part, temp_id=temp_id)
