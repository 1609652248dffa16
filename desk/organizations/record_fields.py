"""The fields of organizations, outlets and contacts, as values, and their limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.models import Contact, Organization, Outlet
from desk.organizations.requisites import (
    Requisites,
    load_requisites,
)

LONGEST_NAME = 120
LONGEST_LINE = 300
LONGEST_NOTES = 4000
LONGEST_ID = 100
MOST_EQUIPMENT = 20


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


Values = OrganizationValues | OutletValues | ContactValues


def read_organization(row: Organization) -> OrganizationValues:
    """Return the values of a row, to change some of them."""
    return OrganizationValues(row.name, row.tax_id, row.external_id, row.notes, load_requisites(row.requisites))


def read_outlet(row: Outlet) -> OutletValues:
    """Return the values of a row, to change some of them."""
    return OutletValues(row.name, row.address, tuple(row.equipment), row.external_id)


def read_contact(row: Contact) -> ContactValues:
    """Return the values of a row, to change some of them."""
    return ContactValues(row.name, row.phone, row.position, row.email, row.outlet_id, row.external_id)


ORGANIZATION_FIELDS = ("name", "tax_id", "external_id", "requisites", "notes")
OUTLET_FIELDS = ("name", "address", "equipment", "external_id")
CONTACT_FIELDS = ("name", "phone", "position", "email", "outlet", "external_id")
Fields = Mapping[str, str]
