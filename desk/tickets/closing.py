"""Verbs that end a ticket, and what its requester says of it. Knows no door."""

from sqlalchemy import select

from db.models import Person, Status, Ticket
from desk import Desk, Locked, TicketResult
from desk.notifications import refresh, to_assignee, to_requester, to_staff
from desk.people.one_at_a_time import TURN, take_turn
from desk.policy import Verb
from desk.policy.transitions import target
from desk.tickets import lifecycle, marks, self_service, status, undo
from desk.tickets.self_service import OfferOutcome


async def confirm(desk: Desk, number: int) -> TicketResult:
    """The requester's yes: closed, stars asked (edits their question) of who wants to be."""
    await take_turn(desk.session, desk.me().id)
    async with desk.change(number, Verb.CONFIRM) as ticket:
        if ticket.status is Status.CLOSED and ticket.end_reason == "confirmed":
            return await desk.ticketed(ticket, changed=False)
        to = desk.target(ticket, Verb.CONFIRM)
        await status.set_status(desk, ticket, to, reason="confirmed")
        await marks.ask(desk, ticket)
    return await desk.ticketed(ticket)


async def deny(desk: Desk, number: int) -> TicketResult:
    """The requester's no: reopened."""
    async with desk.change(number, Verb.DENY) as ticket:
        if ticket.status is Status.REOPENED:
            return await desk.ticketed(ticket, changed=False)
        desk.target(ticket, Verb.DENY)
        return await lifecycle.opened_again(desk, ticket, by_requester=True)


async def cancel(desk: Desk, number: int) -> TicketResult:
    """The requester ends a draft or an open ticket."""
    async with desk.change(number, Verb.CANCEL) as ticket:
        if ticket.status is Status.CANCELLED:
            return await desk.ticketed(ticket, changed=False)
        to = desk.target(ticket, Verb.CANCEL)
        await status.set_status(desk, ticket, to, reason="cancelled")
        await to_assignee.post(desk, ticket, "requester-cancelled", name=desk.me().name)
    return await desk.ticketed(ticket)


# What is due goes by the ticket's id, and is let go of, not refused, where it is no longer due: no `change`.


async def tell(desk: Desk, ticket_id: int) -> bool:
    """Work off a delayed notice (`tell_at`): what is different from what the requester last knew."""
    ticket = await desk.locked_id(ticket_id)
    told = await undo.tell_if_due(desk, ticket)
    if told:
        await desk.session.flush()
        await refresh.refresh_requesters(desk, ticket)
        if ticket.status is Status.RESOLVED:  # it can no longer be undone unnoticed
            await refresh.refresh(desk, ticket, staff_only=True)
    return told


async def silence(desk: Desk, ticket_id: int) -> bool:
    """`close_at` is due: resolved becomes closed; pending becomes resolved, asked if still needed. Closed, stars are
    asked without a sound (edits their question)."""
    of_requester = select(TURN).join(Ticket, Ticket.requester_id == Person.id).where(Ticket.id == ticket_id)
    await desk.session.execute(of_requester)
    ticket = await desk.locked_id(ticket_id)
    to = target(Verb.SILENCE, ticket.status)
    if ticket.close_at is None or ticket.close_at > desk.now:
        return False
    ticket.close_at = None
    if to is None or (ticket.status is Status.RESOLVED and ticket.needs_answer):
        return False
    await status.set_status(desk, ticket, to, reason="silence")
    if to is Status.RESOLVED:
        await _resolved_by_silence(desk, ticket)
    else:
        await marks.ask(desk, ticket)
    await desk.publish(ticket)
    return True


async def _resolved_by_silence(desk: Desk, ticket: Locked) -> None:
    await lifecycle.tell_assignee(desk, ticket)
    if not (await desk.requester(ticket)).hears:
        await status.set_status(desk, ticket, Status.CLOSED, reason="nobody-to-ask")
    else:
        await to_requester.resolved(desk, ticket)


async def broadcast_due(desk: Desk, ticket_id: int) -> bool:
    """`broadcast_due_at` is due (a task added on the board, an answer that was not enough): broadcast unless somebody
    has it."""
    ticket = await desk.locked_id(ticket_id)
    if ticket.broadcast_due_at is None or ticket.broadcast_due_at > desk.now:
        return False
    return await broadcast_now(desk, ticket)


async def broadcast_now(desk: Desk, ticket: Locked) -> bool:
    """The same of one that is locked, before it is due."""
    if ticket.waits_with_answer and ticket.waits_for_anybody:
        await self_service.called(desk, ticket, OfferOutcome.SILENCE)
        return True
    ticket.broadcast_due_at = None
    if ticket.is_taken or ticket.status is not Status.NEW:
        return False
    await to_staff.broadcast(desk, ticket)
    return True
