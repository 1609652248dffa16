"""Verbs on organizations, their outlets and contacts: create, change, remove. Knows no channel.

They check what is written, not who writes: admins do it in the panel, integrations through the API, a registering
person by their tax id. Each caller has checked that first.

Looking up organizations by their tax id outside of the desk: what a service has to do, and the jobs for it. Knows no
HTTP; `registration.take_tax_id_answer` takes the answer for a person, `take_requisites` that for an organization.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select, update

from db.models import Contact, Membership, Organization, Outlet, Ticket
from desk import Desk, Refused, history
from desk.notifications import to_admins
from desk.organizations.members import confirm_contacts
from desk.organizations.moved_phone_notices import tell_of_moved_numbers
from desk.organizations.phone_numbers import parse_phone
from desk.organizations.record_fields import (
    LONGEST_ID,
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_NOTES,
    MOST_EQUIPMENT,
    ContactValues,
    OrganizationValues,
    OutletValues,
    Values,
    read_contact,
    read_organization,
    read_outlet,
)
from desk.organizations.requisites import (
    dump_requisites,
    tidy_requisites,
)
from desk.organizations.tax_ids import parse_tax_id
from desk.policy.permissions import is_member
from desk.text import clean_name

KEY = "tax-id"
"""The key of all these jobs: they are done one after another."""


Row = TypeVar("Row", Organization, Outlet, Contact)


async def get_organization(desk: Desk, organization_id: int) -> Organization:
    """Lock and return an organization that was not removed. Raises Refused."""
    return await _get(desk, Organization, organization_id, "no-such-organization")


async def get_outlet(desk: Desk, outlet_id: int) -> Outlet:
    """Lock and return an outlet that was not removed. Raises Refused."""
    return await _get(desk, Outlet, outlet_id, "no-such-outlet")


async def get_contact(desk: Desk, contact_id: int) -> Contact:
    """Lock and return a contact that was not removed. Raises Refused."""
    return await _get(desk, Contact, contact_id, "no-such-contact")


async def _get(desk: Desk, table: type[Row], row_id: int, refusal: str) -> Row:
    row = await desk.session.get(table, row_id, with_for_update=True, populate_existing=True)
    if row is None or row.removed_at is not None:
        raise Refused(refusal)
    return row


async def create_organization(desk: Desk, values: OrganizationValues) -> Organization:
    """Create an organization. Raises Refused for values that do not fit, or an id that another one has."""
    return await _save(desk, Organization(created_at=desk.now, requisites=[]), values)


async def create_outlet(desk: Desk, organization_id: int, values: OutletValues) -> Outlet:
    """Create an outlet of an organization. Raises Refused."""
    organization = await get_organization(desk, organization_id)
    return await _save(desk, Outlet(organization_id=organization.id, created_at=desk.now), values)


async def create_contact(desk: Desk, organization_id: int, values: ContactValues) -> Contact:
    """Create a contact of an organization. Raises Refused."""
    organization = await get_organization(desk, organization_id)
    return await _save(desk, Contact(organization_id=organization.id, created_at=desk.now), values)


async def change_organization(desk: Desk, organization_id: int, values: OrganizationValues) -> Organization:
    """Change an organization; no values changed, nothing written. Raises Refused."""
    return await _save(desk, await get_organization(desk, organization_id), values)


async def change_outlet(desk: Desk, outlet_id: int, values: OutletValues) -> Outlet:
    """Change an outlet. Raises Refused."""
    return await _save(desk, await get_outlet(desk, outlet_id), values)


async def change_contact(desk: Desk, contact_id: int, values: ContactValues) -> Contact:
    """Change a contact. Raises Refused."""
    return await _save(desk, await get_contact(desk, contact_id), values)


async def _save(desk: Desk, row: Row, values: Values) -> Row:
    """Write the values into a new or a stored row; where they are its own already, nothing happens. Raises Refused."""
    kind = _KINDS[type(row)]
    before = kind.read(row) if row.id is not None else None
    await kind.fill(desk, row, values)
    if before is None:
        row.updated_at = desk.now
        desk.session.add(row)
        await desk.session.flush()
        _record(desk, kind.created, row, new=row.name)
    elif kind.read(row) != before:
        row.updated_at = desk.now
        _record(desk, kind.changed, row, before.name, row.name)
    if isinstance(row, Contact) and row.phone is not None:
        await _guard_number(desk, row, before)
    return row


async def _guard_number(desk: Desk, row: Contact, before: Any) -> None:
    """Let a number give a leading role only with a confirmation. Notify admins if a contact has got the number of
    somebody else, or somebody else's name with its number."""
    if before is None or (before.phone, before.position) != (row.phone, row.position):
        await confirm_contacts(desk, [row.id])
    if before is None or before.phone != row.phone:
        await tell_of_moved_numbers(desk, [row.id])
    elif before.name != row.name:
        await tell_of_moved_numbers(desk, [row.id], known_as=before.name)


def _record(
    desk: Desk, action: str, row: Organization | Outlet | Contact, old: str | None = None, new: str | None = None
) -> None:
    """Note an action in the audit log; names of contacts are left out."""
    if isinstance(row, Contact):
        history.record_action(desk, action, f"contact:{row.id}")
    else:
        of = row.id if isinstance(row, Organization) else row.organization_id
        history.record_action(desk, action, f"organization:{of}", old, new)


async def remove_organization(desk: Desk, organization_id: int) -> Organization:
    """Remove an organization with its outlets and contacts, and end its memberships. Its tickets stay its own. Raises
    Refused."""
    row = await get_organization(desk, organization_id)
    row.removed_at = row.updated_at = desk.now
    live = (Outlet.organization_id == row.id, Outlet.removed_at.is_(None))
    await desk.session.execute(update(Outlet).where(*live).values(removed_at=desk.now, updated_at=desk.now))
    live = (Contact.organization_id == row.id, Contact.removed_at.is_(None))
    await desk.session.execute(update(Contact).where(*live).values(removed_at=desk.now, updated_at=desk.now))
    theirs = (Membership.organization_id == row.id, is_member(confirmed=False))
    await desk.session.execute(update(Membership).where(*theirs).values(ended_at=desk.now))
    _record(desk, "organization-removed", row, row.name)
    await _tell_of_open_tickets(desk, row)
    return row


async def set_no_assist(desk: Desk, organization_id: int, *, forbidden: bool) -> None:
    """Forbid the assistant to get requests of an organization, or allow it. Raises Refused."""
    row = await get_organization(desk, organization_id)
    if row.no_assist is not forbidden:
        row.no_assist, row.updated_at = forbidden, desk.now
        _record(desk, "organization-assist", row, None, "off" if forbidden else "on")


async def _tell_of_open_tickets(desk: Desk, removed: Organization) -> None:
    """Notify admins if another system removed an organization that has open tickets."""
    theirs = (Ticket.organization_id == removed.id, Ticket.is_open, Ticket.filed_at.is_not(None))
    count = await desk.session.scalar(select(func.count()).where(*theirs)) if desk.actor is None else 0
    if count:
        await to_admins.tell_admins(desk.session, "organization-removed-open", now=desk.now, name=removed.name, n=count)


async def remove_outlet(desk: Desk, outlet_id: int) -> Outlet:
    """Remove an outlet. Tickets that were filed for it keep it; contacts and members there have none. Raises
    Refused."""
    row = await get_outlet(desk, outlet_id)
    row.removed_at = row.updated_at = desk.now
    await desk.session.execute(update(Contact).where(Contact.outlet_id == row.id).values(outlet_id=None))
    await desk.session.execute(update(Membership).where(Membership.outlet_id == row.id).values(outlet_id=None))
    _record(desk, "outlet-removed", row, row.name)
    return row


async def remove_contact(desk: Desk, contact_id: int) -> Contact:
    """Remove a contact. Memberships that came from it stay: people may write for the organization until somebody
    removes them. Raises Refused."""
    row = await get_contact(desk, contact_id)
    row.removed_at = row.updated_at = desk.now
    _record(desk, "contact-removed", row)
    return row


async def _fill_organization(desk: Desk, row: Organization, values: OrganizationValues) -> None:
    row.name = _check_name(values.name, "organization-name-missing")
    row.folded = row.name.casefold()
    row.tax_id = parse_tax_id(values.tax_id, desk.rules.organizations.tax_ids) if values.tax_id else None
    row.external_id = _check_id(values.external_id)
    row.notes = values.notes.replace("\r\n", "\n").strip()[:LONGEST_NOTES]
    row.requisites = list(dump_requisites(tidy_requisites(values.requisites)))
    if row.tax_id is not None:
        await _require_free(desk, Organization, row.id, Organization.tax_id == row.tax_id, "tax-id-taken")
    if row.external_id is not None:
        same = Organization.external_id == row.external_id
        await _require_free(desk, Organization, row.id, same, "external-id-taken")


async def _fill_outlet(desk: Desk, row: Outlet, values: OutletValues) -> None:
    row.name = _check_name(values.name, "outlet-name-missing")
    row.address = clean_name(values.address, LONGEST_LINE)
    row.equipment = [line for one in values.equipment if (line := clean_name(one, LONGEST_LINE))]
    if len(row.equipment) > MOST_EQUIPMENT:
        raise Refused("equipment-too-many", most=MOST_EQUIPMENT)
    row.external_id = _check_id(values.external_id)
    if row.external_id is not None:
        await _require_free(desk, Outlet, row.id, Outlet.external_id == row.external_id, "external-id-taken")


async def _fill_contact(desk: Desk, row: Contact, values: ContactValues) -> None:
    row.name = _check_name(values.name, "contact-name-missing")
    row.phone = parse_phone(values.phone, desk.rules.organizations.phone_region) if values.phone else None
    row.position = clean_name(values.position, LONGEST_NAME)
    row.email = clean_name(values.email, LONGEST_NAME)
    if row.email and "@" not in row.email[1:-1]:
        raise Refused("email-wrong")
    row.external_id = _check_id(values.external_id)
    row.outlet_id = values.outlet_id
    if row.outlet_id is not None and (await get_outlet(desk, row.outlet_id)).organization_id != row.organization_id:
        raise Refused("no-such-outlet")
    if row.external_id is not None:
        await _require_free(desk, Contact, row.id, Contact.external_id == row.external_id, "external-id-taken")


def _check_name(typed: str, missing: str) -> str:
    name = clean_name(typed, LONGEST_NAME)
    if not name:
        raise Refused(missing)
    return name


def _check_id(given: str | None) -> str | None:
    return clean_name(given or "", LONGEST_ID) or None


async def lock_ids(desk: Desk, table: type[Row]) -> None:
    """Wait until nobody else gives an id to a row of this table, and keep others from it until the end of the
    transaction."""
    await desk.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{table.__tablename__} ids"))))


async def _require_free(
    desk: Desk, table: type[Row], own_id: int | None, same: ColumnElement[bool], refusal: str
) -> None:
    """Raise Refused if another row has that id; no two at once take it."""
    await lock_ids(desk, table)
    with desk.session.no_autoflush:
        other = await desk.session.scalar(select(table.id).where(same, table.removed_at.is_(None)))
    if other is not None and other != own_id:
        raise Refused(refusal)


@dataclass(frozen=True, slots=True)
class _RecordKind:
    """How a kind of record is read and written, and its actions in the audit log."""

    read: Callable[[Any], Values]
    fill: Callable[[Desk, Any, Any], Awaitable[None]]
    created: str
    changed: str


_KINDS: dict[type[Any], _RecordKind] = {
    Organization: _RecordKind(read_organization, _fill_organization, "organization-created", "organization-changed"),
    Outlet: _RecordKind(read_outlet, _fill_outlet, "outlet-created", "outlet-changed"),
    Contact: _RecordKind(read_contact, _fill_contact, "contact-created", "contact-changed"),
}
