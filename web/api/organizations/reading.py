"""Reads organizations, outlets, contacts and memberships for the API, in the order of their ids."""

from typing import TypeVar

from sqlalchemy import and_, select
from starlette.requests import Request

from db.models import Contact, ExternalPerson, Membership, Organization, Outlet, Person
from desk.listing import Shown
from desk.organizations.records_by_external_id import find_record
from desk.organizations.requisites import load_requisites
from desk.queries.memberships import MEMBERS, MemberFilters
from web.api.caller import Caller, get_caller
from web.api.organizations.schemas import ContactSeen, MembershipSeen, OrganizationSeen, OutletSeen, RequisiteLine
from web.api.problems import ApiError

_Row = TypeVar("_Row", Organization, Outlet, Contact)


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


async def find_organization(caller: Caller, external_id: str | None) -> int | None:
    """Return the id of an organization here; None: none is named. Raises ApiError 404."""
    if external_id is None:
        return None
    return (await require_record(caller, Organization, external_id, "no-such-organization")).id


def show_organization(one: Organization) -> OrganizationSeen:
    """Return an organization as the API shows it."""
    return OrganizationSeen(
        id=one.id, external_id=one.external_id, name=one.name, tax_id=one.tax_id, notes=one.notes,
        requisites=[RequisiteLine(name=line.name, value=line.value) for line in load_requisites(one.requisites)],
        requisites_at=one.requisites_at, updated_at=one.updated_at,
    )  # fmt: skip


OUTLETS_SHOWN = select(Outlet, Organization.external_id).join(Organization, Organization.id == Outlet.organization_id)


def show_outlet(row: tuple[Outlet, str | None]) -> OutletSeen:
    """Return an outlet as the API shows it."""
    one, organization = row
    return OutletSeen(
        id=one.id, external_id=one.external_id, organization_id=one.organization_id, organization=organization,
        name=one.name, address=one.address, equipment=list(one.equipment), updated_at=one.updated_at,
    )  # fmt: skip


CONTACTS_SHOWN = (
    select(Contact, Organization.external_id, Outlet.external_id)
    .join(Organization, Organization.id == Contact.organization_id)
    .outerjoin(Outlet, Outlet.id == Contact.outlet_id)
)


def show_contact(row: tuple[Contact, str | None, str | None]) -> ContactSeen:
    """Return a contact as the API shows it."""
    one, organization, outlet = row
    return ContactSeen(
        id=one.id, external_id=one.external_id, organization_id=one.organization_id, organization=organization,
        outlet_id=one.outlet_id, outlet=outlet, name=one.name, phone=one.phone, position=one.position,
        email=one.email, updated_at=one.updated_at,
    )  # fmt: skip


async def list_memberships(caller: Caller, filters: MemberFilters, most: int = 1) -> list[MembershipSeen]:
    """Return memberships that have not ended."""
    found = await MEMBERS.choose(None, filters).load_first(caller.session, most, select_memberships(caller))
    return list(map(show_membership, found))


def select_memberships(caller: Caller) -> Shown:
    """Select what `show_membership` takes."""
    own = and_(ExternalPerson.person_id == Membership.person_id, ExternalPerson.system_id == caller.bearer.system.id)
    own_id = select(ExternalPerson.external_id).where(own).order_by(ExternalPerson.id).limit(1).scalar_subquery()
    return (
        select(Membership, Organization.external_id, Person.name, own_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .join(Person, Person.id == Membership.person_id)
    )


def show_membership(row: tuple[Membership, str | None, str, str | None]) -> MembershipSeen:
    """Return a membership as the API shows it."""
    one, organization, name, person = row
    return MembershipSeen(
        id=one.id, organization_id=one.organization_id, organization=organization, person=person, name=name,
        role=one.role, source=one.source, confirmed=one.confirmed_at is not None, since=one.made_at,
    )  # fmt: skip
