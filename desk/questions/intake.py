"""Questions to a requester before an agent answers, for the packages that ask: whether one may be asked, and what
comes next. To ask something of `intake_questions.ORDER`, check with `can_ask`, ask with `ask_question`, and call
`finish_question` when it was answered, skipped or has expired."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, QuestionKind, Ticket
from desk.questions.clarifying_questions import ask_next, finish_question
from desk.tickets import intake_questions
from desk.tickets.intake_questions import ask_question, withdraw_question

__all__ = ["ask_next", "ask_question", "can_ask", "finish_question", "withdraw_question"]


async def can_ask(session: AsyncSession, ticket: Ticket, kind: QuestionKind) -> bool:
    """Return True if the requester may be asked this kind now: no agent has taken or answered the ticket, nothing is
    open, fewer than two things were asked, and nothing that comes after it."""
    requester = await session.get_one(Person, ticket.requester_id)
    return intake_questions.is_next(ticket, kind) and intake_questions.can_be_asked(requester)
