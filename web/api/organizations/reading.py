"""Reads organizations, outlets, contacts and memberships for the API, in the order of their ids."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from db.models import Contact, ExternalPerson, Membership, Organization, Outlet, Person
from desk.organizations.records_by_external_id import find_record
from desk.organizations.requisites import load_requisites
from desk.policy.permissions import is_member
from web.api.caller import Caller, get_caller
from web.api.organizations.schemas import ContactSeen, MembershipSeen, OrganizationSeen, OutletSeen, RequisiteLine
from web.api.problems import ApiError

_Row = TypeVar("_Row", Organization, Outlet, Contact)
_Seen = TypeVar("_Seen", OrganizationSeen, OutletSeen, ContactSeen, MembershipSeen)


def require_organizations(request: Request) -> Caller:
    """Return the caller. Raises ApiError 404 while the desk works without organizations."""
    caller = get_caller(request)
    if not caller.rules.organizations.enabled:
        raise ApiError(404, "organizations-off", "an admin switches them on: Settings, Organizations")
    return caller


async def require_record(caller: Caller, table: type[_Row], external_id: str, code: str) -> _Row:
    """Return the row of that id in the integration's own system. Raises ApiError 404."""
    found = await find_record(caller.make_desk(None), table, external_id)
    if found is None:
        raise ApiError(404, code)
    return found


async def find_filter(
    caller: Caller, column: ColumnElement[int], organization: str | None
) -> list[ColumnElement[bool]]:
    """Return the condition for what belongs to that organization; none: for all. Raises ApiError 404."""
    if organization is None:
        return []
    return [column == (await require_record(caller, Organization, organization, "no-such-organization")).id]


def cut_page(found: Sequence[_Seen], limit: int) -> dict[str, Any]:
    """Return the fields of a page of what was read with one more than `limit`."""
    has_more = len(found) > limit
    cursor = str(found[limit - 1].id) if has_more else None
    return {"items": list(found[:limit]), "next_cursor": cursor, "has_more": has_more}


async def list_organizations(
    session: AsyncSession, *where: ColumnElement[bool], after: str | None = None, limit: int = 1
) -> list[OrganizationSeen]:
    """Return organizations that were not removed, one more than `limit`."""
    wanted = and_(Organization.removed_at.is_(None), Organization.id > int(after or 0), *where)
    rows = await session.scalars(select(Organization).where(wanted).order_by(Organization.id).limit(limit + 1))
    return [
        OrganizationSeen(
            id=one.id, external_id=one.external_id, name=one.name, tax_id=one.tax_id, notes=one.notes,
            requisites=[RequisiteLine(name=line.name, value=line.value) for line in load_requisites(one.requisites)],
            requisites_at=one.requisites_at, updated_at=one.updated_at,
        )
        for one in rows
    ]  # fmt: skip


async def list_outlets(
    session: AsyncSession, *where: ColumnElement[bool], after: str | None = None, limit: int = 1
) -> list[OutletSeen]:
    """Return outlets that were not removed, one more than `limit`."""
    rows = (
        select(Outlet, Organization.external_id)
        .join(Organization, Organization.id == Outlet.organization_id)
        .where(Outlet.removed_at.is_(None), Outlet.id > int(after or 0), *where)
        .order_by(Outlet.id)
    )
    return [
        OutletSeen(
            id=one.id, external_id=one.external_id, organization_id=one.organization_id, organization=organization,
            name=one.name, address=one.address, equipment=list(one.equipment), updated_at=one.updated_at,
        )
        for one, organization in await session.execute(rows.limit(limit + 1))
    ]  # fmt: skip


async def list_contacts(
    session: AsyncSession, *where: ColumnElement[bool], after: str | None = None, limit: int = 1
) -> list[ContactSeen]:
    """Return contacts that were not removed, one more than `limit`."""
    rows = (
        select(Contact, Organization.external_id, Outlet.external_id)
        .join(Organization, Organization.id == Contact.organization_id)
        .outerjoin(Outlet, Outlet.id == Contact.outlet_id)
        .where(Contact.removed_at.is_(None), Contact.id > int(after or 0), *where)
        .order_by(Contact.id)
    )
    return [
        ContactSeen(
            id=one.id, external_id=one.external_id, organization_id=one.organization_id, organization=organization,
            outlet_id=one.outlet_id, outlet=outlet, name=one.name, phone=one.phone, position=one.position,
            email=one.email, updated_at=one.updated_at,
        )
        for one, organization, outlet in await session.execute(rows.limit(limit + 1))
    ]  # fmt: skip


async def list_memberships(
    caller: Caller, *where: ColumnElement[bool], after: str | None = None, limit: int = 1
) -> list[MembershipSeen]:
    """Return memberships that have not ended, one more than `limit`."""
    own = and_(ExternalPerson.person_id == Membership.person_id, ExternalPerson.system_id == caller.bearer.system.id)
    own_id = select(ExternalPerson.external_id).where(own).order_by(ExternalPerson.id).limit(1).scalar_subquery()
    rows = (
        select(Membership, Organization.external_id, Person.name, own_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .join(Person, Person.id == Membership.person_id)
        .where(is_member(confirmed=False), Membership.id > int(after or 0), *where)
        .order_by(Membership.id)
    )
    return [
        MembershipSeen(
            id=one.id, organization_id=one.organization_id, organization=organization, person=person, name=name,
            role=one.role, source=one.source, confirmed=one.confirmed_at is not None, since=one.made_at,
        )
        for one, organization, name, person in await caller.session.execute(rows.limit(limit + 1))
    ]  # fmt: skip
