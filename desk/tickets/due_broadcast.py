"""Broadcasts a ticket that waited for it: one added on the board, or that an automatic answer did not help with."""

from db.models import Status
from desk import Desk, Locked
from desk.notifications import to_staff
from desk.tickets import self_service
from desk.tickets.self_service import OfferOutcome


async def broadcast_if_due(desk: Desk, ticket_id: int) -> bool:
    """Broadcast the ticket if `broadcast_due_at` is due and it is still untaken.

    The time is set for tasks added on the board and for automatic answers that did not help.
    """
    ticket = await desk.lock_by_id(ticket_id)
    if ticket.broadcast_due_at is None or ticket.broadcast_due_at > desk.now:
        return False
    return await broadcast_now(desk, ticket)


async def broadcast_now(desk: Desk, ticket: Locked) -> bool:
    """Broadcast a locked ticket before its time is due."""
    if ticket.is_waiting_on_preset and ticket.is_unanswered:
        await self_service.alert_agents(desk, ticket, OfferOutcome.SILENCE)
        return True
    ticket.broadcast_due_at = None
    if ticket.is_taken or ticket.status is not Status.NEW:
        return False
    await to_staff.broadcast_ticket(desk, ticket)
    return True
