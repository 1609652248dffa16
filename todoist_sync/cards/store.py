"""Cards in the tables: which task shows which ticket, and the card that an open ticket must have.

Every function works in the caller's unit of work, with the ticket's row locked where it decides. Knows no HTTP.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Ticket
from desk import Locked
from desk import locked as desk_locked
from desk.board.gone_tasks import HELD
from todoist_sync.context import SyncContext
from todoist_sync.merge.sides import ENDED

REPLACED = "replaced"  # in `gone`: a task made by the desk while an earlier one was away that has come back


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
