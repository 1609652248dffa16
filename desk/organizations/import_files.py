"""Files of organizations: their columns and lines, read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desk import Refused
from desk.i18n import LANGUAGES, catalog
from desk.organizations.phone_numbers import parse_phone
from desk.organizations.record_fields import LONGEST_ID, LONGEST_LINE, LONGEST_NAME, LONGEST_NOTES, MOST_EQUIPMENT
from desk.organizations.requisites import dump_requisites, parse_requisites
from desk.organizations.tax_ids import parse_tax_id
from desk.settings.defaults.organizations import OrganizationRules
from desk.text import clean_name, clean_text
from desk.text.spreadsheets import table_files
from desk.text.spreadsheets.table_files import TableFile


class Column(StrEnum):
    """A column. Each line is about one organization, and may be about one of its outlets and one of its contacts."""

    ORGANIZATION = "organization"
    TAX_ID = "tax-id"
    ORGANIZATION_ID = "organization-id"
    REQUISITES = "requisites"
    NOTES = "notes"
    OUTLET = "outlet"
    ADDRESS = "address"
    EQUIPMENT = "equipment"
    OUTLET_ID = "outlet-id"
    CONTACT = "contact"
    PHONE = "phone"
    POSITION = "position"
    EMAIL = "email"
    CONTACT_ID = "contact-id"


NAMING = frozenset({Column.ORGANIZATION, Column.TAX_ID, Column.ORGANIZATION_ID})
"""Columns of which a file has at least one: they say which organization a line is about."""


def name_column(language: str, column: Column) -> str:
    """Return what the column is called in a language."""
    return catalog.say(language, "organization-column", column=column.value)


MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 200_000
_NUMBERS = frozenset({Column.TAX_ID, Column.PHONE, Column.ORGANIZATION_ID, Column.OUTLET_ID, Column.CONTACT_ID})
_WITHOUT_ZERO = (9, 11)
"""Digits of a Russian tax id whose leading zero a spreadsheet has dropped."""
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line that can be read: the columns of each record that are not empty. `refused`: why the line is not taken."""

    number: int
    organization: Values = field(default_factory=dict)
    outlet: Values = field(default_factory=dict)
    contact: Values = field(default_factory=dict)
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file whose header was understood. `unknown`: columns that are left out."""

    table: TableFile
    columns: Mapping[Column, int]
    unknown: Sequence[str]

    def read_lines(self, rules: OrganizationRules) -> Iterator[ImportLine]:
        """Yield the lines below the header. Raises Refused where the file is too long or is no CSV."""
        for number, cells in table_files.read_below_header(self.table, MOST_LINES):
            yield self._read_line(number, cells, rules)

    def _read_line(self, number: int, cells: Sequence[str], rules: OrganizationRules) -> ImportLine:
        if isinstance(cells, table_files.UnclosedRow):
            return ImportLine(number, refused=Refused("import-quote"))
        if table_files.is_unread([cells[place] for place in self.columns.values() if place < len(cells)]):
            return ImportLine(number, refused=Refused("import-letters"))
        return _read_line(number, self.table.read_cells(self.columns, cells), rules)


def open_file(content: bytes) -> ImportFile:
    """Read the header. Raises Refused for a file without the columns that name an organization."""
    table, header = table_files.open_with_header(content, MOST_BYTES)
    columns = table_files.find_columns(header, {one: [name_column(code, one) for code in LANGUAGES] for one in Column})
    if not NAMING & columns.keys():
        raise Refused("import-columns")
    known = set(columns.values())
    unknown = [name for place, name in enumerate(header) if place not in known and name]
    return ImportFile(table, columns, [name.encode("utf-8", "replace").decode() for name in unknown])


def _read_line(number: int, said: Mapping[Column, str], rules: OrganizationRules) -> ImportLine:
    try:
        _require_whole(said)
        organization = _read_organization(said, rules)
        outlet, contact = _read_outlet(said), _read_contact(said, rules)
        if not organization:
            raise Refused("import-no-organization")
        if outlet and not outlet.keys() & {"name", "external_id"}:
            raise Refused("outlet-name-missing")
        if contact and not contact.keys() & {"name", "external_id"}:
            raise Refused("contact-name-missing")
    except Refused as refused:
        return ImportLine(number, refused=refused)
    return ImportLine(number, organization, outlet, contact)


def _require_whole(said: Mapping[Column, str]) -> None:
    """Raise Refused for a number that the spreadsheet has rounded."""
    for column in _NUMBERS & said.keys():
        if table_files.is_rounded(said[column]):
            raise Refused("import-rounded", said=said[column])


def _read_organization(said: Mapping[Column, str], rules: OrganizationRules) -> dict[str, object]:
    found: dict[str, object] = _clean(
        said, {"name": (Column.ORGANIZATION, LONGEST_NAME), "external_id": (Column.ORGANIZATION_ID, LONGEST_ID)}
    )
    if "name" in found:
        found["folded"] = str(found["name"]).casefold()
    if tax_id := table_files.read_number(said.get(Column.TAX_ID, "")).replace(" ", ""):
        missing = rules.tax_ids == "inn" and tax_id.isdigit() and len(tax_id) in _WITHOUT_ZERO
        found["tax_id"] = parse_tax_id(f"0{tax_id}" if missing else tax_id, rules.tax_ids)
    if found and (notes := clean_text(said.get(Column.NOTES, "")).replace("\r\n", "\n").strip()):
        found["notes"] = notes[:LONGEST_NOTES]
    if found and (lines := parse_requisites(said.get(Column.REQUISITES, ""))):
        found["requisites"] = dump_requisites(lines)
    return found


def _read_outlet(said: Mapping[Column, str]) -> dict[str, object]:
    found: dict[str, object] = _clean(
        said,
        {
            "name": (Column.OUTLET, LONGEST_NAME),
            "address": (Column.ADDRESS, LONGEST_LINE),
            "external_id": (Column.OUTLET_ID, LONGEST_ID),
        },
    )
    lines = [clean_name(line, LONGEST_LINE) for line in said.get(Column.EQUIPMENT, "").splitlines()]
    if equipment := [line for line in lines if line]:
        if len(equipment) > MOST_EQUIPMENT:
            raise Refused("equipment-too-many", most=MOST_EQUIPMENT)
        found["equipment"] = equipment
    return found


def _read_contact(said: Mapping[Column, str], rules: OrganizationRules) -> dict[str, object]:
    found: dict[str, object] = _clean(
        said,
        {
            "name": (Column.CONTACT, LONGEST_NAME),
            "position": (Column.POSITION, LONGEST_NAME),
            "email": (Column.EMAIL, LONGEST_NAME),
            "external_id": (Column.CONTACT_ID, LONGEST_ID),
        },
    )
    if "@" not in str(found.get("email", "a@a"))[1:-1]:
        raise Refused("email-wrong")
    if phone := table_files.read_number(said.get(Column.PHONE, "")):
        found["phone"] = parse_phone(phone, rules.phone_region)
    return found


def _clean(said: Mapping[Column, str], wanted: Mapping[str, tuple[Column, int]]) -> dict[str, object]:
    cleaned = {name: clean_name(said.get(column, ""), most) for name, (column, most) in wanted.items()}
    return {name: text for name, text in cleaned.items() if text}
