"""Records what happened to an offer: it was read, or it helped. Knows no channel."""

from sqlalchemy import select, update

from db.models import Status, Suggestion, Ticket
from desk import Desk, Outdated, TicketResult
from desk.knowledge.article_lists import find_published_titles
from desk.notifications import to_assignee
from desk.notifications.message_refresh import refresh_requesters
from desk.policy import Verb, transitions
from desk.tickets import status
from desk.tickets.self_service import OfferOutcome

ANSWERED = "answered"
"""The reason why a ticket that needed no person is closed."""


async def record_reading(desk: Desk, offer_id: int) -> int:
    """Record that the requester reads an offered article; return the article's id. One that is no longer published does
    not count as read, and the receipt no longer offers it. Raises Outdated for another person's offer."""
    mine = (
        select(Suggestion)
        .where(Suggestion.id == offer_id, Suggestion.person_id == desk.require_actor().id)
        .with_for_update()
    )
    offer = await desk.session.scalar(mine)
    if offer is None or offer.article_id is None:
        raise Outdated
    if await find_published_titles(desk.session, [offer.article_id], desk.rules.locale):
        offer.opened_at = offer.opened_at or desk.now
    else:
        await refresh_requesters(desk, await desk.session.get_one(Ticket, offer.ticket_id))
    return offer.article_id


async def close_as_helped(desk: Desk, number: int) -> TicketResult:
    """Close a ticket whose requester needs no help any more, without asking for stars; its assignee is notified. Raises
    Outdated if nothing was offered, the team has answered, or the ticket ended otherwise."""
    async with desk.change(number, Verb.HELPED) as ticket:
        if ticket.status is Status.CLOSED and ticket.end_reason == ANSWERED:
            return await desk.make_result(ticket, changed=False)
        to = transitions.get_target_status(Verb.HELPED, ticket.status)
        if to is None or not ticket.offered or ticket.first_response_at is not None:
            raise Outdated(number)
        await status.set_status(desk, ticket, to, reason=ANSWERED)
        these = update(Suggestion).where(Suggestion.ticket_id == ticket.id)
        await desk.session.execute(these.values(outcome=OfferOutcome.HELPED, ended_at=desk.now))
        await to_assignee.post_line_to_assignee(desk, ticket, "requester-was-helped", name=desk.require_actor().name)
    return await desk.make_result(ticket)
