"""Looks up organizations by their tax id outside of the desk: what a service has to do, and the jobs for it."""

from dataclasses import replace
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Organization
from db.unit_of_work import NewJob
from desk import Desk, Refused
from desk.organizations.organization_verbs import KEY, change_organization, get_organization
from desk.organizations.record_fields import read_organization
from desk.organizations.requisites import (
    FoundOrganization,
    merge_requisites,
)


class TaxLookup(Protocol):
    """A service that knows organizations."""

    async def find_organization(self, tax_id: str) -> FoundOrganization | None:
        """Return the organization with this tax id; None if there is none."""
        ...


def queue_lookup(desk: Desk, person_id: int, tax_id: str) -> None:
    """Have the organization of a registering person looked up."""
    payload = queue.encode_payload({"kind": KEY, "person_id": person_id, "tax_id": tax_id})
    queue.put_job(desk.session, NewJob(Box.TO_CRM, KEY, payload, desk.now, person_id=person_id))


async def refresh_requisites(desk: Desk, organization_id: int) -> None:
    """Have the requisites of an organization looked up, once while that is under way. Raises Refused without a tax id,
    or if the desk knows no such service."""
    row = await get_organization(desk, organization_id)
    if not desk.rules.organizations.looks_up:
        raise Refused("requisites-no-service")
    if row.tax_id is None:
        raise Refused("requisites-no-tax-id")
    if not await is_looked_up(desk.session, row.id):
        payload = queue.encode_payload({"kind": KEY, "organization_id": row.id, "tax_id": row.tax_id})
        job = NewJob(Box.TO_CRM, KEY, payload, desk.now, slot=_make_lookup_slot(row.id))
        queue.put_job(desk.session, job)


async def is_looked_up(session: AsyncSession, organization_id: int) -> bool:
    """Return True while the requisites of an organization are being looked up."""
    return await queue.has_waiting(session, Box.TO_CRM, key=KEY, slot=_make_lookup_slot(organization_id))


def _make_lookup_slot(organization_id: int) -> str:
    return f"requisites:{organization_id}"


async def take_requisites(desk: Desk, organization_id: int, tax_id: str, found: FoundOrganization | None) -> None:
    """Take what a service knows of an organization: its lines replace those of the same name, others stay, and so does
    the name that it has here. An answer for a tax id that it has no more does nothing."""
    row = await desk.session.get(Organization, organization_id, with_for_update=True, populate_existing=True)
    if found is None or row is None or row.removed_at is not None or row.tax_id != tax_id:
        return
    values = read_organization(row)
    lines = merge_requisites(values.requisites, found.requisites)
    await change_organization(desk, row.id, replace(values, requisites=lines))
    row.requisites_at = desk.now
    await desk.session.flush()
