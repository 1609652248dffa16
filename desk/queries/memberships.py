"""The organizations of a person, and the members of one for who leads it. Changes nothing, words nothing; knows no
request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import join

from db.models import ClientRole, Membership, MembershipSource, Organization, Outlet, Person
from desk.listing import Key, ListOf, Page, filter_by
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
class MemberFilters:
    """Which memberships are listed: `of` an organization, of a `person`."""

    key: int | None = filter_by(Membership.id.__eq__, None)
    of: int | None = filter_by(Membership.organization_id.__eq__, None)
    person: int | None = filter_by(Membership.person_id.__eq__, None)


MEMBERS = ListOf[None, MemberFilters](
    "members",
    Membership.id,
    seen=lambda _: is_member(confirmed=False),
    orders={
        "added": (),
        "role": (Key(_HIGHEST_FIRST), Key(Person.name)),
        "unconfirmed": (Key(Membership.confirmed_at.is_not(None)), Key(Person.name)),
    },
    source=join(Membership, Person, Person.id == Membership.person_id),
    columns={
        "name": Person.name,
        "since": Membership.made_at,
        "confirmed": Membership.confirmed_at.is_not(None),
        "outlet": Outlet.name,
    },
)


def _select_members() -> Select[*tuple[Any, ...]]:
    return (
        select(Membership, Person.name, Organization.name, Outlet.name)
        .join(Person, Person.id == Membership.person_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(Outlet, Outlet.id == Membership.outlet_id)
        .where(is_member(confirmed=False))
    )


def _make_row(row: Sequence[Any]) -> ClientMemberRow:
    found, name, organization, outlet = row
    return ClientMemberRow(
        found.id, found.person_id, name, found.organization_id, organization, found.role, found.source,
        found.made_at, found.confirmed_at is not None, outlet or "",
        {kind: has_notice(found, kind) for kind in OFFERED[found.role]},
    )  # fmt: skip


async def list_own(session: AsyncSession, viewer: Person) -> list[ClientMemberRow]:
    """Return the viewer's own memberships, in the order of joining."""
    mine = _select_members().where(Membership.person_id == viewer.id).order_by(Membership.id)
    return [_make_row(row) for row in await session.execute(mine)]


async def load_page(
    session: AsyncSession, viewer: Person, organization_id: int, number: int
) -> Page[ClientMemberRow] | None:
    """Return a page of an organization's members, directors first, or None unless the viewer is its director or an
    admin."""
    if await roles.find_leading_role(session, viewer, organization_id) is None:
        return None
    chosen = MEMBERS.choose(None, MemberFilters(of=organization_id), "role")
    found = await chosen.load_page(session, number, A_PAGE, _select_members())
    return found.show(map(_make_row, found.lines)) if found.lines else None


async def load_member(session: AsyncSession, viewer: Person, membership_id: int) -> ClientMemberRow | None:
    """Return a member, or None unless the viewer is a director of that organization or an admin."""
    row = (await session.execute(_select_members().where(Membership.id == membership_id))).first()
    found = _make_row(row) if row is not None else None
    if found is None or await roles.find_leading_role(session, viewer, found.organization_id) is None:
        return None
    return found
