"""A member of the team: tickets, topics, shifts. Changes nothing, words nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Entry, Person, Question, QuestionKind, Rating, RatingAbout, Ticket
from desk import DeskSettings
from desk.i18n import TicketSubject
from desk.people import person_rows
from desk.policy import STAFF, is_staff, permissions
from desk.policy.permissions import Grant, get_grants
from desk.queries.people import PersonInfo, describe_person
from desk.queries.ticket_card import AgentRating
from desk.queries.topic_choices import CategoryInfo
from desk.sla.shifts import Rota, find_empty_hours, load_rotas


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
    session: AsyncSession, number: int, viewer: Person, question_id: int | None
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
        is_open=question is not None and question.is_open,
        is_answered=question is not None and question.answered_at is not None,
    )


async def _find_note(session: AsyncSession, ticket: Ticket) -> str | None:
    asked = select(Question.data["note"].as_integer()).where(
        Question.ticket_id == ticket.id, Question.kind == QuestionKind.LOW_MARK, Question.answered_at.is_not(None)
    )
    entry_id = await session.scalar(asked)
    entry = await session.get(Entry, entry_id) if entry_id is not None else None
    return None if entry is None or entry.withdrawn_at is not None else entry.body


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """A member of staff. `grants`: what they may do. `holding`: numbers of assigned tickets by category (None: without
    one), most first."""

    person: PersonInfo
    by_setting: bool
    started: bool
    blocked: bool
    linked_as: str | None
    holding: tuple[tuple[CategoryInfo | None, int], ...]
    topics: tuple[CategoryInfo, ...]
    rota: Rota | None
    grants: frozenset[Grant] = frozenset()

    @property
    def in_hand(self) -> int:
        """Return how many tickets are assigned to them."""
        return sum(n for _, n in self.holding)


async def load_member(session: AsyncSession, person: int) -> MemberInfo | None:
    """Load a member by Telegram id; None for people not on the team."""
    found = await person_rows.find_by_telegram(session, person)
    if found is None or not is_staff(found):
        return None
    topics = select(Category).join(AgentTopic, AgentTopic.category_id == Category.id)
    named = topics.where(AgentTopic.person_id == found.id, Category.removed_at.is_(None)).order_by(Category.id)
    return MemberInfo(
        describe_person(found),
        found.admin_by_setting,
        found.started_at is not None,
        found.bot_blocked_at is not None,
        found.todoist_name if found.todoist_id is not None else None,
        await _count_by_category(session, found.id),
        tuple(CategoryInfo(row.id, row.name, row.names) for row in await session.scalars(named)),
        (await load_rotas(session, [found])).get(found.id),
        get_grants(found),
    )


async def _count_by_category(session: AsyncSession, person_id: int) -> tuple[tuple[CategoryInfo | None, int], ...]:
    count = func.count()
    held = (
        select(Ticket.category_id, Category.name, Category.names, count)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .where(Ticket.assignee_id == person_id, Ticket.is_working)
        .group_by(Ticket.category_id, Category.name, Category.names)
        .order_by(count.desc(), Ticket.category_id)
    )
    rows = (await session.execute(held)).all()
    return tuple((CategoryInfo(key, name, names) if key is not None else None, n) for key, name, names, n in rows)


async def list_colleagues(session: AsyncSession, but: int) -> tuple[PersonInfo, ...]:
    """Return everyone else on the team with Telegram, available people first. `but`: a Telegram id."""
    others = select(Person).where(
        Person.role.in_(STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None)
    )
    found = await session.scalars(others.where(Person.telegram_id != but).order_by(Person.away, Person.name, Person.id))
    return tuple(describe_person(person) for person in found)


async def list_topic_ids(session: AsyncSession, person: int) -> frozenset[int]:
    """Return the ids of a person's topics, by Telegram id."""
    chosen = select(AgentTopic.category_id).join(Person, Person.id == AgentTopic.person_id)
    return frozenset(await session.scalars(chosen.where(Person.telegram_id == person)))


async def find_uncovered_hours(
    session: AsyncSession, rules: DeskSettings, today: date
) -> list[tuple[date, tuple[int, int]]]:
    """Return the hours of the week from `today` in which the desk is open but no one works."""
    team = list(await session.scalars(select(Person).where(Person.role.in_(STAFF), Person.dismissed_at.is_(None))))
    known = await load_rotas(session, team)
    return find_empty_hours([known.get(person.id) for person in team], today, rules)
