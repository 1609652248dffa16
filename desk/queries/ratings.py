"""Ratings to show: the agent's next to the solution's, and the reasons of low ones. Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, Person, Question, QuestionKind, Rating, RatingAbout, Ticket
from desk.i18n import TicketSubject
from desk.policy import permissions
from desk.queries.ticket_card import AgentRating


@dataclass(frozen=True, slots=True)
class LowRating:
    """A low rating for staff, with its words and the agent's explanation (`note`; None: not given, empty: without
    words). `is_open`: the reader, who resolved the ticket, is asked for it."""

    ticket_id: int
    number: int
    subject: TicketSubject
    requester: str
    solver: str | None
    stars: int
    agent_stars: int
    words: str
    note: str | None
    is_open: bool
    is_answered: bool


async def find_agent_rating(session: AsyncSession, ticket: Ticket) -> AgentRating | None:
    """Return the stars for the agent, asked for or given. None if the requester declined or was never asked."""
    about = (Rating.ticket_id == ticket.id, Rating.about == RatingAbout.AGENT)
    query = (
        select(Person.name, Rating.stars, Rating.marked_at).join(Person, Person.id == Rating.person_id).where(*about)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None or (row.marked_at is not None and row.stars is None):
        return None
    return AgentRating(row.name, row.stars, row.marked_at is None)


async def load_low_rating(
    session: AsyncSession, number: int, viewer: Person, question_id: int | None = None
) -> LowRating | None:
    """Load what the viewer may read: staff who did not file the ticket; with a question, only the person it was sent
    to."""
    ticket = await session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or not (await permissions.get_access(session, ticket, viewer)).staff:
        return None
    question = await session.get(Question, question_id) if question_id is not None else None
    if question_id is not None and (question is None or question.person_id != viewer.id):
        return None
    marks = {mark.about: mark for mark in await session.scalars(select(Rating).where(Rating.ticket_id == ticket.id))}
    solved, agents = marks.get(RatingAbout.SOLUTION), marks.get(RatingAbout.AGENT)
    solver = await session.get(Person, solved.person_id) if solved is not None and solved.person_id else None
    return LowRating(
        ticket_id=ticket.id,
        number=ticket.number,
        subject=TicketSubject(ticket.subject, ticket.subject_line),
        requester=(await session.get_one(Person, ticket.requester_id)).name,
        solver=solver.name if solver is not None else None,
        stars=ticket.rating or 0,
        agent_stars=(agents.stars or 0) if agents is not None else 0,
        words=ticket.rating_words or "",
        note=await _find_note(session, ticket),
        is_open=question is not None and question.answered_at is None and question.closed_at is None,
        is_answered=question is not None and question.answered_at is not None,
    )


async def _find_note(session: AsyncSession, ticket: Ticket) -> str | None:
    asked = select(Question.data["note"].as_integer()).where(
        Question.ticket_id == ticket.id, Question.kind == QuestionKind.LOW_MARK, Question.answered_at.is_not(None)
    )
    entry_id = await session.scalar(asked)
    entry = await session.get(Entry, entry_id) if entry_id is not None else None
    return None if entry is None or entry.withdrawn_at is not None else entry.body
