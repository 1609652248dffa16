"""Organizations from a file: read, matched with those that are there, written.

Organizations with their outlets and contacts from a CSV file. Pure: bytes in, a line at a time out, checked as far
as it can be without a database.

The header names the columns (`import_columns`); columns that it does not know are left out, an empty cell changes
nothing. How the file is written finds out `desk/text/spreadsheets/table_files.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact, Organization, Outlet, any_of
from db.temporary_copies import use_copies
from desk import Desk, Refused, history
from desk.i18n import LANGUAGES, catalog
from desk.organizations import directory
from desk.organizations.directory import LONGEST_ID, LONGEST_LINE, LONGEST_NAME, LONGEST_NOTES, MOST_EQUIPMENT
from desk.organizations.members import confirm_contacts, tell_of_moved_numbers
from desk.organizations.phone_numbers import parse_phone
from desk.organizations.requisites import dump_requisites, parse_requisites
from desk.organizations.tax_ids import parse_tax_id
from desk.settings.rules import OrganizationRules
from desk.text import clean_name, clean_text
from desk.text.spreadsheets import table_files
from desk.text.spreadsheets.table_files import TableFile

# The columns of a file with organizations, and how they are called in each language. Pure.


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


def _find_columns(header: Sequence[str]) -> dict[Column, int]:
    """Return the place of each column that the header names, in any language and in any case."""
    return table_files.find_columns(header, {one: [name_column(code, one) for code in LANGUAGES] for one in Column})


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
    columns = _find_columns(header)
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


# Which record a line of an import is about: found among those that are there, or a new one. Reads no file, writes
# nothing. An organization is found by its external id, else by its tax id, else by its name if the line has neither;
# an outlet and a contact by their external id, else by their name in the organization, of several contacts the one
# with this phone.


_COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Organization: ("name", "folded", "tax_id", "external_id", "requisites", "notes"),
    Outlet: ("name", "address", "equipment", "external_id"),
    Contact: ("name", "phone", "position", "email", "external_id"),
}


@dataclass(slots=True, eq=False)
class Record:
    """A row that is there (`id`) or is to be made; `changes` are to be written. `of`: the organization of an outlet or
    a contact; `outlet`: of a contact, as far as it changes; `said`: what lines have said of it."""

    table: type[Any]
    id: int | None
    values: dict[str, Any]
    of: "Record | None" = None
    outlet: "Record | None" = None
    outlet_id: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)

    said: dict[str, Any] = field(default_factory=dict)

    def check(self, given: Values) -> None:
        """Raise Refused if an earlier line said something else of this record."""
        if any(self.said.get(name, value) != value for name, value in given.items()):
            raise Refused("import-contradicts")

    def fill(self, given: Values) -> None:
        """Note what changes."""
        self.said |= given
        self.changes |= {name: value for name, value in given.items() if self.values.get(name) != value}

    def get(self, name: str) -> Any:
        """Return a value as it will be."""
        return self.changes.get(name, self.values.get(name))


@dataclass(slots=True)
class KnownRecords:
    """The records that some lines may be about. `taken`: those of organizations by (column, value)."""

    taken: dict[tuple[str, Any], list[Record]] = field(default_factory=lambda: defaultdict(list))
    outside: dict[tuple[type[Any], Any], Record] = field(default_factory=dict)
    named: dict[tuple[type[Any], Record, str], list[Record]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Record) -> None:
        """Remember a record by all that it is found by."""
        external_id = record.get("external_id")
        if record.table is Organization:
            for column in ("external_id", "tax_id", "folded"):
                if record.get(column) is not None and record not in self.taken[column, record.get(column)]:
                    self.taken[column, record.get(column)].append(record)
            return
        if external_id is not None:
            self.outside[record.table, external_id] = record
        if record.of is not None and record not in self.named[record.table, record.of, record.get("name").casefold()]:
            self.named[record.table, record.of, record.get("name").casefold()].append(record)

    def find_organization(self, given: Values) -> Record:
        """Return the organization of a line, or a new one. Raises Refused."""
        external_id, tax_id = given.get("external_id"), given.get("tax_id")
        found = self._get_one("external_id", external_id)
        by_tax = self._get_one("tax_id", tax_id)
        if by_tax is not None and found is None and (external_id is None or by_tax.get("external_id") is None):
            found = by_tax
        if by_tax is not None and by_tax is not found:
            raise Refused("tax-id-taken")
        if found is None and external_id is None and tax_id is None:
            same = self.taken.get(("folded", given.get("folded")), [])
            if len(same) > 1:
                raise Refused("import-ambiguous")
            found = same[0] if same else None
        if found is None and "name" not in given:
            raise Refused("organization-name-missing")
        return found or Record(Organization, None, {})

    def _get_one(self, column: str, value: object) -> Record | None:
        found = self.taken.get((column, value)) if value is not None else None
        return found[0] if found else None

    def find_part(self, table: type[Any], of: Record, given: Values) -> Record:
        """Return the outlet or contact of a line, or a new one. Raises Refused."""
        external_id, name = given.get("external_id"), str(given.get("name", "")).casefold()
        found = self.outside.get((table, external_id)) if external_id is not None else None
        if found is not None and found.of is not of:
            raise Refused("external-id-elsewhere")
        if found is None and name:
            same = self.named.get((table, of, name), [])
            found = _choose([one for one in same if external_id is None or one.get("external_id") is None], given)
        if found is None and not name:
            raise Refused("contact-name-missing" if table is Contact else "outlet-name-missing")
        return found or Record(table, None, {}, of=of)


def _choose(same: Sequence[Record], given: Values) -> Record | None:
    """Return the one of this name, of several the one with this phone. Raises Refused if several may be meant."""
    if len(same) > 1:
        same = [one for one in same if one.get("phone") == given.get("phone")] or same
    if len(same) > 1:
        raise Refused("import-ambiguous")
    return same[0] if same else None


async def _load_known(session: AsyncSession, lines: Iterable[ImportLine]) -> KnownRecords:
    """Return the records that these lines may be about."""
    lines = [line for line in lines if line.refused is None]
    known = KnownRecords()
    organizations = {
        record.id: record
        for column in ("external_id", "tax_id", "folded")
        for record in await _load(session, Organization, column, {line.organization.get(column) for line in lines})
    }
    for record in organizations.values():
        known.add(record)
    for table, part in ((Outlet, "outlet"), (Contact, "contact")):
        wanted: list[Values] = [getattr(line, part) for line in lines]
        parts = {one.id: one for one in await _load(session, table, "organization_id", organizations, organizations)}
        ids = {one.get("external_id") for one in wanted}
        parts |= {one.id: one for one in await _load(session, table, "external_id", ids, organizations)}
        for record in parts.values():
            known.add(record)
    return known


async def _load(
    session: AsyncSession, table: type[Any], column: str, among: Iterable[object],
    organizations: dict[int | None, Record] | None = None,
) -> list[Record]:  # fmt: skip
    values = [value for value in among if value is not None]
    return await _read(session, table, organizations or {}, any_of(getattr(table, column), values)) if values else []


async def _read(
    session: AsyncSession, table: type[Any], organizations: dict[int | None, Record], *where: Any
) -> list[Record]:
    columns, is_part = _COLUMNS[table], table is not Organization
    beside = [getattr(table, name) for name in ("organization_id", "outlet_id") if is_part and hasattr(table, name)]
    rows = select(table.id, *(getattr(table, name) for name in columns), *beside)
    found = []
    for row in await session.execute(rows.where(table.removed_at.is_(None), *where)):
        values, rest = dict(zip(columns, row[1:], strict=False)), row[len(columns) + 1 :]
        made = Record(table, row[0], values, of=organizations.get(rest[0]) if rest else None)
        made.outlet_id = rest[1] if len(rest) > 1 else None
        found.append(made)
    return found


# Organizations imported from a file: all lines that can be taken in one unit of work, or only counted. Lines are
# taken a few hundred at a time, in bulk statements, so that a large file needs little memory. A line is taken as a
# whole or not at all.


MOST_NAMED = 100
_FIRST_NAMES = 5
_AT_ONCE, _MOST_AT_ONCE = 500, 5000
_TABLES: tuple[type[Any], ...] = (Organization, Outlet, Contact)


@dataclass(slots=True)
class ImportResult:
    """The ids of records that are new and changed, by kind (a table's name), how many lines were not taken, and why the
    first of them were not. `numbered`: contacts with a new number; `names`: of the first
    organizations, as they were read."""

    new: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    changed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    numbered: set[int] = field(default_factory=set)
    refused: int = 0
    names: list[str] = field(default_factory=list)
    first_refused: list[tuple[int, Refused]] = field(default_factory=list)

    def refuse(self, line: int, why: Refused) -> None:
        """Note a line that was not taken."""
        self.refused += 1
        if len(self.first_refused) < MOST_NAMED:
            self.first_refused.append((line, why))

    def note_name(self, line: ImportLine) -> None:
        """Note the organization of a line that was taken, for somebody to see whether its letters are right."""
        name = str(line.organization.get("name", ""))
        if name and name not in self.names and len(self.names) < _FIRST_NAMES:
            self.names.append(name)

    def list_counts(self) -> list[tuple[str, int, int]]:
        """Return each kind with its new and its changed records."""
        names = [table.__tablename__ for table in _TABLES]
        return [(name, len(self.new[name]), len(self.changed[name] - self.new[name])) for name in names]

    @property
    def has_changes(self) -> bool:
        """Return True if the file says something that is not there already."""
        return any(new or changed for _, new, changed in self.list_counts())


async def preview_import(desk: Desk, file: ImportFile) -> ImportResult:
    """Return what importing the file would do. It is done on copies: nothing is changed, and nobody waits. Raises
    Refused."""
    result = ImportResult()
    async with use_copies(desk.session, _TABLES):
        await _take_all(desk, file, result)
    return result


async def import_file(desk: Desk, file: ImportFile) -> ImportResult:
    """Take all lines of the file that can be taken. Raises Refused; then nothing is taken."""
    result = ImportResult()
    for table in _TABLES:
        await directory.lock_ids(desk, table)
    await _take_all(desk, file, result)
    said = ", ".join(f"{name} +{new} ~{changed}" for name, new, changed in result.list_counts())
    history.record_action(desk, "organizations-imported", "import:organizations", new=said)
    contacts = Contact.__tablename__
    await confirm_contacts(desk, sorted(result.new[contacts] | result.changed[contacts]))
    await tell_of_moved_numbers(desk, sorted(result.numbered))
    return result


async def _take_all(desk: Desk, file: ImportFile, result: ImportResult) -> None:
    for lines in _split(file.read_lines(desk.rules.organizations)):
        known = await _load_known(desk.session, lines)
        touched: dict[Record, None] = {}
        for line in lines:
            try:
                touched |= dict.fromkeys(_take(known, line))
                result.note_name(line)
            except Refused as refused:
                result.refuse(line.number, refused)
        await _write(desk, list(touched), result)


def _split(lines: Iterator[ImportLine]) -> Iterator[list[ImportLine]]:
    """Yield some lines at a time; those of one organization that follow each other stay together."""
    some: list[ImportLine] = []
    for line in lines:
        is_next = bool(some) and line.organization != some[-1].organization
        if (len(some) >= _AT_ONCE and is_next) or len(some) >= _MOST_AT_ONCE:
            yield some
            some = []
        some.append(line)
    yield some


def _take(known: KnownRecords, line: ImportLine) -> list[Record]:
    """Return the records of the line with what changes in them. Raises Refused; then nothing is noted."""
    if line.refused is not None:
        raise line.refused
    organization = known.find_organization(line.organization)
    taken = [(organization, line.organization)]
    if line.outlet:
        taken.append((known.find_part(Outlet, organization, line.outlet), line.outlet))
    if line.contact:
        taken.append((known.find_part(Contact, organization, line.contact), line.contact))
    for record, given in taken:
        record.check(given)
    for record, given in taken:
        record.fill(given)
        known.add(record)
    records = [record for record, _ in taken]
    if line.contact and line.outlet:
        records[-1].outlet = records[1]
    return records


async def _write(desk: Desk, records: Sequence[Record], result: ImportResult) -> None:
    for table in _TABLES:
        some = [one for one in records if one.table is table]
        for one in some:
            _link(one)
        await _insert(desk, table, [one for one in some if one.id is None], result)
        await _update(desk, table, [one for one in some if one.id is not None and one.changes], result)
        result.numbered |= {one.id for one in some if one.changes.get("phone") and one.id is not None}


def _link(record: Record) -> None:
    """Set the ids of what a record belongs to, which has been written before it."""
    if record.id is None and record.of is not None:
        record.changes["organization_id"] = record.of.id
    if record.outlet is not None and record.outlet.id != record.outlet_id:
        record.changes["outlet_id"] = record.outlet.id


async def _insert(desk: Desk, table: type[Any], new: Sequence[Record], result: ImportResult) -> None:
    groups: dict[tuple[str, ...], list[Record]] = {}
    for one in new:
        groups.setdefault(tuple(sorted(one.changes)), []).append(one)
    for some in groups.values():
        rows = [{**one.changes, "created_at": desk.now, "updated_at": desk.now} for one in some]
        made = insert(table).returning(table.id, sort_by_parameter_order=True)
        ids = await desk.session.scalars(made, rows)
        for one, key in zip(some, ids, strict=True):
            one.id = key
            result.new[table.__tablename__].add(key)


async def _update(desk: Desk, table: type[Any], changed: Sequence[Record], result: ImportResult) -> None:
    if changed:
        rows = [{**one.changes, "id": one.id, "updated_at": desk.now} for one in changed]
        await desk.session.execute(update(table), rows)
    result.changed[table.__tablename__] |= {one.id for one in changed if one.id is not None}
