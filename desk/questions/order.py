"""What a requester is asked before a person answers, seen from what asks: whether it may, what comes next, when it is
over. Knows no door.

Whoever asks something of `asked.ORDER` looks with `may_ask`, asks with `begin`, and says with `next_one` that it was
answered, skipped or ran out.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, QuestionKind, Ticket
from desk.questions.about_request import ask_next, next_one
from desk.tickets import intake_questions
from desk.tickets.intake_questions import ask_question, withdraw_question

__all__ = ["ask_next", "ask_question", "may_ask", "next_one", "withdraw_question"]


async def may_ask(session: AsyncSession, ticket: Ticket, kind: QuestionKind) -> bool:
    """Whether its requester may be asked that now: nobody of the team has taken it or answered, nothing is open, fewer
    than two things were asked, and nothing that comes after it."""
    requester = await session.get_one(Person, ticket.requester_id)
    return intake_questions.is_next(ticket, kind) and intake_questions.can_be_asked(requester)
