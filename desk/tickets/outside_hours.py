"""Verbs about requests that cannot wait for business hours: the requester calls for help, an agent says it can wait."""

from sqlalchemy import func, select

from db.models import History, Ticket
from desk import Desk, Outdated, Refused, TicketResult, history
from desk.notifications import to_requester, to_staff
from desk.outbox import Say
from desk.policy import Verb
from desk.sla import business_hours, night_calls
from desk.sla.business_hours import CRITICAL
from desk.tickets import fields, filing, rebroadcast, self_service
from desk.tickets.self_service import OfferOutcome


async def call_night_staff(desk: Desk, number: int) -> TicketResult:
    """Call the people named for the night; the ticket becomes critical.

    Raises Outdated if that is not offered (any more), and Refused for the third call within a day.
    """
    async with desk.change(number, Verb.CANNOT_WAIT) as ticket:
        if not night_calls.can_call(desk.rules, desk.now, ticket):
            raise Outdated(number)
        await _refuse_if_too_often(desk)
        await self_service.call_agent(desk, ticket, OfferOutcome.PERSON)
        ticket.cannot_wait_at = desk.now
        await fields.set_priority(desk, ticket, CRITICAL)
        if rebroadcast.is_untaken(ticket):
            ticket.broadcast_at, ticket.broadcast_due_at = desk.now, None
        await to_staff.call_at_night(desk, ticket)
    return await desk.make_result(ticket)


async def cancel_night_call(desk: Desk, number: int) -> TicketResult:
    """Restore the priority from before the call and tell the requester when the desk opens.

    Raises Outdated if nobody was called, or the call was cancelled already.
    """
    async with desk.change(number, Verb.CAN_WAIT) as ticket:
        if not night_calls.has_called(ticket):
            raise Outdated(number)
        await fields.set_priority(desk, ticket, await _find_earlier_priority(desk, ticket))
        await rebroadcast.follow_priority(desk, ticket, CRITICAL)
        opens_at = business_hours.get_opening_time(desk.rules, desk.now)
        if opens_at is not None:
            until = int(opens_at.timestamp())
            await to_requester.post_letter(desk, ticket, Say("can-wait-told", {"number": number, "at": until}))
    return await desk.make_result(ticket)


async def _refuse_if_too_often(desk: Desk) -> None:
    since = desk.now - night_calls.A_DAY
    calls = select(func.count()).where(Ticket.requester_id == desk.require_actor().id, Ticket.cannot_wait_at > since)
    if (await desk.session.scalar(calls) or 0) >= night_calls.MOST_A_DAY:
        raise Refused("cannot-wait-often", most=night_calls.MOST_A_DAY)


async def _find_earlier_priority(desk: Desk, ticket: Ticket) -> int:
    raised = select(History.old).where(
        History.ticket_id == ticket.id, History.field == history.PRIORITY, History.at == ticket.cannot_wait_at
    )
    old = await desk.session.scalar(raised.order_by(History.id).limit(1))
    return int(old) if old else filing.MEDIUM
