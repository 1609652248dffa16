"""Verbs on organizations, their outlets and contacts: create, change, remove. Knows no channel.

They check what is written, not who writes: admins do it in the panel, integrations through the API, a registering
person by their tax id. Each caller has checked that first.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Contact, Membership, Organization, Outlet, Ticket
from db.unit_of_work import NewJob
from desk import Desk, EditConflict, Refused, history
from desk.notifications import to_staff
from desk.organizations.members import confirm_contacts, tell_of_moved_numbers
from desk.organizations.requisites import (
    FoundOrganization,
    Requisites,
    dump_requisites,
    load_requisites,
    merge_requisites,
    parse_requisites,
    tidy_requisites,
    write_requisites,
)
from desk.policy.permissions import is_member
from desk.text import clean_name, edited_field
from desk.text.edited_field import EditedField

# Tax ids of organizations. The Russian one (INN) has 10 digits, that of a sole trader 12, the last of which are check
# digits (order of the Federal Tax Service MMV-7-6/435 of 29.06.2012, appendix). Changes nothing.


_LONGEST = 32
_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_OF_ORGANIZATION, _OF_SOLE_TRADER = 10, 12


def parse_tax_id(typed: str, kind: str) -> str:
    """Return the tax id without spaces and hyphens. With `kind` "inn" its digits are checked, with "any" only that it
    is not too long. Raises Refused with what is wrong."""
    found = re.sub(r"[\s\-–]", "", typed).upper()
    if kind != "inn":
        if not 0 < len(found) <= _LONGEST or not found.isalnum():
            raise Refused("tax-id-wrong")
        return found
    if not (found.isascii() and found.isdigit()) or len(found) not in (_OF_ORGANIZATION, _OF_SOLE_TRADER):
        raise Refused("tax-id-length")
    if not _is_checked(found):
        raise Refused("tax-id-checksum")
    return found


def _is_checked(digits: str) -> bool:
    checked = (9,) if len(digits) == _OF_ORGANIZATION else (10, 11)
    return all(_make_check_digit(digits[:place]) == digits[place] for place in checked)


def _make_check_digit(before: str) -> str:
    weighed = zip(_WEIGHTS[-len(before) :], before, strict=True)
    return str(sum(weight * int(digit) for weight, digit in weighed) % 11 % 10)


# Looking up organizations by their tax id outside of the desk: what a service has to do, and the jobs for it. Knows
# no HTTP; `registration.take_tax_id_answer` takes the answer for a person, `take_requisites` that for an organization.


KEY = "tax-id"
"""The key of all these jobs: they are done one after another."""


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


# Phone numbers in E.164, such as "+79161234567". Changes nothing. `phonenumbers` is imported when the first number is
# read: its tables take memory that most desks need not pay.


def parse_phone(typed: str, region: str) -> str:
    """Return the number in E.164; `region` is the country of one without a "+", in two letters of ISO 3166. Raises
    Refused for what is no possible number."""
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        raise Refused("phone-wrong") from None
    if not phonenumbers.is_possible_number(number):
        raise Refused("phone-wrong")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


LONGEST_NAME = 120
LONGEST_LINE = 300
LONGEST_NOTES = 4000
LONGEST_ID = 100
MOST_EQUIPMENT = 20
_Row = TypeVar("_Row", Organization, Outlet, Contact)


@dataclass(frozen=True, slots=True)
class OrganizationValues:
    """The fields of an organization. `external_id`: its id in the operator's own system; `notes`, `requisites`: for
    staff."""

    name: str
    tax_id: str | None = None
    external_id: str | None = None
    notes: str = ""
    requisites: Requisites = ()


@dataclass(frozen=True, slots=True)
class OutletValues:
    """The fields of an outlet. `equipment`: a line for each device, such as its model and serial number."""

    name: str
    address: str = ""
    equipment: Sequence[str] = ()
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class ContactValues:
    """The fields of a contact. `phone`: as typed; `outlet_id`: an outlet of the same organization."""

    name: str
    phone: str | None = None
    position: str = ""
    email: str = ""
    outlet_id: int | None = None
    external_id: str | None = None


_Values = OrganizationValues | OutletValues | ContactValues


def read_organization(row: Organization) -> OrganizationValues:
    """Return the values of a row, to change some of them."""
    return OrganizationValues(row.name, row.tax_id, row.external_id, row.notes, load_requisites(row.requisites))


def _read_outlet(row: Outlet) -> OutletValues:
    """Return the values of a row, to change some of them."""
    return OutletValues(row.name, row.address, tuple(row.equipment), row.external_id)


def read_contact(row: Contact) -> ContactValues:
    """Return the values of a row, to change some of them."""
    return ContactValues(row.name, row.phone, row.position, row.email, row.outlet_id, row.external_id)


async def get_organization(desk: Desk, organization_id: int) -> Organization:
    """Lock and return an organization that was not removed. Raises Refused."""
    return await _get(desk, Organization, organization_id, "no-such-organization")


async def get_outlet(desk: Desk, outlet_id: int) -> Outlet:
    """Lock and return an outlet that was not removed. Raises Refused."""
    return await _get(desk, Outlet, outlet_id, "no-such-outlet")


async def get_contact(desk: Desk, contact_id: int) -> Contact:
    """Lock and return a contact that was not removed. Raises Refused."""
    return await _get(desk, Contact, contact_id, "no-such-contact")


async def _get(desk: Desk, table: type[_Row], row_id: int, refusal: str) -> _Row:
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


async def _change_outlet(desk: Desk, outlet_id: int, values: OutletValues) -> Outlet:
    """Change an outlet. Raises Refused."""
    return await _save(desk, await get_outlet(desk, outlet_id), values)


async def change_contact(desk: Desk, contact_id: int, values: ContactValues) -> Contact:
    """Change a contact. Raises Refused."""
    return await _save(desk, await get_contact(desk, contact_id), values)


async def _save(desk: Desk, row: _Row, values: _Values) -> _Row:
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


async def _tell_of_open_tickets(desk: Desk, removed: Organization) -> None:
    """Notify admins if another system removed an organization that has open tickets."""
    theirs = (Ticket.organization_id == removed.id, Ticket.is_open, Ticket.filed_at.is_not(None))
    count = await desk.session.scalar(select(func.count()).where(*theirs)) if desk.actor is None else 0
    if count:
        await to_staff.tell_admins(desk.session, "organization-removed-open", now=desk.now, name=removed.name, n=count)


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


async def lock_ids(desk: Desk, table: type[_Row]) -> None:
    """Wait until nobody else gives an id to a row of this table, and keep others from it until the end of the
    transaction."""
    await desk.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{table.__tablename__} ids"))))


async def _require_free(
    desk: Desk, table: type[_Row], own_id: int | None, same: ColumnElement[bool], refusal: str
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

    read: Callable[[Any], _Values]
    fill: Callable[[Desk, Any, Any], Awaitable[None]]
    created: str
    changed: str


_KINDS: dict[type[Any], _RecordKind] = {
    Organization: _RecordKind(read_organization, _fill_organization, "organization-created", "organization-changed"),
    Outlet: _RecordKind(_read_outlet, _fill_outlet, "outlet-created", "outlet-changed"),
    Contact: _RecordKind(read_contact, _fill_contact, "contact-created", "contact-changed"),
}


# Organizations, outlets and contacts by their ids in the operator's own system: found, and put there. Putting the
# same again changes nothing; what `changes` do not name stays.


async def find_record(desk: Desk, table: type[_Row], external_id: str) -> _Row | None:
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
    values = _read_outlet(found) if found is not None else OutletValues("")
    values = replace(values, **{**changes, "external_id": external_id})
    if found is None:
        return await create_outlet(desk, organization_id, values)
    return await _change_outlet(desk, found.id, values)


async def put_contact(desk: Desk, organization_id: int, external_id: str, changes: Mapping[str, Any]) -> Contact:
    """Create or change the contact of that external id. Raises Refused, also for one of another organization."""
    await lock_ids(desk, Contact)
    found = _require_here(await find_record(desk, Contact, external_id), organization_id)
    values = read_contact(found) if found is not None else ContactValues("")
    values = replace(values, **{**changes, "external_id": external_id})
    if found is None:
        return await create_contact(desk, organization_id, values)
    return await change_contact(desk, found.id, values)


def _require_here(row: _Row | None, organization_id: int) -> _Row | None:
    if isinstance(row, Outlet | Contact) and row.organization_id != organization_id:
        raise Refused("external-id-elsewhere")
    return row


# Organizations, outlets and contacts as the fields of a form, and a form's fields as a change. Nobody's change
# overwrites one that was made meanwhile.


ORGANIZATION_FIELDS = ("name", "tax_id", "external_id", "requisites", "notes")
OUTLET_FIELDS = ("name", "address", "equipment", "external_id")
CONTACT_FIELDS = ("name", "phone", "position", "email", "outlet", "external_id")
_LONGEST_KEY = 18
Fields = Mapping[str, str]


def write_organization(row: Organization, language: str) -> dict[str, str]:
    """Return an organization as fields; requisites are named in `language`."""
    said = {"name": row.name, "tax_id": row.tax_id or "", "external_id": row.external_id or ""}
    requisites = write_requisites(load_requisites(row.requisites), language)
    return {**said, "requisites": requisites, "notes": row.notes}


def write_outlet(row: Outlet) -> dict[str, str]:
    """Return an outlet as fields, a line for each device."""
    said = {"name": row.name, "address": row.address, "equipment": "\n".join(row.equipment)}
    return {**said, "external_id": row.external_id or ""}


def write_contact(row: Contact) -> dict[str, str]:
    """Return a contact as fields; `outlet`: the id of one."""
    said = {"name": row.name, "phone": row.phone or "", "position": row.position, "email": row.email}
    return {**said, "outlet": str(row.outlet_id or ""), "external_id": row.external_id or ""}


def parse_organization(fields: Fields) -> OrganizationValues:
    """Return the values of an organization's fields; those that are missing are empty. Raises Refused for a line of
    requisites without a name."""
    get = fields.get
    requisites = parse_requisites(get("requisites", ""))
    return OrganizationValues(get("name", ""), get("tax_id", ""), get("external_id", ""), get("notes", ""), requisites)


def parse_outlet(fields: Fields) -> OutletValues:
    """Return the values of an outlet's fields."""
    get = fields.get
    return OutletValues(get("name", ""), get("address", ""), get("equipment", "").split("\n"), get("external_id", ""))


def parse_contact(fields: Fields) -> ContactValues:
    """Return the values of a contact's fields. Raises Refused for an outlet that is no id."""
    get, outlet = fields.get, fields.get("outlet", "")
    if outlet and not (outlet.isascii() and outlet.isdigit() and len(outlet) <= _LONGEST_KEY):
        raise Refused("no-such-outlet")
    return ContactValues(
        get("name", ""), get("phone", "").strip(), get("position", ""), get("email", ""),
        int(outlet) if outlet else None, get("external_id", ""),
    )  # fmt: skip


async def edit_organization(desk: Desk, organization_id: int, typed: Mapping[str, EditedField]) -> None:
    """Change the fields that were typed into; requisites were shown in the desk's language. Raises Refused,
    EditConflict."""
    row = await get_organization(desk, organization_id)
    fields = _merge(write_organization(row, desk.rules.locale), typed)
    await change_organization(desk, row.id, parse_organization(fields))


async def edit_outlet(desk: Desk, outlet_id: int, typed: Mapping[str, EditedField]) -> None:
    """Change the fields that were typed into. Raises Refused, EditConflict."""
    row = await get_outlet(desk, outlet_id)
    await _change_outlet(desk, row.id, parse_outlet(_merge(write_outlet(row), typed)))


async def edit_contact(desk: Desk, contact_id: int, typed: Mapping[str, EditedField]) -> None:
    """Change the fields that were typed into. Raises Refused, EditConflict."""
    row = await get_contact(desk, contact_id)
    await change_contact(desk, row.id, parse_contact(_merge(write_contact(row), typed)))


def _merge(now: Fields, typed: Mapping[str, EditedField]) -> Fields:
    clashing = edited_field.find_clashing(typed, now)
    touched = edited_field.find_touched(typed)
    if clashing:
        raise EditConflict(touched, clashing)
    return {**now, **{name: typed[name].typed.replace("\r\n", "\n") for name in touched if name in now}}
