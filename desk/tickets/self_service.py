"""End what was offered to a requester before an agent answers: send the broadcast an automatic answer held back, or
withdraw the offer.

For tickets without an offer this costs no statement. What was offered is known to `desk/suggestions/`.
"""

from enum import StrEnum

from sqlalchemy import func, update

from db.models import Suggestion
from desk import Desk, Locked
from desk.notifications import to_staff
from desk.policy import timer_kinds
from desk.tickets import intake_questions


class OfferOutcome(StrEnum):
    """Outcomes of an offer; empty if it was withdrawn silently."""

    HELPED = "helped"
    PERSON = "person"
    WORDS = "words"
    SILENCE = "silence"
    TAKEN = "taken"


async def alert_agents(desk: Desk, ticket: Locked, outcome: OfferOutcome | None = None) -> None:
    """Broadcast a ticket with offers now if an automatic answer held it back: the answer was not enough.

    The question whether it helped is withdrawn, the next question may be asked, and buttons under the receipt stay.
    """
    if outcome is not None:
        await _end_offers(desk, ticket, outcome=func.coalesce(Suggestion.outcome, outcome.value))
    if ticket.is_waiting_on_preset:
        ticket.broadcast_due_at = None
        await intake_questions.withdraw_question(desk, ticket)
        if ticket.is_unanswered:
            await to_staff.broadcast_ticket(desk, ticket)
        if desk.rules.requests.asks or ticket.organization_open:
            await timer_kinds.set_timer(desk.session, ticket, timer_kinds.OFFER, desk.now)
        await desk.publish(ticket)


async def withdraw_offers(desk: Desk, ticket: Locked, outcome: OfferOutcome | None = None) -> None:
    """Withdraw offers and questions: an agent took over, the ticket ended, or it is critical."""
    await intake_questions.withdraw_question(desk, ticket)
    if not ticket.offered:
        return
    said = {} if outcome is None else {"outcome": func.coalesce(Suggestion.outcome, outcome.value)}
    await _end_offers(desk, ticket, ended_at=desk.now, **said)


async def _end_offers(desk: Desk, ticket: Locked, **values: object) -> None:
    still = update(Suggestion).where(Suggestion.ticket_id == ticket.id, Suggestion.ended_at.is_(None))
    await desk.session.execute(still.values(**values), execution_options={"synchronize_session": False})
