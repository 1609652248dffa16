"""Organizations, outlets and contacts as the fields of a form, and a form's fields as a change."""

from collections.abc import Mapping

from db.models import Contact, Organization, Outlet
from desk import Desk, EditConflict, Refused
from desk.organizations.organization_verbs import (
    change_contact,
    change_organization,
    change_outlet,
    get_contact,
    get_organization,
    get_outlet,
)
from desk.organizations.record_fields import ContactValues, Fields, OrganizationValues, OutletValues
from desk.organizations.requisites import (
    load_requisites,
    parse_requisites,
    write_requisites,
)
from desk.text import edited_field
from desk.text.edited_field import EditedField

_LONGEST_KEY = 18


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
    await change_outlet(desk, row.id, parse_outlet(_merge(write_outlet(row), typed)))


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
