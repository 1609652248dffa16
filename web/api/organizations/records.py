"""Organizations, their outlets and contacts through the API: listed, read, put by your own id, removed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.requests import Request

from db.models import Contact, Organization, Outlet
from desk import Desk
from desk.integrations.integrations import take_change, take_removal
from desk.integrations.scopes import Scope
from desk.listing import ListOf, Shown, make_line
from desk.organizations import organization_verbs, records_by_external_id
from desk.organizations.phone_numbers import parse_phone
from desk.organizations.record_lists import (
    CONTACTS,
    ORGANIZATIONS,
    OUTLETS,
    ContactFilters,
    OrganizationFilters,
    OutletFilters,
)
from web.api.caller import Caller
from web.api.lists.following import load_following, make_lines
from web.api.operations import declare_operation
from web.api.organizations import reading
from web.api.organizations.schemas import (
    After,
    ChangedAt,
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
from web.api.problems import ApiError
from web.api.route import ApiRoute

_Row = TypeVar("_Row", Organization, Outlet, Contact)
_Seen = TypeVar("_Seen", OrganizationSeen, OutletSeen, ContactSeen)
_TaxId = Annotated[str | None, Query(max_length=60, description="only the one with this tax id")]
_Phone = Annotated[str | None, Query(max_length=60, description="only those with this number, as people write it")]


def make_router() -> APIRouter:
    """Return the routes of organizations, outlets and contacts."""
    made = APIRouter(prefix="/v1", tags=["Organizations"], route_class=ApiRoute)
    read = declare_operation(Scope.ORGANIZATIONS, may=(404, 409))
    write = declare_operation(Scope.ORGANIZATIONS, may=(404, 409, 415))
    add = made.add_api_route
    add("/organizations", list_organizations, methods=["GET"], **read)
    add("/organizations/{external_id}", get_organization, methods=["GET"], **read)
    add("/organizations/{external_id}", put_organization, methods=["PUT"], **write)
    add("/organizations/{external_id}", delete_organization, methods=["DELETE"], status_code=204, **write)
    add("/outlets", list_outlets, methods=["GET"], **read)
    add("/outlets/{external_id}", get_outlet, methods=["GET"], **read)
    add("/outlets/{external_id}", put_outlet, methods=["PUT"], **write)
    add("/outlets/{external_id}", delete_outlet, methods=["DELETE"], status_code=204, **write)
    add("/contacts", list_contacts, methods=["GET"], **read)
    add("/contacts/{external_id}", get_contact, methods=["GET"], **read)
    add("/contacts/{external_id}", put_contact, methods=["PUT"], **write)
    add("/contacts/{external_id}", delete_contact, methods=["DELETE"], status_code=204, **write)
    return made


async def list_organizations(
    request: Request, tax_id: _TaxId = None, cursor: After = None, limit: Limit = 50
) -> ListedOrganizations:
    """List the organizations, those without an id of your system too."""
    caller = reading.require_organizations(request)
    filters = OrganizationFilters(tax_id=None if tax_id is None else tax_id.replace("\0", ""))
    return ListedOrganizations(**await _read_page(caller, _ORGANIZATION, filters, cursor, limit))


async def get_organization(request: Request, external_id: RecordId) -> OrganizationSeen:
    """Read an organization."""
    return await _read(reading.require_organizations(request), _ORGANIZATION, external_id)


async def put_organization(request: Request, external_id: RecordId, given: PutOrganization) -> OrganizationSeen:
    """Create or change an organization. One that was added here without an external id is taken over by its tax id."""
    caller = reading.require_organizations(request)
    desk = caller.make_desk(None)
    if await take_change(desk, _ORGANIZATION.name, external_id, given.changed_at):
        await records_by_external_id.put_organization(desk, external_id, given.get_changes())
    return await _read(caller, _ORGANIZATION, external_id)


async def delete_organization(request: Request, external_id: RecordId, changed_at: ChangedAt = None) -> None:
    """Remove an organization, with its outlets and contacts, and end all memberships. Its requests stay."""
    await _remove(reading.require_organizations(request), _ORGANIZATION, external_id, changed_at)


async def list_outlets(
    request: Request, organization: OfOrganization = None, cursor: After = None, limit: Limit = 50
) -> OutletPage:
    """List the outlets."""
    caller = reading.require_organizations(request)
    filters = OutletFilters(of=await reading.find_organization(caller, organization))
    return OutletPage(**await _read_page(caller, _OUTLET, filters, cursor, limit))


async def get_outlet(request: Request, external_id: RecordId) -> OutletSeen:
    """Read an outlet."""
    return await _read(reading.require_organizations(request), _OUTLET, external_id)


async def put_outlet(request: Request, external_id: RecordId, given: PutOutlet) -> OutletSeen:
    """Create or change an outlet of an organization."""
    caller = reading.require_organizations(request)
    desk = caller.make_desk(None)
    if await take_change(desk, _OUTLET.name, external_id, given.changed_at):
        of = await reading.require_record(caller, Organization, given.organization, _ORGANIZATION.refusal)
        await records_by_external_id.put_outlet(desk, of.id, external_id, given.get_changes())
    return await _read(caller, _OUTLET, external_id)


async def delete_outlet(request: Request, external_id: RecordId, changed_at: ChangedAt = None) -> None:
    """Remove an outlet. Requests that were filed for it keep it."""
    await _remove(reading.require_organizations(request), _OUTLET, external_id, changed_at)


async def list_contacts(
    request: Request, organization: OfOrganization = None, phone: _Phone = None, cursor: After = None,
    limit: Limit = 50,
) -> ContactPage:  # fmt: skip
    """List the contacts."""
    caller = reading.require_organizations(request)
    of, region = await reading.find_organization(caller, organization), caller.rules.organizations.phone_region
    filters = ContactFilters(of=of, phone=None if phone is None else parse_phone(phone, region))
    return ContactPage(**await _read_page(caller, _CONTACT, filters, cursor, limit))


async def get_contact(request: Request, external_id: RecordId) -> ContactSeen:
    """Read a contact."""
    return await _read(reading.require_organizations(request), _CONTACT, external_id)


async def put_contact(request: Request, external_id: RecordId, given: PutContact) -> ContactSeen:
    """Create or change a contact of an organization. Memberships of people who registered earlier stay."""
    caller = reading.require_organizations(request)
    desk = caller.make_desk(None)
    if await take_change(desk, _CONTACT.name, external_id, given.changed_at):
        of = await reading.require_record(caller, Organization, given.organization, _ORGANIZATION.refusal)
        changes = given.get_changes()
        if "outlet" in changes:
            changes.pop("outlet")
            at = given.outlet and await reading.require_record(caller, Outlet, given.outlet, _OUTLET.refusal)
            changes["outlet_id"] = at.id if at else None
        await records_by_external_id.put_contact(desk, of.id, external_id, changes)
    return await _read(caller, _CONTACT, external_id)


async def delete_contact(request: Request, external_id: RecordId, changed_at: ChangedAt = None) -> None:
    """Remove a contact. People who registered with it stay members."""
    await _remove(reading.require_organizations(request), _CONTACT, external_id, changed_at)


@dataclass(frozen=True, slots=True)
class _ApiRecord(Generic[_Row, _Seen]):
    """A kind of record: its list and the filter by id, what is shown of it, and the verb that removes it."""

    name: str
    table: type[_Row]
    listed: ListOf[None, Any]
    find: Callable[[int], Any]
    seen: type[_Seen]
    shown: Shown
    remove: Callable[[Desk, int], Awaitable[_Row]]

    @property
    def refusal(self) -> str:
        return f"no-such-{self.name}"


_ORGANIZATION = _ApiRecord(
    "organization", Organization, ORGANIZATIONS, OrganizationFilters, OrganizationSeen,
    ORGANIZATIONS.show(OrganizationSeen), organization_verbs.remove_organization,
)  # fmt: skip
_OUTLET = _ApiRecord(
    "outlet", Outlet, OUTLETS, OutletFilters, OutletSeen, reading.OUTLETS_SHOWN,
    organization_verbs.remove_outlet,
)  # fmt: skip
_CONTACT = _ApiRecord(
    "contact", Contact, CONTACTS, ContactFilters, ContactSeen, reading.CONTACTS_SHOWN,
    organization_verbs.remove_contact,
)  # fmt: skip


async def _read_page(
    caller: Caller, kind: _ApiRecord[_Row, _Seen], filters: Any, cursor: str | None, limit: int
) -> dict[str, Any]:
    chosen = kind.listed.choose(None, filters, "added")
    return make_lines(kind.seen, await load_following(caller, chosen, cursor, limit, kind.shown))


async def _read(caller: Caller, kind: _ApiRecord[_Row, _Seen], external_id: str) -> _Seen:
    """Return a record. Raises ApiError 404."""
    row = await reading.require_record(caller, kind.table, external_id, kind.refusal)
    (found,) = await kind.listed.choose(None, kind.find(row.id)).load_first(caller.session, 1, kind.shown)
    return make_line(kind.seen, found)


async def _remove(caller: Caller, kind: _ApiRecord[_Row, _Seen], external_id: str, changed_at: datetime | None) -> None:
    """Remove a record. One that is not there is no mistake if a time is given: its first change may still be on its
    way, and is left out then. Raises ApiError 404."""
    desk = caller.make_desk(None)
    if not await take_change(desk, kind.name, external_id, changed_at):
        return
    row = await records_by_external_id.find_record(desk, kind.table, external_id)
    if row is not None:
        if isinstance(row, Organization):
            await _note_removal(desk, row, changed_at)
        await kind.remove(desk, row.id)
    elif changed_at is None:
        raise ApiError(404, kind.refusal)


async def _note_removal(desk: Desk, row: Organization, changed_at: datetime | None) -> None:
    """Note that the outlets and contacts of an organization go with it."""
    for kind, table in ((_OUTLET.name, Outlet), (_CONTACT.name, Contact)):
        theirs = select(table.external_id).where(table.organization_id == row.id, table.external_id.is_not(None))
        await take_removal(desk, kind, [one for one in await desk.session.scalars(theirs) if one], changed_at)
