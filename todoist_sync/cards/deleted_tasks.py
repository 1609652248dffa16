"""A task that was deleted or moved out of the project, and one that comes back. The ticket goes on without a task and
the team is asked what was meant, as far as the brake allows."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import savepoint
from db.models import BoardCard, BoardCommand, BrakeKind, Status, Ticket
from desk import Locked, Refused
from desk.board import gone_tasks
from desk.board.gone_tasks import ERASED
from desk.tickets import lifecycle
from todoist_sync import brake
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import agreed_state, settle, store, stored_commands
from todoist_sync.comments import backfill
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED
from todoist_sync.merge.three_way import Agreed

_SOON = timedelta(seconds=1)


async def remove_tasks(session: AsyncSession, ticket_id: int, ctx: SyncContext) -> queue.Verdict:
    """Store a command for each task of the ticket, once earlier commands about it have their answers."""
    mine = (BoardCommand.ticket_id == ticket_id, BoardCommand.kind != stored_commands.REMOVE)
    unanswered = select(BoardCommand.id).where(*mine, BoardCommand.answered_at.is_(None))
    if await session.scalar(unanswered.limit(1)) is not None:
        return queue.Retry(ctx.now + _SOON, "waits for earlier commands", counts=False)
    await session.execute(update(BoardCommand).where(*mine).values(args={}, agreed=None, error=None))
    tasks = select(BoardCard.task_id).where(BoardCard.ticket_id == ticket_id, BoardCard.task_id.is_not(None))
    for task_id in await session.scalars(tasks.distinct().order_by(BoardCard.task_id)):
        session.add(stored_commands.make_command(ctx, stored_commands.REMOVE, {"id": task_id}, ticket_id))
    return queue.Done()


async def is_erased(session: AsyncSession, ticket_id: int) -> bool:
    """Return True if the ticket's card was erased, maybe before its task was made."""
    erased = select(BoardCard.id).where(BoardCard.ticket_id == ticket_id, BoardCard.gone == ERASED)
    return await session.scalar(erased.limit(1)) is not None


async def handle_deleted_task(
    session: AsyncSession, ctx: SyncContext, card: BoardCard, ticket: Locked, why: str, *, at: datetime | None = None
) -> None:
    """Mark the card's task as no longer on the board. `at`: when it was deleted or moved away, if Todoist says so."""
    card.dirty = card.held = False
    if card.task_id is not None:
        await brake.release_acts(session, card.task_id)
    if ticket.status in ENDED:
        card.gone = why
    elif card.task_id is not None and not await brake.allow_act(session, ctx, BrakeKind.VANISH):
        card.gone = gone_tasks.HELD + why
        await brake.hold_act(session, ctx, BrakeKind.VANISH, ticket_id=ticket.id, key=card.task_id)
    elif (refused := await settle.find_remover(session, card, at, ctx)) is not None:
        await gone_tasks.restore_at_once(ctx.make_desk(session), ticket, card, why)
        await settle.add_remark(session, ticket, refused, ctx)
    else:
        await gone_tasks.ask_about_task(ctx.make_desk(session), ticket, card, why)
    await session.flush()


async def handle_restored_task(
    session: AsyncSession, ctx: SyncContext, card: BoardCard, ticket: Locked, item: TaskRow
) -> bool:
    """Take back a task that had been deleted or moved away; a ticket closed because of that is reopened. A replacement
    task made by the desk is removed. Return False if this task is itself the replacement."""
    other = await store.get_live_card(session, ticket.id, ctx.project.project_id)
    if other is not None and other.id < card.id:
        await _remove_replacement(session, ctx, card, ticket)
        return False
    if other is not None:
        await _remove_replacement(session, ctx, other, ticket)
    await gone_tasks.clear_missing(ctx.make_desk(session), ticket)
    await _release_held_cards(session, ticket)
    card.gone, card.dirty = None, True
    if card.agreed is not None and item.responsible_uid is None:
        _plan_assignee_again(card, agreed_state.load_agreed(card.agreed))
    if card.agreed is not None and item.section_id is None:
        _plan_section_again(card, agreed_state.load_agreed(card.agreed))
    await session.flush()
    await backfill.queue_comments_again(session, ctx, ticket, card.task_id or "")
    if ticket.status in ENDED and (ticket.end_reason or "").startswith("task-"):
        try:
            async with savepoint(session):
                await lifecycle.reopen(ctx.make_desk(session), ticket.number)
        except Refused:
            return True  # too late: the task will be completed again
    return True


def _plan_section_again(card: BoardCard, agreed: Agreed) -> None:
    """Make the task move to its own section: a task moved back into the project has none. Done by an agreed state that
    differs, as if the status had just changed here."""
    if agreed.shown.section is None:
        return
    face, shown = replace(agreed.face, status=Status.CLOSED), replace(agreed.shown, section=None)
    card.agreed = agreed_state.dump_agreed(Agreed(face, shown))


def _plan_assignee_again(card: BoardCard, agreed: Agreed) -> None:
    """Assign the task again: outside the project it may have lost its assignee."""
    card.agreed = agreed_state.dump_agreed(replace(agreed, shown=replace(agreed.shown, assignee=None)))


async def _release_held_cards(session: AsyncSession, ticket: Ticket) -> None:
    held = select(BoardCard).where(BoardCard.ticket_id == ticket.id, BoardCard.gone.startswith(gone_tasks.HELD))
    for card in await session.scalars(held):
        card.gone = gone_tasks.get_reason(card.gone)
        if card.task_id is not None:
            await brake.release_acts(session, card.task_id)


async def _remove_replacement(session: AsyncSession, ctx: SyncContext, card: BoardCard, ticket: Ticket) -> None:
    """Remove a task that the desk made while an earlier one was away; if its command was not sent yet, drop the
    command."""
    if card.gone == store.REPLACED:
        return
    card.gone, card.dirty = store.REPLACED, False
    await session.flush()
    if card.task_id is not None:
        await brake.release_acts(session, card.task_id)
        session.add(stored_commands.make_command(ctx, stored_commands.REMOVE, {"id": card.task_id}, ticket.id))
        return
    await session.execute(
        delete(BoardCommand).where(
            BoardCommand.ticket_id == ticket.id,
            BoardCommand.project_id == ctx.project.project_id,
            BoardCommand.kind == stored_commands.ADD,
            BoardCommand.sent_at.is_(None),
            BoardCommand.answered_at.is_(None),
        )
    )
