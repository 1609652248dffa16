"""Organizations, outlets and contacts by their ids in the operator's own system: found, and put there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from db.models import Contact, Organization, Outlet
from desk import Desk, Refused
from desk.organizations.organization_verbs import (
    Row,
    change_contact,
    change_organization,
    change_outlet,
    create_contact,
    create_organization,
    create_outlet,
    lock_ids,
)
from desk.organizations.record_fields import (
    ContactValues,
    OrganizationValues,
    OutletValues,
    read_contact,
    read_organization,
    read_outlet,
)
from desk.organizations.tax_ids import parse_tax_id


async def find_record(desk: Desk, table: type[Row], external_id: str) -> Row | None:
    """Return the row of that id that was not removed, or None."""
    query = select(table).where(table.external_id == external_id, table.removed_at.is_(None))
    return (await desk.session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def put_organization(desk: Desk, external_id: str, changes: Mapping[str, Any]) -> Organization:
    """Create or change the organization of that external id. One that has no external id yet, but the same tax id, is
    this one. Raises Refused."""
    await lock_ids(desk, Organization)
    found = await find_record(desk, Organization, external_id)
    found = found or await _find_without_id(desk, changes.get("tax_id"))
    values = read_organization(found) if found is not None else OrganizationValues("")
    values = replace(values, **{**changes, "external_id": external_id})
    if found is None:
        return await create_organization(desk, values)
    return await change_organization(desk, found.id, values)


async def _find_without_id(desk: Desk, tax_id: str | None) -> Organization | None:
    if not tax_id:
        return None
    parsed = parse_tax_id(tax_id, desk.rules.organizations.tax_ids)
    same = (Organization.tax_id == parsed, Organization.external_id.is_(None), Organization.removed_at.is_(None))
    return (await desk.session.scalars(select(Organization).where(*same))).one_or_none()


async def put_outlet(desk: Desk, organization_id: int, external_id: str, changes: Mapping[str, Any]) -> Outlet:
    """Create or change the outlet of that external id. Raises Refused, also for one of another organization."""
    await lock_ids(desk, Outlet)
    found = _require_here(await find_record(desk, Outlet, external_id), organization_id)
    values = read_outlet(found) if found is not None else OutletValues("")
    values = replace(values, **{**changes, "external_id": external_id})
    if found is None:
        return await create_outlet(desk, organization_id, values)
    return await change_outlet(desk, found.id, values)


async def put_contact(desk: Desk, organization_id: int, external_id: str, changes: Mapping[str, Any]) -> Contact:
    """Create or change the contact of that external id. Raises Refused, also for one of another organization."""
    await lock_ids(desk, Contact)
    found = _require_here(await find_record(desk, Contact, external_id), organization_id)
    values = read_contact(found) if found is not None else ContactValues("")
    values = replace(values, **{**changes, "external_id": external_id})
    if found is None:
        return await create_contact(desk, organization_id, values)
    return await change_contact(desk, found.id, values)


def _require_here(row: Row | None, organization_id: int) -> Row | None:
    if isinstance(row, Outlet | Contact) and row.organization_id != organization_id:
        raise Refused("external-id-elsewhere")
    return row
