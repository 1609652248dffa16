"""What was offered before a person answers comes to its end: steps. The broadcast that a preset answer held back goes
out, or what was offered is withdrawn. Knows no verb, and not what was offered.

Of a ticket for which nothing was offered this costs no statement.
"""

from enum import StrEnum

from sqlalchemy import func, update

from db.models import ArticleOffer
from desk import Desk, Locked
from desk.notifications import to_staff
from desk.policy import timers
from desk.tickets import intake_questions


class OfferOutcome(StrEnum):
    """What became of an offer; none of these: it was withdrawn without a word."""

    HELPED = "helped"
    PERSON = "person"
    WORDS = "words"
    SILENCE = "silence"
    TAKEN = "taken"


async def called(desk: Desk, ticket: Locked, outcome: OfferOutcome | None = None) -> None:
    """It was not enough: if an answer holds the broadcast back, that goes out now, nobody is asked any more whether it
    helped, and what comes next may be. What stands under the receipt stays."""
    if not ticket.offered:
        return
    if outcome is not None:
        await _end(desk, ticket, outcome=func.coalesce(ArticleOffer.outcome, outcome.value))
    if ticket.waits_with_answer:
        ticket.broadcast_due_at = None
        await intake_questions.withdraw(desk, ticket)
        if ticket.waits_for_anybody:
            await to_staff.broadcast(desk, ticket)
        if desk.rules.requests.asks:
            await timers.put(desk.session, ticket, timers.OFFER, desk.now)
        await desk.publish(ticket)


async def withdrawn(desk: Desk, ticket: Locked, outcome: OfferOutcome | None = None) -> None:
    """Somebody of the team is at it, or it has ended, or there is no time for that: nothing is offered or asked any
    more."""
    await intake_questions.withdraw(desk, ticket)
    if not ticket.offered:
        return
    said = {} if outcome is None else {"outcome": func.coalesce(ArticleOffer.outcome, outcome.value)}
    await _end(desk, ticket, ended_at=desk.now, **said)


async def _end(desk: Desk, ticket: Locked, **values: object) -> None:
    still = update(ArticleOffer).where(ArticleOffer.ticket_id == ticket.id, ArticleOffer.ended_at.is_(None))
    await desk.session.execute(still.values(**values), execution_options={"synchronize_session": False})
