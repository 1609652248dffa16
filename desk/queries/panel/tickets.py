"""Tickets of every state in the panel: filtered, searched, fifty a page. Changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category, EntryKind, Event, Organization, Person, Status, Ticket, any_of
from desk.listing import Key, turn
from desk.policy import permissions, visibility
from desk.policy.lateness import MOST_URGENT_FIRST, is_due_before
from desk.queries import lists
from desk.queries.lists import TicketLines, TicketRow
from desk.search import ticket_search
from desk.search.prefix_query import MOST_TYPED
from desk.text import clean_text
from desk.text.typed_digits import parse_digits
from desk.tickets.topic_names import get_topic_name

A_PAGE = 50
OPEN, ALL = "open", "all"
_NOBODY = 0
MOST_EXPORTED = 10_000
_LAST = func.greatest(Ticket.updated_at, Ticket.last_entry_at)
_NEWEST = (
    Key(Ticket.filed_at, descending=True),
    Key(Ticket.id, descending=True),
)  # in the words of the index over filed tickets
SORTS: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {
        "number": Ticket.number.expression,
        "status": Ticket.status.expression,
        "priority": Ticket.priority.expression,
        "due": Ticket.due_at.expression,
        "last": _LAST,
    }
)
"""Columns to sort by."""


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Conditions on tickets; None: any. `state`: OPEN, ALL, or a status; `category`, `agent`, `event` and
    `organization` are ids, 0: none; so is `requester`. `waits`: for an answer of the team. `sort`: a column, descending
    with "-" before it; empty: most urgent or newest first."""

    state: str = OPEN
    priority: int | None = None
    category: int | None = None
    agent: int | None = None
    event: int | None = None
    organization: int | None = None
    requester: int | None = None
    late: bool = False
    waits: bool = False
    words: str = ""
    sort: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> "TicketFilter":
        """Read the filter from the query of an address; unknown values count as any."""
        state = given.get("state", OPEN)
        known = state in (OPEN, ALL) or state in set(Status)
        priority = given.get("priority", "")
        sort = given.get("sort", "")
        return cls(
            state=state if known else OPEN,
            priority=int(priority) if priority in ("1", "2", "3", "4") else None,
            category=parse_digits(given.get("category", "")),
            agent=parse_digits(given.get("agent", "")),
            event=parse_digits(given.get("event", "")),
            organization=parse_digits(given.get("organization", "")),
            requester=parse_digits(given.get("requester", "")) or None,
            late=given.get("late") == "1",
            waits=given.get("waits") == "1",
            words=clean_text(given.get("q", "")).strip()[:MOST_TYPED],
            sort=sort if sort.removeprefix("-") in SORTS else "",
        )

    @property
    def is_sorted_among_newest(self) -> bool:
        """Return True if finished tickets are sorted by what no index holds."""
        return self.state != OPEN and self.sort.removeprefix("-") not in ("", "number")

    def make_query(self, **changed: object) -> dict[str, str]:
        """Return the filter as parameters of an address, with these changes, without those that are any."""
        one = replace(self, **changed)  # type: ignore[arg-type]
        parts = {
            "state": None if one.state == OPEN else one.state, "priority": one.priority,
            "category": one.category, "agent": one.agent, "event": one.event,
            "organization": one.organization, "requester": one.requester,
            "late": "1" if one.late else None, "waits": "1" if one.waits else None,
            "q": one.words or None, "sort": one.sort or None,
        }  # fmt: skip
        return {name: str(value) for name, value in parts.items() if value is not None}


def _in_notes(viewer: Person, seen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return in which tickets words of notes count."""
    return seen if visibility.can_read_kind(viewer, EntryKind.NOTE) else false()


async def load_tickets(
    session: AsyncSession, viewer: Person, chosen: TicketFilter, page: int, *, now: datetime, a_page: int = A_PAGE
) -> TicketLines:
    """Load a page of tickets the viewer sees as staff. Of more than MOST_COUNTED the newest are sorted: sorting all
    would take longer as history grows."""
    seen = visibility.is_seen_by_staff(viewer)
    where, more = and_(seen, *make_conditions(chosen, now)), False
    if chosen.words:
        held = await ticket_search.find_tickets(session, chosen.words, where, _in_notes(viewer, seen))
        where, more = any_of(Ticket.id, held.ids), held.more
    elif chosen.is_sorted_among_newest:
        newest = select(Ticket.id).where(where).order_by(*turn(_NEWEST)).limit(lists.MOST_COUNTED + 1)
        where = Ticket.id.in_(newest)
    found = await lists.load_page(session, where, _get_order(chosen), page, a_page)
    return replace(found, more=found.more or more)


async def count_open(
    session: AsyncSession, viewer: Person, filters: Sequence[TicketFilter], *, now: datetime
) -> list[int | None]:
    """Count the tickets of each filter in one statement. None: it is not only about open tickets, or it has words, so
    that counting it would take longer as history grows."""
    counted = {n: make_conditions(one, now) for n, one in enumerate(filters) if one.state == OPEN and not one.words}
    counts = [func.count().filter(and_(true(), *where)) for where in counted.values()]
    if not counts:
        return [None] * len(filters)
    open_now = and_(visibility.is_seen_by_staff(viewer), Ticket.is_worked_on)
    row = (await session.execute(select(*counts).select_from(Ticket).where(open_now))).one()
    found = dict(zip(counted, row, strict=True))
    return [found.get(n) for n in range(len(filters))]


async def name_origins(
    session: AsyncSession, lines: Sequence[TicketRow], language: str
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the names of the topics and of the organizations of these tickets, each by id."""
    topics = {one.category_id for one in lines if one.category_id is not None}
    clients = {one.organization_id for one in lines if one.organization_id is not None}
    held = await session.scalars(select(Category).where(any_of(Category.id, topics))) if topics else ()
    named = select(Organization.id, Organization.name).where(any_of(Organization.id, clients))
    rows = await session.execute(named) if clients else ()
    return {one.id: get_topic_name(one, language) for one in held}, {row.id: row.name for row in rows}


async def find_by_number(session: AsyncSession, viewer: Person, words: str) -> Sequence[TicketRow]:
    """Return the ticket whose number was typed, alone or after "#", if the viewer sees it as staff."""
    number = parse_digits(words.removeprefix("#"))
    where = and_(visibility.is_seen_by_staff(viewer), Ticket.number == number)
    return (await lists.load_page(session, where, _NEWEST, 1, 1)).lines if number else ()


async def count_finished_matches(session: AsyncSession, viewer: Person, chosen: TicketFilter, *, now: datetime) -> int:
    """Return how many finished tickets match the words, if only open ones were searched."""
    if not chosen.words or chosen.state != OPEN:
        return 0
    seen = visibility.is_seen_by_staff(viewer)
    ended = and_(seen, ~Ticket.is_open, *make_conditions(replace(chosen, state=ALL), now))
    return len((await ticket_search.find_tickets(session, chosen.words, ended, _in_notes(viewer, seen))).ids)


async def name_filters(session: AsyncSession, viewer: Person, chosen: TicketFilter, language: str) -> dict[str, str]:
    """Return the names of what is chosen, removed ones too; "?" for those that never existed, or of whom the viewer
    sees no ticket."""
    topic = await session.get(Category, chosen.category) if chosen.category else None
    agent = await session.get(Person, chosen.agent) if chosen.agent else None
    event = await session.get(Event, chosen.event) if chosen.event else None
    client = await session.get(Organization, chosen.organization) if chosen.organization else None
    client = client if await _is_known(session, viewer, Ticket.organization_id == chosen.organization) else None
    requester = await session.get(Person, chosen.requester) if chosen.requester else None
    requester = requester if await _is_known(session, viewer, Ticket.requester_id == chosen.requester) else None
    is_agent = agent is not None and (permissions.is_staff(agent) or agent.dismissed_at is not None)
    return {
        "category": get_topic_name(topic, language) if topic is not None else "?",
        "agent": agent.name if agent is not None and is_agent else "?",
        "event": event.name if event is not None else "?",
        "organization": client.name if client is not None else "?",
        "requester": requester.name if requester is not None else "?",
    }


async def _is_known(session: AsyncSession, viewer: Person, theirs: ColumnElement[bool]) -> bool:
    """Return True if the viewer sees all tickets, or one of these."""
    if permissions.has_grant(viewer, permissions.Grant.SEE_ALL):
        return True
    seen = select(Ticket.id).where(visibility.is_seen_by_staff(viewer), theirs)
    return await session.scalar(seen.limit(1)) is not None


def _get_order(chosen: TicketFilter) -> Sequence[Key]:
    if not chosen.sort:
        return MOST_URGENT_FIRST if chosen.state == OPEN and not chosen.words else _NEWEST
    by = SORTS[chosen.sort.removeprefix("-")]
    first = [Key(by.is_(None))] if by is SORTS["due"] else []
    return [*first, Key(by, descending=chosen.sort.startswith("-"), nullable=True)]


def make_conditions(chosen: TicketFilter, now: datetime) -> list[ColumnElement[bool]]:
    """Return the filter's conditions except for its words."""
    wanted: list[ColumnElement[bool]] = []
    if chosen.state == OPEN:
        wanted.append(Ticket.is_open.expression)
    elif chosen.state != ALL:
        wanted.append(Ticket.status == Status(chosen.state))
    if chosen.priority is not None:
        wanted.append(Ticket.priority == chosen.priority)
    if chosen.category is not None:
        none = chosen.category == _NOBODY
        wanted.append(Ticket.category_id.is_(None) if none else Ticket.category_id == chosen.category)
    if chosen.agent is not None:
        nobody = chosen.agent == _NOBODY
        wanted.append(Ticket.assignee_id.is_(None) if nobody else Ticket.assignee_id == chosen.agent)
    if chosen.event is not None:
        none = chosen.event == _NOBODY
        wanted.append(Ticket.event_id.is_(None) if none else Ticket.event_id == chosen.event)
    if chosen.organization is not None:
        none = chosen.organization == _NOBODY
        wanted.append(Ticket.organization_id.is_(None) if none else Ticket.organization_id == chosen.organization)
    if chosen.requester is not None:
        wanted.append(Ticket.requester_id == chosen.requester)
    if chosen.late:
        wanted.append(is_due_before(now))
    if chosen.waits:
        wanted.append(Ticket.waits_for_answer.expression)
    return wanted
