"""Tickets of every state in the panel: filtered, searched, fifty a page. Changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category, EntryKind, Event, Organization, OwnField, Person, Ticket, any_of
from desk.i18n import catalog
from desk.listing import turn
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant
from desk.policy.ticket_list import ALL, EVERY, OPEN, TICKETS, TicketFilters, TicketReader, read_as_staff
from desk.queries import lists
from desk.queries.lists import TicketLines, TicketRow
from desk.search import ticket_search
from desk.settings.own_fields import load_field
from desk.text.typed_digits import parse_digits
from desk.tickets.topic_names import get_topic_name

A_PAGE = 50
MOST_EXPORTED = 10_000


def is_sorted_among_newest(chosen: TicketFilters) -> bool:
    """Return True if finished tickets are sorted by what no index holds."""
    return chosen.state != OPEN and chosen.sort.removeprefix("-") not in ("", "number")


def _in_notes(viewer: Person, seen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return in which tickets words of notes count."""
    return seen if visibility.can_read_kind(viewer, EntryKind.NOTE) else false()


async def load_tickets(
    session: AsyncSession, viewer: Person, chosen: TicketFilters, page: int, *, now: datetime, a_page: int = A_PAGE
) -> TicketLines:
    """Load a page of tickets the viewer sees as staff. Of more than MOST_COUNTED the newest are sorted: sorting all
    would take longer as history grows."""
    reader, more = read_as_staff(viewer, now), False
    order = chosen.sort or ("urgent" if chosen.state == OPEN and not chosen.q else "newest")
    tickets = TICKETS.choose(reader, chosen, order)
    if chosen.q:
        held = await ticket_search.find_tickets(session, chosen.q, tickets.where, _in_notes(viewer, reader.seen))
        tickets, more = TICKETS.choose(TicketReader(any_of(Ticket.id, held.ids)), EVERY, order), held.more
    elif is_sorted_among_newest(chosen):
        newest = select(Ticket.id).where(tickets.where).order_by(*turn(TICKETS.orders["newest"]))
        reader = TicketReader(Ticket.id.in_(newest.limit(lists.MOST_COUNTED + 1)))
        tickets = TICKETS.choose(reader, EVERY, order)
    found = await lists.load_page(session, tickets, page, a_page)
    return replace(found, more=found.more or more)


async def count_open(
    session: AsyncSession, viewer: Person, filters: Sequence[TicketFilters], *, now: datetime
) -> list[int | None]:
    """Count the tickets of each filter in one statement. None: it is not only about open tickets, or it has words, so
    that counting it would take longer as history grows."""
    counted = {n: one for n, one in enumerate(filters) if one.state == OPEN and not one.q}
    if not counted:
        return [None] * len(filters)
    seen = and_(visibility.is_seen_by_staff(viewer), Ticket.is_worked_on)
    found = await TICKETS.count_each(session, TicketReader(seen, now), counted)
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
    seen = and_(visibility.is_seen_by_staff(viewer), Ticket.number == number)
    return (await lists.load_page(session, TICKETS.choose(TicketReader(seen), EVERY), 1, 1)).lines if number else ()


async def count_finished_matches(session: AsyncSession, viewer: Person, chosen: TicketFilters, *, now: datetime) -> int:
    """Return how many finished tickets match the words, if only open ones were searched."""
    if not chosen.q or chosen.state != OPEN:
        return 0
    reader = read_as_staff(viewer, now)
    ended = and_(~Ticket.is_open, TICKETS.match(reader, replace(chosen, state=ALL)))
    return len((await ticket_search.find_tickets(session, chosen.q, ended, _in_notes(viewer, reader.seen))).ids)


async def name_filters(session: AsyncSession, viewer: Person, chosen: TicketFilters, language: str) -> dict[str, str]:
    """Return the names of what is chosen, removed ones too; "not found" for those that are no more, or of whom the
    viewer sees no ticket."""
    topic = await session.get(Category, chosen.category) if chosen.category else None
    agent = await session.get(Person, chosen.agent) if chosen.agent else None
    event = await session.get(Event, chosen.event) if chosen.event else None
    client = await session.get(Organization, chosen.organization) if chosen.organization else None
    theirs = Ticket.organization_id == chosen.organization
    client = client if await _is_known(session, viewer, Grant.SEE_ALL, theirs) else None
    requester = await session.get(Person, chosen.requester) if chosen.requester else None
    theirs = Ticket.requester_id == chosen.requester
    requester = requester if await _is_known(session, viewer, Grant.ORGANIZATIONS, theirs) else None
    is_agent = agent is not None and (permissions.is_staff(agent) or agent.dismissed_at is not None)
    found = {
        "category": get_topic_name(topic, language) if topic is not None else "",
        "agent": agent.name if agent is not None and is_agent else "",
        "event": event.name if event is not None else "",
        "organization": client.name if client is not None else "",
        "requester": requester.name if requester is not None else "",
        "label": chosen.label or "",
        "own": await _name_held(session, chosen.own, language) if chosen.own else "",
        "channel": catalog.say(language, "stats-source", source=chosen.channel) if chosen.channel else "",
    }
    if client is not None and client.removed_at is not None:
        found["organization"] = catalog.say(language, "page-name-removed", name=client.name)
    nobody = catalog.say(language, "page-name-none")
    return {by: name or nobody for by, name in found.items()}


async def _name_held(session: AsyncSession, said: str, language: str) -> str:
    key, _, value = said.partition(":")
    row = await session.get(OwnField, int(key))
    one = load_field((row.id, row.name, row.kind, row.options, {})) if row is not None else None
    return f"{one.name}: {one.say(language, value)}" if one is not None else ""


async def _is_known(session: AsyncSession, viewer: Person, grant: Grant, theirs: ColumnElement[bool]) -> bool:
    """Return True if the viewer sees one of these tickets, or has the grant, with which they may open the page of each
    such name."""
    if permissions.has_grant(viewer, grant):
        return True
    seen = select(Ticket.id).where(visibility.is_seen_by_staff(viewer), theirs)
    return await session.scalar(seen.limit(1)) is not None
