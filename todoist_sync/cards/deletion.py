"""A task that was deleted or moved out of the project: its ticket is closed, within what the brake lets pass; the
tickets of what it holds go on without a task.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.enums import BrakeKind
from db.models import BoardCard, Ticket
from desk.board import actions
from desk.errors import Refused
from desk.tickets import lifecycle
from todoist_sync import brake
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED

DELETED = "deleted"
MOVED = "moved"


async def gone(session: AsyncSession, round_: SyncContext, card: BoardCard, ticket: Ticket, why: str) -> None:
    """The card's task is no longer on the board."""
    card.dirty = card.held = False
    if card.task_id is not None:
        await brake.let_go(session, card.task_id)
    if ticket.status in ENDED:
        card.gone = why
        return
    if card.task_id is not None and not await brake.passes(session, round_, BrakeKind.VANISH):
        card.gone = store.HELD + why
        await brake.hold(session, round_, BrakeKind.VANISH, ticket_id=ticket.id, key=card.task_id)
        return
    card.gone = why
    await session.flush()
    try:
        async with savepoint(session):
            await actions.vanish(round_.desk(session), ticket.number, why)
    except Refused:
        return  # it ended meanwhile


async def back(session: AsyncSession, round_: SyncContext, card: BoardCard, ticket: Ticket) -> bool:
    """A task that was gone is there again: a ticket closed for that is reopened. False: another task shows it now."""
    if await store.live(session, ticket.id, round_.place.project_id) is not None:
        return False
    card.gone, card.dirty = None, True
    if card.task_id is not None:
        await brake.let_go(session, card.task_id)
    await session.flush()
    if ticket.status in ENDED and (ticket.end_reason or "").startswith("task-"):
        try:
            async with savepoint(session):
                await lifecycle.reopen(round_.desk(session), ticket.number)
        except Refused:
            return True  # too late: the task will be completed again
    return True
