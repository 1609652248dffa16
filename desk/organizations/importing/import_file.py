"""Organizations with their outlets and contacts from a CSV file. Pure: bytes in, a line at a time out, checked as far
as it can be without a database.

The header names the columns (`import_columns`); columns that it does not know are left out, an empty cell changes
nothing. Separated by commas, semicolons or tabs; in UTF-8, UTF-16 with its mark, or Windows-1251.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desk import Refused
from desk.client_setting_defaults import OrganizationRules
from desk.organizations.directory import LONGEST_ID, LONGEST_LINE, LONGEST_NAME, LONGEST_NOTES, MOST_EQUIPMENT
from desk.organizations.importing.import_columns import NAMING, Column, find_columns
from desk.organizations.phones import parse_phone
from desk.organizations.tax_ids import parse_tax_id
from desk.text import clean_name, clean_text
from desk.text.spreadsheets.formula_guard import strip_guard

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 200_000
_PIECE = 1024 * 1024
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

    content: bytes
    encoding: str
    separator: str
    columns: Mapping[Column, int]
    unknown: Sequence[str]

    def read_lines(self, rules: OrganizationRules) -> Iterator[ImportLine]:
        """Yield the lines below the header. Raises Refused where the file is too long or is no CSV."""
        rows = _read_rows(self.content, self.encoding, self.separator)
        next(rows)
        for count, (number, cells) in enumerate(rows):
            if count >= MOST_LINES:
                raise Refused("import-too-long", most=MOST_LINES)
            yield _read_line(number, self._get_values(cells), rules)

    def _get_values(self, cells: Sequence[str]) -> dict[Column, str]:
        said = {column: cells[place].strip() for column, place in self.columns.items() if place < len(cells)}
        return {column: strip_guard(text, self.separator) for column, text in said.items() if text}


def open_file(content: bytes) -> ImportFile:
    """Read the header. Raises Refused for a file without the columns that name an organization."""
    if len(content) > MOST_BYTES:
        raise Refused("import-too-large", mb=MOST_BYTES // 1024 // 1024)
    encoding = _find_encoding(content)
    first = content[:10_000].decode(encoding, "replace").lstrip("\ufeff\r\n ").partition("\n")[0]
    separator = max(";,\t", key=first.count)
    header = next(_read_rows(content, encoding, separator), (0, ()))[1]
    columns = find_columns(header)
    if not NAMING & columns.keys():
        raise Refused("import-columns")
    known = set(columns.values())
    unknown = [name.strip() for place, name in enumerate(header) if place not in known and name.strip()]
    return ImportFile(content, encoding, separator, columns, unknown)


def _find_encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for at in range(0, len(content), _PIECE):
            decoder.decode(content[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def _read_rows(content: bytes, encoding: str, separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows that are not empty, with the numbers of their last lines from 1."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")
    reader = csv.reader((line.replace("\0", "") for line in text), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise Refused("import-not-csv", line=reader.line_num) from None


def _read_line(number: int, said: Mapping[Column, str], rules: OrganizationRules) -> ImportLine:
    try:
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


def _read_organization(said: Mapping[Column, str], rules: OrganizationRules) -> dict[str, object]:
    found: dict[str, object] = _clean(
        said, {"name": (Column.ORGANIZATION, LONGEST_NAME), "external_id": (Column.ORGANIZATION_ID, LONGEST_ID)}
    )
    if "name" in found:
        found["folded"] = str(found["name"]).casefold()
    if tax_id := said.get(Column.TAX_ID):
        missing = rules.tax_ids == "inn" and tax_id.isdigit() and len(tax_id) in _WITHOUT_ZERO
        found["tax_id"] = parse_tax_id(f"0{tax_id}" if missing else tax_id, rules.tax_ids)
    if found and (notes := clean_text(said.get(Column.NOTES, "")).replace("\r\n", "\n").strip()):
        found["notes"] = notes[:LONGEST_NOTES]
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
    if phone := said.get(Column.PHONE):
        found["phone"] = parse_phone(phone, rules.phone_region)
    return found


def _clean(said: Mapping[Column, str], wanted: Mapping[str, tuple[Column, int]]) -> dict[str, object]:
    cleaned = {name: clean_name(said.get(column, ""), most) for name, (column, most) in wanted.items()}
    return {name: text for name, text in cleaned.items() if text}
