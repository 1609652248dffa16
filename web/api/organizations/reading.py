"""Reads organizations, outlets, contacts and memberships for the API, in the order of their ids."""

from typing import TypeVar

from sqlalchemy import and_, select
from starlette.requests import Request

from db.models import Contact, ExternalPerson, Membership, Organization, Outlet
from desk.listing import Shown, make_line
from desk.organizations.record_lists import CONTACTS, OUTLETS
from desk.organizations.records_by_external_id import find_record
from desk.queries.memberships import MEMBERS, MemberFilters
from web.api.caller import Caller, get_caller
from web.api.organizations.schemas import ContactSeen, MembershipSeen, OutletSeen
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


OUTLETS_SHOWN = OUTLETS.show(OutletSeen, organization=Organization.external_id).join(
    Organization, Organization.id == Outlet.organization_id
)
CONTACTS_SHOWN = (
    CONTACTS.show(ContactSeen, organization=Organization.external_id, outlet=Outlet.external_id)
    .join(Organization, Organization.id == Contact.organization_id)
    .outerjoin(Outlet, Outlet.id == Contact.outlet_id)
)


async def list_memberships(caller: Caller, filters: MemberFilters, most: int = 1) -> list[MembershipSeen]:
    """Return memberships that have not ended."""
    found = await MEMBERS.choose(None, filters).load_first(caller.session, most, select_memberships(caller))
    return [make_line(MembershipSeen, one) for one in found]


def select_memberships(caller: Caller) -> Shown:
    """Select what the API shows of memberships."""
    own = and_(ExternalPerson.person_id == Membership.person_id, ExternalPerson.system_id == caller.bearer.system.id)
    own_id = select(ExternalPerson.external_id).where(own).order_by(ExternalPerson.id).limit(1).scalar_subquery()
    shown = MEMBERS.show(MembershipSeen, organization=Organization.external_id, person=own_id)
    return shown.join(Organization, Organization.id == Membership.organization_id)
