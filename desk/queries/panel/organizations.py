"""Organizations in the panel: the list with its search, one of them with all that belongs to it. Changes nothing,
words nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    ClientRole,
    Contact,
    Membership,
    MembershipSource,
    Organization,
    Outlet,
    Person,
    Role,
    Ticket,
    any_of,
)
from desk import DeskSettings
from desk.listing import Page, make_line
from desk.organizations.record_lists import (
    CONTACTS,
    ORGANIZATIONS,
    OUTLETS,
    ContactFilters,
    OrganizationFilters,
    OutletFilters,
)
from desk.policy.permissions import is_member
from desk.policy.ticket_list import ALL, TICKETS, TicketFilters, read_as_staff
from desk.queries import lists
from desk.queries.lists import TicketLines
from desk.queries.memberships import MEMBERS, MemberFilters

A_PAGE = 25
_MOST_TICKETS = 10
_MOST_MEMBERS = 200
_By = aliased(Person)


@dataclass(frozen=True, slots=True)
class OrganizationLine:
    """An organization as a line of the list. `waiting`: members whom nobody has confirmed; `open`, `filed`: tickets."""

    id: int
    name: str
    tax_id: str | None
    outlets: int
    contacts: int
    members: int
    waiting: int
    open: int
    filed: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member. `outlet`: where they work; `made_by`: who let them in, if somebody did; `has_page`: they are a
    requester, not one of the team."""

    id: int
    person_id: int
    name: str
    role: ClientRole
    source: MembershipSource
    made_at: datetime
    confirmed_at: datetime | None
    made_by: str | None
    outlet: str | None
    has_page: bool


async def load_organizations(
    session: AsyncSession, filters: OrganizationFilters, page: int, rules: DeskSettings
) -> Page[OrganizationLine]:
    """Load a page by name, of those with the words."""
    sought = (filters.q, rules.organizations.phone_region) if filters.q else None
    chosen = ORGANIZATIONS.choose(None, replace(filters, sought=sought))
    found = await chosen.load_page(session, page, A_PAGE, select(Organization))
    counts = await _count_parts(session, [one.id for one in found.lines])
    return found.show(OrganizationLine(one.id, one.name, one.tax_id, *counts[one.id]) for one in found.lines)


async def _count_parts(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    live = {one: (one.removed_at.is_(None),) for one in (Outlet, Contact)}
    outlets = await _count(session, Outlet.organization_id, ids, *live[Outlet])
    contacts = await _count(session, Contact.organization_id, ids, *live[Contact])
    is_waiting = Membership.confirmed_at.is_(None)
    members = await _count(session, Membership.organization_id, ids, is_member(confirmed=False), of=is_waiting)
    filed = Ticket.filed_at.is_not(None)
    tickets = await _count(session, Ticket.organization_id, ids, filed, of=Ticket.is_open.expression)
    nothing = (0, 0)
    return {
        one: (
            outlets.get(one, nothing)[0], contacts.get(one, nothing)[0], *members.get(one, nothing),
            *reversed(tickets.get(one, nothing)),
        )
        for one in ids
    }  # fmt: skip


async def _count(
    session: AsyncSession, by: Any, ids: Collection[int], *where: ColumnElement[bool],
    of: ColumnElement[bool] | None = None,
) -> dict[int, tuple[int, int]]:  # fmt: skip
    """Return how many rows each organization has, and how many of them are such as `of` says."""
    some = func.count() if of is None else func.count().filter(of)
    rows = await session.execute(select(by, func.count(), some).where(any_of(by, ids), *where).group_by(by))
    return {organization_id: (all_, such) for organization_id, all_, such in rows}


async def load_outlets(session: AsyncSession, organization_id: int, page: int) -> Page[Outlet]:
    """Load a page of an organization's outlets by name."""
    return await OUTLETS.choose(None, OutletFilters(of=organization_id)).load_page(
        session, page, A_PAGE, select(Outlet)
    )


async def load_contacts(session: AsyncSession, organization_id: int, page: int) -> Page[tuple[Contact, str | None]]:
    """Load a page of an organization's contacts by name, each with the name of their outlet."""
    shown = select(Contact, Outlet.name).outerjoin(Outlet, Outlet.id == Contact.outlet_id)
    return await CONTACTS.choose(None, ContactFilters(of=organization_id)).load_page(session, page, A_PAGE, shown)


async def list_outlet_choices(session: AsyncSession, organization_id: int) -> Sequence[Outlet]:
    """Return an organization's outlets to choose from, by name."""
    chosen = OUTLETS.choose(None, OutletFilters(of=organization_id))
    return [one async for one in chosen.iterate(session, select(Outlet))]


async def list_members(session: AsyncSession, organization_id: int) -> list[MemberLine]:
    """Return the members now, unconfirmed ones first."""
    shown = MEMBERS.show(MemberLine, made_by=_By.name, has_page=Person.role == Role.REQUESTER)
    shown = shown.outerjoin(_By, _By.id == Membership.made_by).outerjoin(Outlet, Outlet.id == Membership.outlet_id)
    chosen = MEMBERS.choose(None, MemberFilters(of=organization_id), "unconfirmed")
    return [make_line(MemberLine, one) for one in await chosen.load_first(session, _MOST_MEMBERS, shown)]


async def load_latest_tickets(session: AsyncSession, organization_id: int, viewer: Person) -> TicketLines:
    """Load the organization's newest tickets that the viewer sees as staff."""
    filters = TicketFilters(ALL, organization=organization_id)
    return await lists.load_page(session, TICKETS.choose(read_as_staff(viewer), filters, "newest"), 1, _MOST_TICKETS)
