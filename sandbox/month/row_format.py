"""The format of the month's rows: ids as positions within their table, times as seconds from the midnight it ended
at.

Must not know what is in the month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Date, DateTime, Table

from db.models import Category, Entry, History, Pause, Person, Rating, Ticket, Use
from desk import history

TABLES: Final[tuple[Any, ...]] = tuple(
    model.__table__ for model in (Person, Category, Ticket, Entry, History, Rating, Pause, Use)
)
"""In the order of their references."""
_POLICIES: Final = "policies"
_REFERS: Final = {("uses", "person_id"): "people", ("tickets", "policy_version"): _POLICIES}
"""References without a foreign key in the database."""
_IDS: Final = {history.ASSIGNEE: "people", history.CATEGORY: "categories"}
_TIMES: Final = {history.PROMISED, history.HOLD_UNTIL}


@dataclass(frozen=True, slots=True)
class Conversion:
    """The way into a database: `ids` of each table's rows in their order, `version`: of the targets."""

    midnight: datetime
    ids: Mapping[str, list[int]]
    version: int

    def convert_row(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        """Convert the values of a row that differ between file and database; empty values stay empty."""
        found = {name: self._convert_value(table, name, value) for name, value in row.items()}
        if table.name == History.__tablename__:
            found |= self._convert_history(row)
        return found

    def _convert_value(self, table: Table, name: str, value: Any) -> Any:
        column = table.columns[name]
        refers = _REFERS.get((table.name, name)) or next((key.column.table.name for key in column.foreign_keys), None)
        if value is None:
            return None
        if refers is not None:
            return self.version if refers == _POLICIES else self.ids[refers][value]
        if isinstance(column.type, DateTime):
            return self._get_moment(value)
        if isinstance(column.type, Date):
            return date.fromordinal(self.midnight.date().toordinal() + value)
        return value

    def _convert_history(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Convert `old` and `new` by what the row's field says."""
        refers, found = _IDS.get(row["field"]), {}
        for name in ("old", "new"):
            value, key = row.get(name), row.get(f"{name}_id")
            if refers is not None and key is not None:
                found[f"{name}_id"] = self.ids[refers][key]
            if row["field"] in _TIMES and value is not None:
                found[name] = self._get_moment(int(value)).isoformat()
        return found

    def _get_moment(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(self.midnight.timestamp() + seconds, self.midnight.tzinfo)
