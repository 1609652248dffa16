"""The requests that an administrator or director of organizations sees: their own, and those of their people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Membership,
    Organization,
    Outlet,
    Person,
    Ticket,
    any_of,
)
from desk.policy import permissions, visibility
from desk.policy.ticket_list import EVERY, TICKETS, TicketReader
from desk.queries.lists import TicketLines, load_page
from desk.search import ticket_search


class LedBy(StrEnum):
    """Filters of the list. ALL and MINE stand for themselves, the others for one organization, outlet or person."""

    ALL = "all"
    MINE = "mine"
    ORGANIZATION = "organization"
    OUTLET = "outlet"
    EMPLOYEE = "employee"


_FIELDS = {LedBy.ORGANIZATION: "organization", LedBy.OUTLET: "outlet", LedBy.EMPLOYEE: "requester"}


@dataclass(frozen=True, slots=True)
class LedChoice:
    """An organization, outlet or person to filter by."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class LedPage:
    """A page of the list; `named`: the organization, outlet or person that it is filtered by."""

    page: TicketLines
    named: str = ""


async def list_led(session: AsyncSession, person: Person) -> tuple[LedChoice, ...]:
    """Return the organizations that the person leads now, by name; none for staff, who see all tickets anyway."""
    if permissions.is_staff(person):
        return ()
    theirs = (
        select(Organization.id, Organization.name)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(permissions.is_leading(person.id), Organization.removed_at.is_(None))
    )
    rows = await session.execute(theirs.order_by(Organization.folded, Organization.id))
    return tuple(LedChoice(*row) for row in rows)


async def load_led_page(
    session: AsyncSession, viewer: Person, led: Sequence[LedChoice], by: LedBy, key: int, *, words: str,
    page: int,
) -> LedPage:  # fmt: skip
    """Load a page: open requests first, then by last entry. `key`: the id of the organization, outlet or person;
    `words`: only requests with them in the subject or in entries that the reader sees."""
    of: dict[str, Any] = {_FIELDS[by]: key} if by in _FIELDS else {}
    filters = replace(EVERY, **of)
    reader = TicketReader(_match_led(viewer, led, by))
    if words:
        held = await ticket_search.find_tickets(session, words, TICKETS.match(reader, filters), false())
        reader = TicketReader(and_(reader.seen, any_of(Ticket.id, held.ids)))
    shown = await load_page(session, TICKETS.choose(reader, filters, "own-open"), page)
    return LedPage(shown, await _name_filter(session, led, by, key, shown))


async def list_choices(
    session: AsyncSession, viewer: Person, led: Sequence[LedChoice], by: LedBy
) -> Sequence[LedChoice]:
    """Return what the list can be filtered by: the organizations, their outlets, or the people with requests there that
    the viewer sees."""
    if by is LedBy.ORGANIZATION:
        return led
    outlets = select(Outlet.id, Outlet.name).where(Outlet.removed_at.is_(None), _is_of(Outlet.organization_id, led))
    people = (
        select(Person.id, Person.name)
        .where(Person.id.in_(select(Ticket.requester_id).where(_is_seen(viewer, led))))
        .order_by(func.lower(Person.name), Person.id)
    )
    rows = people if by is LedBy.EMPLOYEE else outlets.order_by(func.lower(Outlet.name), Outlet.id)
    return [LedChoice(*row) for row in await session.execute(rows)]


def _match_led(viewer: Person, led: Sequence[LedChoice], by: LedBy) -> ColumnElement[bool]:
    mine, seen = Ticket.requester_id == viewer.id, _is_seen(viewer, led)
    if by is LedBy.MINE:
        return mine
    if by is LedBy.ALL:
        return or_(mine, seen)
    return or_(seen, and_(mine, Ticket.filed_at.is_not(None), _is_of(Ticket.organization_id, led)))


def _is_seen(viewer: Person, led: Sequence[LedChoice]) -> ColumnElement[bool]:
    """Return the condition for tickets of others, with the organizations by which an index finds them."""
    return and_(_is_of(Ticket.organization_id, led), visibility.is_seen_by_client(viewer))


def _is_of(column: Any, led: Sequence[LedChoice]) -> ColumnElement[bool]:
    return any_of(column, [one.id for one in led])


async def _name_filter(
    session: AsyncSession, led: Sequence[LedChoice], by: LedBy, key: int, page: TicketLines
) -> str:  # fmt: skip
    """Return the name of what is shown; of a person only if the reader sees requests of theirs."""
    if by is LedBy.ORGANIZATION:
        return next((one.name for one in led if one.id == key), "")
    if by is LedBy.EMPLOYEE:
        return next((line.requester for line in page.lines), "")
    if by is LedBy.OUTLET:
        named = select(Outlet.name).where(Outlet.id == key, _is_of(Outlet.organization_id, led))
        return await session.scalar(named) or ""
    return ""
