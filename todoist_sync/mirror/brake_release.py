"""Carries out an admin's decision about changes held by the brake: everything that one question named, in one unit of
work.

Knows no HTTP.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Brake, BrakeKind, HeldChange, Ticket
from desk.board import gone_tasks
from todoist_sync import brake, project
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import agreed_state, settle, store
from todoist_sync.cards.settle import TaskReading
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED
from todoist_sync.pull import comment, task


async def apply_decision(session: AsyncSession, brake_id: int, ctx: SyncContext) -> None:
    """Apply, or undo, each change that the brake holds."""
    asked = await session.get_one(Brake, brake_id, populate_existing=True)
    query = select(HeldChange).where(HeldChange.brake_id == brake_id).order_by(HeldChange.ticket_id, HeldChange.id)
    held = (await session.scalars(query)).all()
    if asked.kind is BrakeKind.ADD:
        await _release_new_tasks(session, held, ctx, go=bool(asked.go))
        return
    for one in held:
        if one.ticket_id is None:
            continue
        ticket = await store.lock_ticket(session, one.ticket_id)
        await _DO[one.kind](session, one, ticket, ctx, go=bool(asked.go))
    if held:
        await brake.release_acts(session, *(one.key for one in held))


async def _release_deletion(
    session: AsyncSession, one: HeldChange, ticket: Ticket, ctx: SyncContext, *, go: bool
) -> None:
    """Close the ticket, or make a new task with its thread."""
    card = await _find_card(session, one.key, ctx)
    if card is None or card.gone is None or not card.gone.startswith(gone_tasks.HELD):
        return  # the task has come back since
    card.gone = gone_tasks.get_reason(card.gone)
    await session.flush()
    if go and ticket.status not in ENDED:
        await gone_tasks.close_for_deletion(ctx.make_desk(session), ticket.number, card.gone)
    elif not go:
        await store.ensure_card(session, ticket, ctx)


async def _release_completion(
    session: AsyncSession, one: HeldChange, ticket: Ticket, ctx: SyncContext, *, go: bool
) -> None:
    """Resolve the ticket, or reopen its task."""
    card = await _find_card(session, one.key, ctx)
    if card is None or card.gone is not None or not card.held or card.theirs is None or card.agreed is None:
        return
    card.held = False
    agreed, theirs = agreed_state.load_agreed(card.agreed), agreed_state.load_theirs(card.theirs)
    if not go:  # as if both had agreed on it: the difference is then ours, however often it is planned
        card.agreed = agreed_state.dump_agreed(replace(agreed, shown=replace(agreed.shown, done=theirs.shown.done)))
    await session.flush()
    await settle.settle_card(session, card, ticket, TaskReading(theirs, {}), ctx, free=BrakeKind.COMPLETE)


async def _release_due(session: AsyncSession, one: HeldChange, ticket: Ticket, ctx: SyncContext, *, go: bool) -> None:
    """Promise the time, or put the promised one back."""
    card = await store.get_live_card(session, ticket.id, ctx.project.project_id)
    if card is None or brake.make_due_key(card) != one.key or card.theirs is None or card.agreed is None:
        return
    agreed, theirs = agreed_state.load_agreed(card.agreed), agreed_state.load_theirs(card.theirs)
    if not go:  # as if both had agreed on it: the difference is then ours
        card.agreed = agreed_state.dump_agreed(replace(agreed, shown=replace(agreed.shown, due=theirs.shown.due)))
        await session.flush()
    await settle.settle_card(session, card, ticket, TaskReading(theirs, {}), ctx, free=BrakeKind.DUE)


async def _release_comment(
    session: AsyncSession, one: HeldChange, ticket: Ticket, ctx: SyncContext, *, go: bool
) -> None:
    """Deliver the comment, or keep it as an internal note."""
    await comment.admit_comment(session, ticket, CommentRow.from_json(one.data), ctx, inside=not go)


async def _release_new_tasks(session: AsyncSession, held: Sequence[HeldChange], ctx: SyncContext, *, go: bool) -> None:
    """Make tickets of the tasks, with the comments that the next reading brings; or ignore the tasks for good, which is
    why their rows stay."""
    if not go:
        return
    for one in held:
        await task.file_task(session, TaskRow.from_json(one.data), ctx, free=True)
    await brake.release_acts(session, *(one.key for one in held))
    await project.store_token(session, ctx.project.project_id, None, now=ctx.now)


async def _find_card(session: AsyncSession, task_id: str, ctx: SyncContext) -> BoardCard | None:
    query = select(BoardCard).where(BoardCard.task_id == task_id, BoardCard.project_id == ctx.project.project_id)
    return (await session.scalars(query.order_by(BoardCard.id.desc()))).first()


_DO = {
    BrakeKind.VANISH: _release_deletion,
    BrakeKind.COMPLETE: _release_completion,
    BrakeKind.COMMENT: _release_comment,
    BrakeKind.DUE: _release_due,
}
