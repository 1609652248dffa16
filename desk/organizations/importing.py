"""Organizations from a file: read, matched with those that are there, written.

Organizations with their outlets and contacts from a CSV file. Pure: bytes in, a line at a time out, checked as far
as it can be without a database.

The header names the columns (`import_columns`); columns that it does not know are left out, an empty cell changes
nothing. How the file is written finds out `desk/text/spreadsheets/table_files.py`.

Which record a line of an import is about: found among those that are there, or a new one. An organization is found by
its external id, else by its tax id, else by its name if the line has neither; an outlet and a contact by their external
id, else by their name in the organization, of several contacts the one with this phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact, Organization, Outlet, any_of
from db.temporary_copies import use_copies
from desk import Desk, Refused, history
from desk.organizations import organization_verbs
from desk.organizations.import_files import ImportFile, ImportLine, Values
from desk.organizations.import_matching import KnownRecords, Record
from desk.organizations.members import confirm_contacts
from desk.organizations.moved_phone_notices import tell_of_moved_numbers

_COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Organization: ("name", "folded", "tax_id", "external_id", "requisites", "notes"),
    Outlet: ("name", "address", "equipment", "external_id"),
    Contact: ("name", "phone", "position", "email", "external_id"),
}


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
        await organization_verbs.lock_ids(desk, table)
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
