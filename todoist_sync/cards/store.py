"""Cards in the tables: which task shows which ticket, the agreed state, and the commands to be sent.

Every function works in the caller's unit of work, with the ticket's row locked where it decides. Knows no HTTP.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, ColumnElement, Select, delete, func, literal_column, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ANSWER_LOST, BoardCard, BoardCommand, Box, Entry, Job, JobState, Status, Ticket, any_of
from db.queue import keys
from desk import Locked
from desk import locked as desk_locked
from desk.board.task_changes import HELD
from todoist_sync.api.rows import TOO_MANY_TASKS
from todoist_sync.context import SyncContext
from todoist_sync.merge import sides as dues
from todoist_sync.merge.sides import ENDED, DeskSide, TaskSide, convert_priority
from todoist_sync.merge.three_way import Agreed, Theirs

FIELD_KINDS = frozenset({"item_update", "item_move", "item_complete", "item_uncomplete"})
ADD = "item_add"
EVICT = "delete_collaborator"
REFUSED_REST = timedelta(seconds=30)  # after Todoist refused a task because the project is full
REPLACED = "replaced"  # in `gone`: a task made by the desk while an earlier one was away that has come back
REMOVE = "item_delete"
NOT_YET_LATE = """(agreed #>> '{face,late}') = 'true' and (agreed #>> '{shown,done}') = 'false'
  and cast(agreed #>> '{face,due}' as timestamptz) > :now"""  # the label was put by a clock that was ahead


async def lock_ticket(session: AsyncSession, ticket_id: int) -> Locked:
    """Return the ticket with its row locked until the end of the unit of work."""
    (ticket,) = await desk_locked.lock_tickets(session, select(Ticket).where(Ticket.id == ticket_id))
    return ticket


async def get_live_card(session: AsyncSession, ticket_id: int, project_id: str) -> BoardCard | None:
    """Return the ticket's card on this board, or None if it has none whose task is there or to be made."""
    query = select(BoardCard).where(BoardCard.ticket_id == ticket_id, BoardCard.project_id == project_id)
    return (await session.scalars(query.where(BoardCard.gone.is_(None)))).one_or_none()


async def ensure_card(session: AsyncSession, ticket: Ticket, ctx: SyncContext) -> BoardCard | None:
    """Return the card of a ticket, made for an open ticket that has none. None if the ticket has ended, or its task was
    deleted and the question about that is open."""
    found = await get_live_card(session, ticket.id, ctx.project.project_id)
    if found is not None or ticket.filed_at is None or ticket.status in ENDED:
        return found
    held = select(BoardCard.id).where(BoardCard.ticket_id == ticket.id, BoardCard.gone.startswith(HELD))
    if (await session.execute(held)).first() is not None:
        return None
    card = BoardCard(
        ticket_id=ticket.id, project_id=ctx.project.project_id, dirty=True, created_at=ctx.now, task_id=None
    )
    session.add(card)
    await session.flush()
    return card


async def find_tickets_without_card(session: AsyncSession, project_id: str) -> list[int]:
    """Return open tickets without a card on this board: the board is new, or came after the tickets."""
    there = select(BoardCard.ticket_id).where(BoardCard.project_id == project_id)
    lone = select(Ticket.id).where(
        Ticket.filed_at.is_not(None), Ticket.status.not_in(list(ENDED)), Ticket.id.not_in(there)
    )
    return list(await session.scalars(lone.order_by(Ticket.id)))


async def drop_unsent(session: AsyncSession, project_id: str, card_ids: Collection[int] | None = None) -> int:
    """Delete field changes that were never sent: after a pull they are planned again against the board as it is.
    `card_ids`: only those of these cards; None: all. Return how many."""
    mine = select(BoardCard.ticket_id).where(any_of(BoardCard.id, card_ids or ()))
    unsent = [
        BoardCommand.project_id == project_id,
        BoardCommand.answered_at.is_(None),
        BoardCommand.sent_at.is_(None),
        BoardCommand.kind.in_(FIELD_KINDS),
        *([] if card_ids is None else [BoardCommand.ticket_id.in_(mine)]),
    ]
    tickets = (await session.scalars(delete(BoardCommand).where(*unsent).returning(BoardCommand.ticket_id))).all()
    if tickets:
        cards = update(BoardCard).where(any_of(BoardCard.ticket_id, tickets), BoardCard.gone.is_(None))
        await session.execute(cards.values(dirty=True))
    return len(tickets)


def _was_just_answered(ctx: SyncContext) -> ColumnElement[bool]:
    """Match commands answered within `REST`; an answer time in the future, from a clock that was ahead, does not
    count."""
    return (BoardCommand.answered_at > ctx.now - REFUSED_REST) & (BoardCommand.answered_at < ctx.now + REFUSED_REST)


def select_changed_cards(ctx: SyncContext) -> Select[int]:
    """Select cards with a task that changed here since they were last compared, except those whose task Todoist just
    refused to reopen because the project is full."""
    refused = select(BoardCommand.id).where(
        BoardCommand.ticket_id == BoardCard.ticket_id,
        BoardCommand.error.contains(TOO_MANY_TASKS),
        _was_just_answered(ctx),
    )
    return (
        select(BoardCard.id)
        .where(
            BoardCard.project_id == ctx.project.project_id,
            BoardCard.dirty,
            BoardCard.gone.is_(None),
            BoardCard.task_id.is_not(None),
            ~refused.exists(),
        )
        .order_by(BoardCard.id)
    )


async def mark_overdue(session: AsyncSession, ctx: SyncContext) -> int:
    """Mark cards whose label has to change because the ticket became overdue, or was overdue only by a clock that was
    ahead; return how many."""
    project_id = ctx.project.project_id
    passed = select(BoardCard.id).where(
        BoardCard.project_id == project_id, BoardCard.gone.is_(None), BoardCard.late_at <= ctx.now
    )
    too_early = select(BoardCard.id).where(*match_active(project_id), text(NOT_YET_LATE).bindparams(now=ctx.now))
    ids = list(await session.scalars(passed.union(too_early)))  # one condition with "or" would read all cards
    await session.execute(update(BoardCard).where(any_of(BoardCard.id, ids)).values(dirty=True, late_at=None))
    return len(ids)


async def mark_resolved(session: AsyncSession, ctx: SyncContext) -> int:
    """Mark the tasks of resolved tickets to be completed, because places for tasks run short; return how many."""
    resolved = select(Ticket.id).where(Ticket.status == Status.RESOLVED)
    shown = update(BoardCard).where(
        BoardCard.ticket_id.in_(resolved), *match_active(ctx.project.project_id), ~BoardCard.dirty, ~BoardCard.held
    )
    return len((await session.execute(shown.values(dirty=True).returning(BoardCard.id))).all())


def select_cards_without_task(ctx: SyncContext) -> Select[int]:
    """Select cards without a task, most urgent first. Left out: those whose command is under way or was just refused,
    and those buried until an admin retries them."""
    given_up = select(Job.id).where(
        Job.box == Box.TO_TODOIST,
        Job.state == JobState.BURIED,
        Job.key == func.concat(keys.NOT_MADE, BoardCard.ticket_id),
    )
    under_way = select(BoardCommand.id).where(
        BoardCommand.ticket_id == BoardCard.ticket_id,
        BoardCommand.kind == ADD,
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.answered_at.is_(None)
        | (BoardCommand.error == ANSWER_LOST)
        | (BoardCommand.error.is_not(None) & _was_just_answered(ctx)),
    )
    return (
        select(BoardCard.id)
        .join(Ticket, Ticket.id == BoardCard.ticket_id)
        .where(
            BoardCard.project_id == ctx.project.project_id,
            BoardCard.gone.is_(None),
            BoardCard.task_id.is_(None),
            ~under_way.exists(),
            ~given_up.exists(),
        )
        .order_by(Ticket.priority, Ticket.number)
    )


def match_active(project_id: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for a card whose task is active in the project."""
    return (
        BoardCard.project_id == project_id,
        BoardCard.gone.is_(None),
        BoardCard.task_id.is_not(None),
        literal_column("(board_cards.agreed #>> '{shown,done}') = 'false'", Boolean()),
    )


def apply_command(shown: TaskSide, kind: str, args: dict[str, Any]) -> TaskSide:
    """Return what a task shows after one of our commands."""
    if kind == "item_move":
        return replace(shown, section=args["section_id"])
    if kind in {"item_complete", "item_uncomplete"}:
        return replace(shown, done=kind == "item_complete")
    names = {"responsible_uid": "assignee"}
    values = {names.get(name, name): value for name, value in args.items() if name != "id"}
    if "priority" in values:
        values["priority"] = convert_priority(values["priority"])
    if "labels" in values:
        values["labels"] = tuple(values["labels"])
    if "due" in values:
        values["due"] = dues.read_due(values["due"])
    return replace(shown, **values)


def dump_agreed(agreed: Agreed) -> dict[str, Any]:
    """Return an agreed state as JSON."""
    return {"face": agreed.face.dump(), "shown": agreed.shown.dump()}


def load_agreed(data: dict[str, Any]) -> Agreed:
    """Return an agreed state from its JSON."""
    return Agreed(DeskSide.load(data["face"]), TaskSide.load(data["shown"]))


def dump_theirs(theirs: Theirs) -> dict[str, Any]:
    """Return the board's side as JSON."""
    return {"shown": theirs.shown.dump(), "at": theirs.at.isoformat()}


def load_theirs(data: dict[str, Any]) -> Theirs:
    """Return the board's side from its JSON."""
    return Theirs(TaskSide.load(data["shown"]), datetime.fromisoformat(data["at"]))


def make_command(ctx: SyncContext, kind: str, args: dict[str, Any], ticket_id: int | None, **more: Any) -> BoardCommand:
    """Return a new command, to be added to the session."""
    return BoardCommand(
        uuid=str(uuid4()),
        project_id=ctx.project.project_id,
        kind=kind,
        args=args,
        ticket_id=ticket_id,
        created_at=ctx.now,
        **more,
    )


def make_comment_command(ctx: SyncContext, kind: str, args: dict[str, Any], entry: Entry, part: int) -> BoardCommand:
    """Return a new command about one part of an entry's comments."""
    temp_id = str(uuid4()) if kind == "note_add" else None
    return make_command(ctx, kind, args, entry.ticket_id, entry_id=entry.id, part=part, temp_id=temp_id)
