"""Pages of tickets: the requester's own, the queue, the agent's own, search results. Changes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, false, func, literal_column, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import EntryKind, Person, Status, Ticket, any_of
from desk.i18n import TicketSubject
from desk.policy import FINISHED, visibility
from desk.policy.lateness import MOST_URGENT_FIRST, get_next_promise
from desk.policy.open_filter import Order
from desk.queries.conversation_pages import PAGE
from desk.search import ticket_search
from desk.tickets import assignment

IS_OPEN = Ticket.status.not_in(FINISHED)
IS_WORKED_ON = and_(Ticket.filed_at.is_not(None), IS_OPEN)
"""Tickets that can be assigned, in the words of the index over open tickets."""

_NEWEST_WORD = func.coalesce(Ticket.last_entry_at, Ticket.created_at)
OWN_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.OPEN: (IS_OPEN.desc(), _NEWEST_WORD.desc(), Ticket.id.desc()),
    Order.CHANGED: (func.greatest(_NEWEST_WORD, Ticket.status_at).desc(), Ticket.id.desc()),
}


class OwnTickets(StrEnum):
    """Filters of a requester's own tickets. WAITING: the requester must answer or confirm."""

    ALL = "all"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


_WHICH: dict[OwnTickets, ColumnElement[bool]] = {
    OwnTickets.ALL: true(),
    OwnTickets.OPEN: IS_OPEN,
    OwnTickets.WAITING: and_(Ticket.filed_at.is_not(None), Ticket.status.in_((Status.PENDING, Status.RESOLVED))),
    OwnTickets.CLOSED: Ticket.status.in_(FINISHED),
}


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as a line of a list. `since`: when it was filed (a draft: begun); `last_at`: time of its last visible
    entry; `due_at`: its next due time."""

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
    due_at: datetime | None = None
    hold_until: datetime | None = None
    escalated: bool = False
    requester_id: int = 0
    organization_id: int | None = None

    @property
    def is_open(self) -> bool:
        """Return True unless the ticket is closed or cancelled."""
        return self.status not in FINISHED

    def is_late(self, now: datetime) -> bool:
        """Return True if the ticket is overdue; tickets on hold are not."""
        return self.due_at is not None and self.due_at < now and self.status is not Status.ON_HOLD


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list of tickets, from 1. `open_count` covers all pages; `more`: others match that are on no page."""

    lines: tuple[TicketRow, ...]
    page: int
    pages: int
    total: int
    open_count: int
    more: bool = False


async def list_own_tickets(
    session: AsyncSession,
    person: Person,
    page: int = 1,
    *,
    which: OwnTickets = OwnTickets.ALL,
    order: Order = Order.OPEN,
    words: str = "",
) -> Page:
    """Load a page of `/tickets`: the person's requests, open ones first, then by last entry, or by last entry or
    change. `words`: only requests with them in the subject or in entries the person sees."""
    mine = Ticket.requester_id == person.id
    where = and_(mine, _WHICH[which])
    if words:
        where = and_(where, any_of(Ticket.id, await ticket_search.find_own_tickets(session, words, person.id)))
    return await load_page(session, where, OWN_ORDERS[order], page)


async def load_queue(session: AsyncSession, viewer: Person, page: int = 1) -> Page:
    """Load a page of `/queue`: untaken tickets, most urgent and oldest first."""
    where = assignment.is_listed(viewer)
    return await load_page(session, where, MOST_URGENT_FIRST, page)


async def load_assigned(session: AsyncSession, viewer: Person, page: int = 1) -> Page:
    """Load a page of `/mine`: open tickets assigned to the viewer, those that wait for an answer first."""
    where = and_(Ticket.assignee_id == viewer.id, IS_OPEN, visibility.is_seen_by_staff(viewer))
    return await load_page(session, where, (Ticket.needs_answer.desc(), *MOST_URGENT_FIRST), page)


async def find_tickets(session: AsyncSession, viewer: Person, words: str, page: int = 1) -> Page:
    """Load a page of `/find`: tickets with the words (Russian and English) in the subject or visible entries, last
    entry first."""
    as_staff = visibility.is_seen_by_staff(viewer)
    may_see = or_(as_staff, Ticket.requester_id == viewer.id)
    in_notes = as_staff if visibility.can_read_kind(viewer, EntryKind.NOTE) else false()
    held = await ticket_search.find_tickets(session, words, may_see, in_notes)
    where = and_(may_see, any_of(Ticket.id, held.ids))
    return replace(await load_page(session, where, (_NEWEST_WORD.desc(), Ticket.id.desc()), page), more=held.more)


async def list_options(session: AsyncSession, where: ColumnElement[bool], limit: int) -> tuple[TicketRow, ...]:
    """Return tickets to choose from, last entry first."""
    return await _list_rows(session, where, (_NEWEST_WORD.desc(), Ticket.id.desc()), limit)


async def list_most_urgent(session: AsyncSession, where: ColumnElement[bool], limit: int) -> tuple[TicketRow, ...]:
    """Return tickets in the order of the queue."""
    return await _list_rows(session, where, MOST_URGENT_FIRST, limit)


async def _list_rows(
    session: AsyncSession, where: ColumnElement[bool], order: tuple[Any, ...], limit: int
) -> tuple[TicketRow, ...]:
    rows = await session.execute(_select_lines().where(where).order_by(*order).limit(limit))
    return tuple(_make_row(t, asked, has) for t, asked, has in rows)


_Requester, _Assignee = aliased(Person), aliased(Person)


def _select_lines() -> Select[Ticket, str, str | None]:
    return (
        select(Ticket, _Requester.name, _Assignee.name)
        .join(_Requester, _Requester.id == Ticket.requester_id)
        .outerjoin(_Assignee, _Assignee.id == Ticket.assignee_id)
    )


async def load_page(
    session: AsyncSession, where: ColumnElement[bool], order: tuple[Any, ...], page: int, a_page: int = PAGE
) -> Page:
    """Load `a_page` lines; a page past the end is the last."""
    counts = select(func.count(), func.count().filter(IS_OPEN)).select_from(Ticket).where(where)
    total, still_open = (await session.execute(counts)).one()
    pages = max(1, -(-total // a_page))
    page = min(max(page, 1), pages)
    on_page = _select_page_ids(where, order, page, a_page)
    rows = await session.execute(_select_lines().join(on_page, on_page.c.id == Ticket.id).order_by(*order))
    return Page(tuple(_make_row(t, asked, has) for t, asked, has in rows), page, pages, total, still_open)


def _select_page_ids(
    where: ColumnElement[bool], order: tuple[Any, ...], page: int, a_page: int, *beside: ColumnElement[Any]
) -> Subquery:
    """Select the ids of a page first: sorting many whole rows would not fit in memory."""
    some = select(Ticket.id, *beside).where(where).order_by(*order).offset((page - 1) * a_page)
    return some.limit(literal_column(str(a_page))).subquery()


async def load_rows(
    session: AsyncSession,
    where: ColumnElement[bool],
    order: tuple[Any, ...],
    page: int,
    beside: ColumnElement[Any],
    *,
    a_page: int = PAGE,
) -> list[tuple[TicketRow, Any]]:
    """Load `a_page` lines, each with the value of one more column."""
    on_page = _select_page_ids(where, order, page, a_page, beside.label("beside"))
    lines = _select_lines().add_columns(on_page.c.beside).join(on_page, on_page.c.id == Ticket.id).order_by(*order)
    return [(_make_row(t, asked, has), value) for t, asked, has, value in await session.execute(lines)]


def _make_row(ticket: Ticket, requester: str, assignee: str | None) -> TicketRow:
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
        due_at=get_next_promise(ticket) if ticket.status != Status.ON_HOLD else None,
        escalated=ticket.escalated_at is not None,
        hold_until=ticket.hold_until if ticket.status == Status.ON_HOLD else None,
        requester_id=ticket.requester_id,
        organization_id=ticket.organization_id,
    )
