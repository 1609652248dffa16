"""Organizations in the panel: the list with its search, one of them with all that belongs to it. Changes nothing,
words nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
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
from desk import DeskSettings, Refused
from desk.organizations.phone_numbers import parse_phone
from desk.policy import visibility
from desk.policy.permissions import is_member
from desk.queries import lists
from desk.queries.lists import TicketLines

A_PAGE = 25
_MOST_TICKETS = 10
_MOST_MEMBERS = 200
_MOST_WORDS = 8
_FEWEST_DIGITS = 5
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
class OrganizationPage:
    """A page of organizations, from 1."""

    lines: tuple[OrganizationLine, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of outlets or contacts, from 1; of a contact also the name of its outlet."""

    lines: Sequence[Any]
    page: int
    pages: int
    total: int


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


async def load_organizations(session: AsyncSession, words: str, page: int, rules: DeskSettings) -> OrganizationPage:
    """Load a page by name (one past the end is the last). `words`: each must be in the name, or be the tax id or the
    external id; all of them together may also be the phone number of a contact."""
    where = _match(words, rules)
    total = (await session.execute(select(func.count()).select_from(Organization).where(where))).scalar_one()
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    some = select(Organization).where(where).order_by(Organization.folded, Organization.id)
    rows = list(await session.scalars(some.offset((page - 1) * A_PAGE).limit(A_PAGE)))
    counts = await _count_parts(session, [one.id for one in rows])
    lines = tuple(OrganizationLine(one.id, one.name, one.tax_id, *counts[one.id]) for one in rows)
    return OrganizationPage(lines, page, pages, total)


def _match(words: str, rules: DeskSettings) -> ColumnElement[bool]:
    wanted = [
        or_(
            Organization.folded.contains(word.casefold(), autoescape=True),
            Organization.tax_id.startswith(word, autoescape=True),
            Organization.external_id == word,
        )
        for word in words.split()[:_MOST_WORDS]
    ]
    said, phone = and_(Organization.removed_at.is_(None), *wanted), _read_phone(words, rules)
    if phone is None:
        return said
    has_phone = select(Contact.organization_id).where(Contact.phone == phone, Contact.removed_at.is_(None))
    return or_(said, and_(Organization.removed_at.is_(None), Organization.id.in_(has_phone)))


def _read_phone(words: str, rules: DeskSettings) -> str | None:
    if sum(letter.isdigit() for letter in words) < _FEWEST_DIGITS:
        return None
    try:
        return parse_phone(words, rules.organizations.phone_region)
    except Refused:
        return None


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


async def load_outlets(session: AsyncSession, organization_id: int, page: int) -> RowPage:
    """Load a page of an organization's outlets by name."""
    theirs = select(Outlet).where(Outlet.organization_id == organization_id, Outlet.removed_at.is_(None))
    return await _load_rows(session, theirs.order_by(func.lower(Outlet.name), Outlet.id), page)


async def load_contacts(session: AsyncSession, organization_id: int, page: int) -> RowPage:
    """Load a page of an organization's contacts by name, each with the name of their outlet."""
    theirs = (
        select(Contact, Outlet.name)
        .outerjoin(Outlet, Outlet.id == Contact.outlet_id)
        .where(Contact.organization_id == organization_id, Contact.removed_at.is_(None))
    )
    return await _load_rows(session, theirs.order_by(func.lower(Contact.name), Contact.id), page)


async def _load_rows(session: AsyncSession, rows: Select[*tuple[Any, ...]], page: int) -> RowPage:
    counted = select(func.count()).select_from(rows.order_by(None).with_only_columns(1).subquery())
    total = (await session.execute(counted)).scalar_one()
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    found = (await session.execute(rows.offset((page - 1) * A_PAGE).limit(A_PAGE))).all()
    return RowPage([one[0] if len(one) == 1 else one for one in found], page, pages, total)


async def list_outlet_choices(session: AsyncSession, organization_id: int) -> Sequence[Outlet]:
    """Return an organization's outlets to choose from, by name."""
    theirs = select(Outlet).where(Outlet.organization_id == organization_id, Outlet.removed_at.is_(None))
    return (await session.scalars(theirs.order_by(func.lower(Outlet.name), Outlet.id))).all()


async def list_members(session: AsyncSession, organization_id: int) -> list[MemberLine]:
    """Return the members now, unconfirmed ones first."""
    theirs = (
        select(Membership, Person.name, _By.name, Outlet.name, Person.role == Role.REQUESTER)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(_By, _By.id == Membership.made_by)
        .outerjoin(Outlet, Outlet.id == Membership.outlet_id)
        .where(Membership.organization_id == organization_id, is_member(confirmed=False))
        .order_by(Membership.confirmed_at.is_not(None), Person.name, Membership.id)
    )
    return [
        MemberLine(
            one.id, one.person_id, name, one.role, one.source, one.made_at, one.confirmed_at, made_by, outlet,
            has_page,
        )
        for one, name, made_by, outlet, has_page in await session.execute(theirs.limit(_MOST_MEMBERS))
    ]  # fmt: skip


async def load_latest_tickets(session: AsyncSession, organization_id: int, viewer: Person) -> TicketLines:
    """Load the organization's newest tickets that the viewer sees as staff."""
    where = and_(Ticket.organization_id == organization_id, visibility.is_seen_by_staff(viewer))
    return await lists.load_page(session, where, (Ticket.filed_at.desc(), Ticket.id.desc()), 1, _MOST_TICKETS)
