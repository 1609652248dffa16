"""Which cards have to be worked on: those that changed here, have no task yet, became overdue, or are to make room.
Works in the caller's unit of work; knows no HTTP, and not what is done with a card."""

from datetime import timedelta

from sqlalchemy import Boolean, ColumnElement, Select, exists, func, literal_column, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    ANSWER_LOST,
    BoardCard,
    BoardCommand,
    Box,
    Entry,
    History,
    Job,
    JobState,
    Origin,
    Status,
    Ticket,
    any_of,
)
from db.queue import keys
from todoist_sync.api.rows import TOO_MANY_TASKS
from todoist_sync.cards.stored_commands import ADD
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED

REFUSED_REST = timedelta(seconds=30)  # after Todoist refused a task because the project is full
NOT_YET_LATE = """(agreed #>> '{face,late}') = 'true' and (agreed #>> '{shown,done}') = 'false'
  and cast(agreed #>> '{face,due}' as timestamptz) > :now"""  # the label was put by a clock that was ahead


async def find_tickets_without_card(session: AsyncSession, project_id: str) -> list[int]:
    """Return open tickets without a card on this board: the board is new, or came after the tickets. An imported one
    has none until somebody does something with it."""
    there = select(BoardCard.ticket_id).where(BoardCard.project_id == project_id)
    since = (exists().where(of.ticket_id == Ticket.id, of.origin != Origin.IMPORT) for of in (Entry, History))
    lone = select(Ticket.id).where(
        Ticket.filed_at.is_not(None), Ticket.status.not_in(list(ENDED)), Ticket.id.not_in(there),
        or_(Ticket.origin != Origin.IMPORT, *since),
    )  # fmt: skip
    return list(await session.scalars(lone.order_by(Ticket.id)))


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
