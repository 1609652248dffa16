"""The organizations of a person, and the members of one for who leads it. Changes nothing, words nothing; knows no
request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClientRole, Membership, MembershipSource, Organization, Outlet, Person
from desk.organizations import roles
from desk.policy.member_notices import OFFERED, MemberNotice, has_notice
from desk.policy.permissions import is_member

A_PAGE = 8
_HIGHEST_FIRST = case(
    {ClientRole.DIRECTOR: 0, ClientRole.ADMINISTRATOR: 1, ClientRole.USER: 2}, value=Membership.role, else_=3
)


@dataclass(frozen=True, slots=True)
class ClientMemberRow:
    """A membership that has not ended. `name`: the person's; `outlet`: where they work, empty if not known; `notices`:
    those of their role, and whether they are on."""

    id: int
    person_id: int
    name: str
    organization_id: int
    organization: str
    role: ClientRole
    source: MembershipSource
    since: datetime
    confirmed: bool
    outlet: str
    notices: Mapping[MemberNotice, bool]


@dataclass(frozen=True, slots=True)
class ClientMemberPage:
    """A page of an organization's members, `number` of `count`."""

    organization: str
    shown: tuple[ClientMemberRow, ...]
    number: int
    count: int


def _select_members() -> Select[*tuple[Any, ...]]:
    return (
        select(Membership, Person.name, Organization.name.label("organization"), Outlet.name.label("outlet"))
        .join(Person, Person.id == Membership.person_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(Outlet, Outlet.id == Membership.outlet_id)
        .where(is_member(confirmed=False))
    )


def _make_row(row: Row[Any]) -> ClientMemberRow:
    found: Membership = row.Membership
    return ClientMemberRow(
        found.id, found.person_id, row.name, found.organization_id, row.organization, found.role, found.source,
        found.made_at, found.confirmed_at is not None, row.outlet or "",
        {kind: has_notice(found, kind) for kind in OFFERED[found.role]},
    )  # fmt: skip


async def list_own(session: AsyncSession, viewer: Person) -> list[ClientMemberRow]:
    """Return the viewer's own memberships, in the order of joining."""
    mine = _select_members().where(Membership.person_id == viewer.id).order_by(Membership.id)
    return [_make_row(row) for row in await session.execute(mine)]


async def load_page(
    session: AsyncSession, viewer: Person, organization_id: int, number: int
) -> ClientMemberPage | None:
    """Return a page of an organization's members, directors first, or None unless the viewer is its director or an
    admin."""
    if await roles.find_leading_role(session, viewer, organization_id) is None:
        return None
    theirs = _select_members().where(Membership.organization_id == organization_id)
    n = await session.scalar(select(func.count()).select_from(theirs.subquery())) or 0
    count = max(1, -(-n // A_PAGE))
    number = min(number, count)
    page = theirs.order_by(_HIGHEST_FIRST, Person.name, Membership.id).offset((number - 1) * A_PAGE).limit(A_PAGE)
    rows = [_make_row(row) for row in await session.execute(page)]
    return ClientMemberPage(rows[0].organization, tuple(rows), number, count) if rows else None


async def load_member(session: AsyncSession, viewer: Person, membership_id: int) -> ClientMemberRow | None:
    """Return a member, or None unless the viewer is a director of that organization or an admin."""
    row = (await session.execute(_select_members().where(Membership.id == membership_id))).first()
    found = _make_row(row) if row is not None else None
    if found is None or await roles.find_leading_role(session, viewer, found.organization_id) is None:
        return None
    return found
