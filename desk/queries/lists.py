"""Pages of tickets: the requester's own, the queue, the agent's own, search results. Changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    Category,
    EntryKind,
    Person,
    Role,
    Status,
    Ticket,
    any_of,
)
from desk.i18n import TicketSubject
from desk.listing import ListQuery, Page, turn
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant
from desk.policy.ticket_list import EVERY, TICKETS, Order, TicketFilters, TicketReader, read_as_staff
from desk.queries.entries import PAGE
from desk.search import ticket_search
from desk.tickets import untaken_queue
from desk.tickets.topic_names import select_topic_name

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
    about = (Ticket.number, Ticket.subject, Ticket.subject_line, Ticket.status, Ticket.priority)
    columns = (*about, select_topic_name(language).label("topic"), Ticket.rating, Ticket.filed_at)
    shown = select(*columns).outerjoin(Category, Category.id == Ticket.category_id)
    chosen = TICKETS.choose(TicketReader(others), EVERY, "newest")
    found = await chosen.load_page(session, page, PAGE, shown, total=summary.count)
    requester = await session.get_one(Person, ticket.requester_id)
    lines = tuple(map(_line, found.lines))
    return EarlierPage(ticket.number, requester.id, requester.name, summary, lines, found.page, found.pages)


def _line(row: Sequence[Any]) -> EarlierLine:
    number, subject, subject_line, status, priority, topic, rating, filed_at = row
    return EarlierLine(number, TicketSubject(subject, subject_line), status, priority, topic, rating, filed_at)


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


MOST_COUNTED = 10_000
"""How many tickets of a list are counted at most. Counting more would take longer as history grows."""


class OwnTickets(StrEnum):
    """Filters of a requester's own tickets. WAITING: the requester must answer or confirm."""

    ALL = "all"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


_WHICH: dict[OwnTickets, ColumnElement[bool]] = {
    OwnTickets.ALL: true(),
    OwnTickets.OPEN: Ticket.is_open.expression,
    OwnTickets.WAITING: and_(Ticket.filed_at.is_not(None), Ticket.status.in_((Status.PENDING, Status.RESOLVED))),
    OwnTickets.CLOSED: Ticket.is_finished.expression,
}


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as a line of a list. `since`: when it was filed (a draft: begun); `last_at`: time of its last visible
    entry; `waits_since`: the time from which the team is waited for; `due_at`: its next due time."""

    id: int
    number: int
    subject: TicketSubject
    status: Status
    is_draft: bool
    priority: int
    requester: str
    assignee: str | None
    needs_answer: bool
    since: datetime
    last_at: datetime
    ended_at: datetime | None
    waits_since: datetime
    due_at: datetime | None = None
    hold_until: datetime | None = None
    escalated: bool = False
    requester_id: int = 0
    requester_role: Role = Role.REQUESTER
    organization_id: int | None = None
    assignee_id: int | None = None
    category_id: int | None = None
    is_taken: bool = False

    @property
    def is_open(self) -> bool:
        """Return True unless the ticket is closed or cancelled."""
        return self.status.is_open

    def is_late(self, now: datetime) -> bool:
        """Return True if the ticket is overdue; tickets on hold are not."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class TicketLines(Page[TicketRow]):
    """A page of a list of tickets. `total` is at most MOST_COUNTED; `open_count` covers all that match."""

    open_count: int = 0


async def list_own_tickets(
    session: AsyncSession,
    person: Person,
    page: int = 1,
    *,
    which: OwnTickets = OwnTickets.ALL,
    order: Order = Order.OPEN,
    words: str = "",
) -> TicketLines:
    """Load a page of `/tickets`: the person's requests, open ones first, then by last entry, or by last entry or
    change. `words`: only requests with them in the subject or in entries the person sees."""
    mine = Ticket.requester_id == person.id
    where = and_(mine, _WHICH[which])
    if words:
        where = and_(where, any_of(Ticket.id, await ticket_search.find_own_tickets(session, words, person.id)))
    return await load_page(session, TICKETS.choose(TicketReader(where), EVERY, f"own-{order}"), page)


async def load_queue(session: AsyncSession, viewer: Person, page: int) -> TicketLines:
    """Load a page of `/queue`: untaken tickets, most urgent and oldest first."""
    return await load_page(session, TICKETS.choose(TicketReader(untaken_queue.is_listed(viewer)), EVERY), page)


async def load_whole_queue(session: AsyncSession) -> TicketLines:
    """Load the first page of all untaken tickets, as the staff group reads of each."""
    return await load_page(session, TICKETS.choose(TicketReader(Ticket.is_untaken.expression), EVERY))


async def load_assigned(session: AsyncSession, viewer: Person, page: int = 1) -> TicketLines:
    """Load a page of `/mine`: open tickets assigned to the viewer, those that wait for an answer first."""
    mine = TICKETS.choose(read_as_staff(viewer), TicketFilters(agent=viewer.id), "answers")
    return await load_page(session, mine, page)


async def find_tickets(session: AsyncSession, viewer: Person, words: str, page: int = 1) -> TicketLines:
    """Load a page of `/find`: tickets with the words (Russian and English) in the subject or visible entries, last
    entry first."""
    as_staff = visibility.is_seen_by_staff(viewer)
    may_see = or_(as_staff, Ticket.requester_id == viewer.id)
    in_notes = as_staff if visibility.can_read_kind(viewer, EntryKind.NOTE) else false()
    held = await ticket_search.find_tickets(session, words, may_see, in_notes)
    seen = TicketReader(and_(may_see, any_of(Ticket.id, held.ids)))
    found = await load_page(session, TICKETS.choose(seen, EVERY, "said"), page)
    return replace(found, more=found.more or held.more)


async def list_options(session: AsyncSession, where: ColumnElement[bool], limit: int) -> tuple[TicketRow, ...]:
    """Return tickets to choose from, last entry first."""
    return await _list_rows(session, where, "said", limit)


async def list_most_urgent(session: AsyncSession, where: ColumnElement[bool], limit: int) -> tuple[TicketRow, ...]:
    """Return tickets in the order of the queue."""
    return await _list_rows(session, where, "urgent", limit)


async def _list_rows(
    session: AsyncSession, where: ColumnElement[bool], order: str, limit: int
) -> tuple[TicketRow, ...]:
    rows = await session.execute(LINES.where(where).order_by(*turn(TICKETS.orders[order])).limit(limit))
    return tuple(make_row(*one) for one in rows)


_Requester, _Assignee = aliased(Person), aliased(Person)


LINES = (
    select(Ticket, _Requester.name, _Assignee.name, _Requester.role)
    .join(_Requester, _Requester.id == Ticket.requester_id)
    .outerjoin(_Assignee, _Assignee.id == Ticket.assignee_id)
)
"""Selects what `make_row` takes."""


async def load_page(session: AsyncSession, chosen: ListQuery, page: int = 1, a_page: int = PAGE) -> TicketLines:
    """Load `a_page` lines; a page past the end is the last."""
    matching, still_open = (await session.execute(_count(chosen.where))).one()
    total = min(matching, MOST_COUNTED)
    found = await chosen.load_page(session, page, a_page, LINES, total=total)
    lines = tuple(make_row(*one) for one in found.lines)
    return TicketLines(lines, found.page, found.pages, total, matching > total, still_open)


def _count(where: ColumnElement[bool]) -> Select[int, int]:
    """Select how many match, and how many of all that match are open. Counting stops after MOST_COUNTED."""
    some = select(Ticket.id).where(where).limit(literal_column(str(MOST_COUNTED + 1))).subquery()
    still_open = select(func.count()).select_from(Ticket).where(where, Ticket.is_open)
    return select(select(func.count()).select_from(some).scalar_subquery(), still_open.scalar_subquery())


def make_row(ticket: Ticket, requester: str, assignee: str | None, role: Role) -> TicketRow:
    """Return what `LINES` selects as a line of a list."""
    return TicketRow(
        id=ticket.id,
        number=ticket.number,
        subject=TicketSubject(ticket.subject, ticket.subject_line),
        status=Status(ticket.status),
        is_draft=ticket.is_draft,
        priority=ticket.priority,
        requester=requester,
        assignee=assignee,
        needs_answer=ticket.needs_answer,
        since=ticket.filed_at or ticket.created_at,
        last_at=ticket.last_entry_at or ticket.created_at,
        ended_at=ticket.ended_at,
        waits_since=ticket.waits_since or ticket.created_at,
        due_at=ticket.due_at,
        escalated=ticket.escalated_at is not None,
        hold_until=ticket.hold_until if ticket.status == Status.ON_HOLD else None,
        requester_id=ticket.requester_id,
        requester_role=role,
        organization_id=ticket.organization_id,
        assignee_id=ticket.assignee_id,
        category_id=ticket.category_id,
        is_taken=ticket.is_taken,
    )


SOON = timedelta(minutes=30)
