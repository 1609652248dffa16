"""The earlier requests of a ticket's requester: how many, on which topics, with which ratings. For staff; changes
nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Category, Person, Status, Ticket, any_of
from desk.i18n import TicketSubject
from desk.policy import permissions, visibility
from desk.policy.grants import Grant
from desk.queries.conversation_pages import PAGE
from desk.tickets.fields import select_topic_name

_MOST_TOPICS = 5


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """An earlier request as a line of the list."""

    number: int
    subject: TicketSubject
    status: Status
    priority: int
    category: str | None
    rating: int | None
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierSummary:
    """All earlier requests: their number, the most frequent topics with numbers, and the mean of their ratings."""

    count: int
    topics: tuple[tuple[str, int], ...]
    mark: float | None
    marks: int


@dataclass(frozen=True, slots=True)
class EarlierPage:
    """A page of earlier requests, newest first. `number`: the ticket the list was opened from."""

    number: int
    person_id: int
    name: str
    summary: EarlierSummary
    lines: tuple[EarlierLine, ...]
    page: int
    pages: int


async def load_earlier_page(
    session: AsyncSession, ticket_id: int, viewer: Person, page: int, language: str
) -> EarlierPage | None:
    """Load a page, from 1, of the requester's other requests (one past the end is the last), with topics in
    `language`. None if the viewer may not see it."""
    ticket = await session.get(Ticket, ticket_id)
    who = await permissions.get_access(session, ticket, viewer) if ticket is not None else permissions.Access()
    if ticket is None or not (who.staff and visibility.can_see_ticket(ticket, who)):
        return None
    others = and_(Ticket.requester_id == ticket.requester_id, Ticket.id != ticket.id, Ticket.filed_at.is_not(None))
    if Grant.SEE_ALL not in who.grants:
        others = and_(others, permissions.is_concerning(viewer.id))
    summary = (await _summarize_by_requester(session, others, language)).get(
        ticket.requester_id, EarlierSummary(0, (), None, 0)
    )
    pages = max(1, -(-summary.count // PAGE))
    page = min(max(page, 1), pages)
    about = (Ticket.number, Ticket.subject, Ticket.subject_line, Ticket.status, Ticket.priority)
    columns = (*about, select_topic_name(language).label("topic"), Ticket.rating, Ticket.filed_at)
    rows = select(*columns).outerjoin(Category, Category.id == Ticket.category_id).where(others)
    found = await session.execute(
        rows.order_by(Ticket.filed_at.desc(), Ticket.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    )
    lines = tuple(_line(row, row.filed_at or ticket.created_at) for row in found)
    requester = await session.get_one(Person, ticket.requester_id)
    return EarlierPage(ticket.number, requester.id, requester.name, summary, lines, page, pages)


def _line(row: Any, filed_at: datetime) -> EarlierLine:
    named = TicketSubject(row.subject, row.subject_line)
    return EarlierLine(row.number, named, row.status, row.priority, row.topic, row.rating, filed_at)


async def summarize_earlier(
    session: AsyncSession, ticket_ids: Collection[int], language: str
) -> dict[int, EarlierSummary]:
    """Summarize by ticket id what the requester had filed before. Tickets that are a requester's first are left out."""
    mine, name = aliased(Ticket), select_topic_name(language).label("topic")
    before = (
        select(mine.id.label("key"), name, func.count(), func.sum(Ticket.rating), func.count(Ticket.rating))
        .join(Ticket, and_(Ticket.requester_id == mine.requester_id, Ticket.filed_at < mine.filed_at))
        .outerjoin(Category, Category.id == Ticket.category_id)
        .where(any_of(mine.id, ticket_ids))
        .group_by(mine.id, name)
    )
    return _summarize_rows((await session.execute(before)).all())


async def _summarize_by_requester(
    session: AsyncSession, where: ColumnElement[bool], language: str
) -> dict[int, EarlierSummary]:
    name = select_topic_name(language).label("topic")
    grouped = (
        select(Ticket.requester_id, name, func.count(), func.sum(Ticket.rating), func.count(Ticket.rating))
        .outerjoin(Category, Category.id == Ticket.category_id)
        .where(where)
        .group_by(Ticket.requester_id, name)
    )
    return _summarize_rows((await session.execute(grouped)).all())


def _summarize_rows(rows: Sequence[Any]) -> dict[int, EarlierSummary]:
    """Summarize rows of key, category, number, sum of ratings and number of ratings by key."""
    found = {}
    for key in dict.fromkeys(row[0] for row in rows):
        mine = [row for row in rows if row[0] == key]
        marks = sum(row[4] for row in mine)
        topics = sorted(((row[1], row[2]) for row in mine if row[1] is not None), key=lambda one: (-one[1], one[0]))
        mark = sum(row[3] or 0 for row in mine) / marks if marks else None
        found[key] = EarlierSummary(sum(row[2] for row in mine), tuple(topics[:_MOST_TOPICS]), mark, marks)
    return found
