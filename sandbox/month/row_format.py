"""The format of the month's rows: ids as positions within their table, times as seconds from the midnight it ended
at.

One walk over a row's columns serves both directions. Must not know what is in the month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Date, DateTime, Table

from db.models import Category, Entry, History, Pause, Person, Rating, Ticket, Use
from desk import history

POLICIES: Final = "policies"
TABLES: Final[tuple[Any, ...]] = tuple(
    model.__table__ for model in (Person, Category, Ticket, Entry, History, Rating, Pause, Use)
)
"""In the order of their references."""
_REFERS: Final = {("uses", "person_id"): "people", ("tickets", "policy_version"): POLICIES}
"""References without a foreign key in the database."""
_IDS: Final = {history.ASSIGNEE: "people", history.CATEGORY: "categories"}
_TIMES: Final = {history.PROMISED, history.HOLD_UNTIL}


@dataclass(frozen=True, slots=True)
class Conversion:
    """One direction, into or out of a database: how to convert a reference (to which table), a time, a day, and a
    time that is kept as text."""

    ref: Callable[[str, Any], Any]
    moment: Callable[[Any], Any]
    day: Callable[[Any], Any]
    in_words: Callable[[str], str]


def convert_row(table: Table, row: Mapping[str, Any], way: Conversion) -> dict[str, Any]:
    """Convert the values of a row that differ between file and database; empty values stay empty."""
    found = {name: _convert_value(table, name, value, way) for name, value in row.items()}
    if table.name == History.__tablename__:
        found |= _convert_history(row, way)
    return found


def _convert_value(table: Table, name: str, value: Any, way: Conversion) -> Any:
    column = table.columns[name]
    refers = _REFERS.get((table.name, name)) or next((key.column.table.name for key in column.foreign_keys), None)
    if value is None:
        return None
    if refers is not None:
        return way.ref(refers, value)
    if isinstance(column.type, DateTime):
        return way.moment(value)
    return way.day(value) if isinstance(column.type, Date) else value


def _convert_history(row: Mapping[str, Any], way: Conversion) -> dict[str, Any]:
    """Convert `old` and `new` by what the row's field says."""
    refers, found = _IDS.get(row["field"]), {}
    for name in ("old", "new"):
        value, key = row.get(name), row.get(f"{name}_id")
        if refers is not None and key is not None:
            found[f"{name}_id"] = way.ref(refers, key)
        if row["field"] in _TIMES and value is not None:
            found[name] = way.in_words(value)
    return found


def make_export_conversion(midnight: datetime, places: Mapping[str, Mapping[int, int]]) -> Conversion:
    """Return the conversion from a database into the file; `places`: positions by id, by table."""

    def moment(at: datetime) -> int:
        return round((at - midnight).total_seconds())

    return Conversion(
        ref=lambda table, key: key if table == POLICIES else places[table][key],
        moment=moment,
        day=lambda day: (day - midnight.date()).days,
        in_words=lambda at: str(moment(datetime.fromisoformat(at))),
    )


def make_import_conversion(midnight: datetime, ids: Mapping[str, list[int]], version: int) -> Conversion:
    """Return the conversion from the file into a database; `ids`: of each table's rows in their order, `version`: of
    the targets."""
    start = midnight.timestamp()

    def moment(seconds: float) -> datetime:
        return datetime.fromtimestamp(start + seconds, midnight.tzinfo)

    return Conversion(
        ref=lambda table, place: version if table == POLICIES else ids[table][place],
        moment=moment,
        day=lambda days: date.fromordinal(midnight.date().toordinal() + days),
        in_words=lambda seconds: moment(int(seconds)).isoformat(),
    )
