"""Organizations, their outlets and contacts through the API: listed, read, put by your own id, removed."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement
from starlette.requests import Request

from db.models import Contact, Organization, Outlet
from desk.integrations.scopes import Scope
from desk.organizations import directory, external_records
from desk.organizations.phones import parse_phone
from web.api.operations import declare_operation
from web.api.organizations import reading
from web.api.organizations.schemas import (
    After,
    ContactPage,
    ContactSeen,
    Limit,
    ListedOrganizations,
    OfOrganization,
    OrganizationSeen,
    OutletPage,
    OutletSeen,
    PutContact,
    PutOrganization,
    PutOutlet,
    RecordId,
)
from web.api.route import ApiRoute

_NO_ORGANIZATION, _NO_OUTLET, _NO_CONTACT = "no-such-organization", "no-such-outlet", "no-such-contact"
_Typed = Annotated[str | None, Query(max_length=60)]


def make_router() -> APIRouter:
    """Return the routes of organizations, outlets and contacts."""
    made = APIRouter(prefix="/v1", tags=["Organizations"], route_class=ApiRoute)
    read = declare_operation(Scope.ORGANIZATIONS, may=(404, 409))
    write = declare_operation(Scope.ORGANIZATIONS, may=(404, 409, 415))
    add = made.add_api_route
    add("/organizations", organizations, methods=["GET"], **read)
    add("/organizations/{external_id}", organization, methods=["GET"], **read)
    add("/organizations/{external_id}", put_organization, methods=["PUT"], **write)
    add("/organizations/{external_id}", remove_organization, methods=["DELETE"], status_code=204, **write)
    add("/outlets", outlets, methods=["GET"], **read)
    add("/outlets/{external_id}", outlet, methods=["GET"], **read)
    add("/outlets/{external_id}", put_outlet, methods=["PUT"], **write)
    add("/outlets/{external_id}", remove_outlet, methods=["DELETE"], status_code=204, **write)
    add("/contacts", contacts, methods=["GET"], **read)
    add("/contacts/{external_id}", contact, methods=["GET"], **read)
    add("/contacts/{external_id}", put_contact, methods=["PUT"], **write)
    add("/contacts/{external_id}", remove_contact, methods=["DELETE"], status_code=204, **write)
    return made


async def organizations(
    request: Request, tax_id: _Typed = None, cursor: After = None, limit: Limit = 50
) -> ListedOrganizations:
    """List the organizations, those without an id of your system too."""
    caller = reading.require_organizations(request)
    where = [] if tax_id is None else [Organization.tax_id == tax_id.replace("\0", "")]
    found = await reading.list_organizations(caller.session, *where, after=cursor, limit=limit)
    items, following = reading.cut_page(found, limit)
    return ListedOrganizations(items=items, next_cursor=following)


async def organization(request: Request, external_id: RecordId) -> OrganizationSeen:
    """Read an organization."""
    caller = reading.require_organizations(request)
    row = await reading.require_record(caller, Organization, external_id, _NO_ORGANIZATION)
    return (await reading.list_organizations(caller.session, Organization.id == row.id))[0]


async def put_organization(request: Request, external_id: RecordId, given: PutOrganization) -> OrganizationSeen:
    """Create the organization, or change it. One that was added here without an external id is taken over by its tax
    id."""
    caller = reading.require_organizations(request)
    row = await external_records.put_organization(caller.make_desk(None), external_id, given.get_changes())
    return (await reading.list_organizations(caller.session, Organization.id == row.id))[0]


async def remove_organization(request: Request, external_id: RecordId) -> None:
    """Remove an organization with its outlets and contacts, and end all memberships. Its requests stay."""
    caller = reading.require_organizations(request)
    row = await reading.require_record(caller, Organization, external_id, _NO_ORGANIZATION)
    await directory.remove_organization(caller.make_desk(None), row.id)


async def outlets(
    request: Request, organization: OfOrganization = None, cursor: After = None, limit: Limit = 50
) -> OutletPage:
    """List the outlets."""
    caller = reading.require_organizations(request)
    where = await reading.find_filter(caller, Outlet.organization_id.expression, organization)
    found = await reading.list_outlets(caller.session, *where, after=cursor, limit=limit)
    items, following = reading.cut_page(found, limit)
    return OutletPage(items=items, next_cursor=following)


async def outlet(request: Request, external_id: RecordId) -> OutletSeen:
    """Read an outlet."""
    caller = reading.require_organizations(request)
    row = await reading.require_record(caller, Outlet, external_id, _NO_OUTLET)
    return (await reading.list_outlets(caller.session, Outlet.id == row.id))[0]


async def put_outlet(request: Request, external_id: RecordId, given: PutOutlet) -> OutletSeen:
    """Create an outlet of an organization, or change it."""
    caller = reading.require_organizations(request)
    of = await reading.require_record(caller, Organization, given.organization, _NO_ORGANIZATION)
    changes = {name: value for name, value in given.get_changes().items() if name != "organization"}
    row = await external_records.put_outlet(caller.make_desk(None), of.id, external_id, changes)
    return (await reading.list_outlets(caller.session, Outlet.id == row.id))[0]


async def remove_outlet(request: Request, external_id: RecordId) -> None:
    """Remove an outlet. Requests that were filed for it keep it."""
    caller = reading.require_organizations(request)
    row = await reading.require_record(caller, Outlet, external_id, _NO_OUTLET)
    await directory.remove_outlet(caller.make_desk(None), row.id)


async def contacts(
    request: Request, organization: OfOrganization = None, phone: _Typed = None, cursor: After = None,
    limit: Limit = 50,
) -> ContactPage:  # fmt: skip
    """List the contacts; `phone`: only those with this number."""
    caller = reading.require_organizations(request)
    where: list[ColumnElement[bool]] = await reading.find_filter(
        caller, Contact.organization_id.expression, organization
    )
    if phone is not None:
        where.append(Contact.phone == parse_phone(phone, caller.rules.organizations.phone_region))
    found = await reading.list_contacts(caller.session, *where, after=cursor, limit=limit)
    items, following = reading.cut_page(found, limit)
    return ContactPage(items=items, next_cursor=following)


async def contact(request: Request, external_id: RecordId) -> ContactSeen:
    """Read a contact."""
    caller = reading.require_organizations(request)
    row = await reading.require_record(caller, Contact, external_id, _NO_CONTACT)
    return (await reading.list_contacts(caller.session, Contact.id == row.id))[0]


async def put_contact(request: Request, external_id: RecordId, given: PutContact) -> ContactSeen:
    """Create a contact of an organization, or change it. Memberships of people who registered earlier stay."""
    caller = reading.require_organizations(request)
    of = await reading.require_record(caller, Organization, given.organization, _NO_ORGANIZATION)
    changes = given.get_changes()
    changes.pop("organization")
    if "outlet" in changes:
        changes.pop("outlet")
        at = given.outlet and await reading.require_record(caller, Outlet, given.outlet, _NO_OUTLET)
        changes["outlet_id"] = at.id if at else None
    row = await external_records.put_contact(caller.make_desk(None), of.id, external_id, changes)
    return (await reading.list_contacts(caller.session, Contact.id == row.id))[0]


async def remove_contact(request: Request, external_id: RecordId) -> None:
    """Remove a contact. People who registered with it stay members."""
    caller = reading.require_organizations(request)
    row = await reading.require_record(caller, Contact, external_id, _NO_CONTACT)
    await directory.remove_contact(caller.make_desk(None), row.id)
