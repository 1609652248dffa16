"""Which record a line of an import is about: found among those that are there, or a new one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from db.models import Contact, Organization
from desk import Refused
from desk.organizations.import_files import Values


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
