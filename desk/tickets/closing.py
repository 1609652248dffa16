"""Verbs that confirm, deny, cancel and close tickets, and what the clock ends."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import History, Person, Status, Ticket
from desk import Desk, Locked, TicketResult, history
from desk.notifications import message_refresh, to_assignee, to_requester
from desk.people.person_locks import take_turn
from desk.people.person_rows import TURN
from desk.policy import Verb, get_client_role
from desk.policy.rating_rules import CONFIRMED
from desk.policy.transitions import get_target_status
from desk.tickets import lifecycle, rating_survey, status


async def confirm(desk: Desk, number: int) -> TicketResult:
    """Close the ticket on the yes of its requester or of who leads their organization; the requester is asked for a
    rating if they want surveys (their question is edited)."""
    await take_turn(desk.session, desk.require_actor().id)
    async with desk.change(number, Verb.CONFIRM) as ticket:
        if ticket.status is Status.CLOSED and ticket.end_reason == CONFIRMED:
            return await desk.make_result(ticket, changed=False)
        return await _confirm_locked(desk, ticket)


async def _confirm_locked(desk: Desk, ticket: Locked) -> TicketResult:
    to = desk.require_target(ticket, Verb.CONFIRM)
    await status.set_status(desk, ticket, to, reason=CONFIRMED)
    await to_requester.tell_of_colleague(desk, ticket, await get_client_role(desk, ticket), "client-confirmed")
    await rating_survey.ask_rating(desk, ticket)
    return await desk.make_result(ticket)


async def deny(desk: Desk, number: int) -> TicketResult:
    """Reopen the ticket on the no of its requester or of who leads their organization."""
    async with desk.change(number, Verb.DENY) as ticket:
        if ticket.status is Status.REOPENED:
            return await desk.make_result(ticket, changed=False)
        desk.require_target(ticket, Verb.DENY)
        return await lifecycle.reopen_locked(desk, ticket, by_requester=True)


async def end_as_wished(desk: Desk, number: int, *, works: bool) -> TicketResult:
    """End an open ticket that its requester wants closed: as solved and confirmed if the team has resolved it, or has
    taken or answered it and the requester says that it `works`; as cancelled otherwise."""
    await take_turn(desk.session, desk.require_actor().id)
    async with desk.change(number, Verb.CANCEL) as ticket:
        if ticket.is_finished:
            return await desk.make_result(ticket, changed=False)
        is_resolved, is_asked = ticket.status is Status.RESOLVED, ticket.tell is None
        if not is_resolved and not (works and await is_begun(desk.session, ticket)):
            return await _cancel_locked(desk, ticket)
        if not is_resolved:
            await status.set_status(desk, ticket, desk.require_target(ticket, Verb.RESOLVE))
            ticket.resolved_by = ticket.assignee_id
            await to_assignee.post_line_to_assignee(desk, ticket, "requester-solved", name=desk.require_actor().name)
        done = await _confirm_locked(desk, ticket)
        if ticket.rating_asked_at == desk.now and not (is_resolved and is_asked):  # else the question is edited
            await to_requester.ask_resolved(desk, ticket)
        return done


async def is_begun(session: AsyncSession, ticket: Ticket) -> bool:
    """Return True if somebody of the team has taken or answered the ticket, also if it was released since."""
    if ticket.is_taken or ticket.first_response_at is not None:
        return True
    had = select(History.id).where(History.ticket_id == ticket.id, History.field == history.ASSIGNEE)
    return await session.scalar(had.limit(1)) is not None


async def cancel(desk: Desk, number: int) -> TicketResult:
    """Cancel a draft or an open ticket for its requester or who leads their organization."""
    async with desk.change(number, Verb.CANCEL) as ticket:
        if ticket.status is Status.CANCELLED:
            return await desk.make_result(ticket, changed=False)
        return await _cancel_locked(desk, ticket)


async def _cancel_locked(desk: Desk, ticket: Locked) -> TicketResult:
    to = desk.require_target(ticket, Verb.CANCEL)
    await status.set_status(desk, ticket, to, reason="cancelled")
    if not ticket.is_test:  # who removes a test knows it
        await to_assignee.post_line_to_assignee(desk, ticket, "requester-cancelled", name=desk.require_actor().name)
    await to_requester.tell_of_colleague(desk, ticket, await get_client_role(desk, ticket), "client-cancelled")
    return await desk.make_result(ticket)


async def send_delayed_notice(desk: Desk, ticket_id: int) -> bool:
    """Tell the requester, when `tell_at` is due, what has changed since they were last told."""
    ticket = await desk.lock_by_id(ticket_id)
    told = await lifecycle.tell_if_due(desk, ticket)
    if told:
        await desk.session.flush()
        await message_refresh.refresh_requesters(desk, ticket)
        if ticket.status is Status.RESOLVED:  # it can no longer be undone unnoticed
            await message_refresh.refresh_messages(desk, ticket, staff_only=True)
    return told


async def end_by_silence(desk: Desk, ticket_id: int) -> bool:
    """Move on when `close_at` is due: resolved becomes closed, pending becomes resolved (the requester is asked if they
    still need to be).

    A closed ticket asks for a rating without a sound, by editing its question.
    """
    of_requester = select(TURN).join(Ticket, Ticket.requester_id == Person.id).where(Ticket.id == ticket_id)
    await desk.session.execute(of_requester)
    ticket = await desk.lock_by_id(ticket_id)
    to = get_target_status(Verb.SILENCE, ticket.status)
    if ticket.close_at is None or ticket.close_at > desk.now:
        return False
    ticket.close_at = None
    if to is None or (ticket.status is Status.RESOLVED and ticket.needs_answer):
        return False
    unanswered = ticket.is_begun_unanswered  # they asked for nothing, so they are asked nothing
    await status.set_status(desk, ticket, Status.CLOSED if unanswered else to, reason="silence")
    if unanswered:
        await lifecycle.tell_assignee(desk, ticket)
    elif to is Status.RESOLVED:
        await _resolve_by_silence(desk, ticket)
    else:
        await rating_survey.ask_rating(desk, ticket)
    await desk.publish(ticket)
    return True


async def _resolve_by_silence(desk: Desk, ticket: Locked) -> None:
    await lifecycle.tell_assignee(desk, ticket)
    if not (await desk.get_requester(ticket)).is_reachable:
        await status.set_status(desk, ticket, Status.CLOSED, reason="nobody-to-ask")
    else:
        await to_requester.ask_resolved(desk, ticket)
