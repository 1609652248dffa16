"""How the month's rows are kept: ids as places within their table, times as seconds from the midnight it ended at.

One walk over a row's columns serves both ways. Must not know what is in the month.
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
"""In the order in which they refer to each other."""
_REFERS: Final = {("uses", "person_id"): "people", ("tickets", "policy_version"): POLICIES}
"""What refers to rows without the database knowing."""
_IDS: Final = {history.ASSIGNEE: "people", history.CATEGORY: "categories"}
_TIMES: Final = {history.PROMISED, history.HOLD_UNTIL}


@dataclass(frozen=True, slots=True)
class Way:
    """In or out: what becomes of a reference (to which table), a moment, a day, and a moment that is kept in words."""

    ref: Callable[[str, Any], Any]
    moment: Callable[[Any], Any]
    day: Callable[[Any], Any]
    in_words: Callable[[str], str]


def turned(table: Table, row: Mapping[str, Any], way: Way) -> dict[str, Any]:
    """The row with all that is another here and there; empty values stay empty."""
    found = {name: _turned(table, name, value, way) for name, value in row.items()}
    if table.name == History.__tablename__:
        found |= _of_history(row, way)
    return found


def _turned(table: Table, name: str, value: Any, way: Way) -> Any:
    column = table.columns[name]
    refers = _REFERS.get((table.name, name)) or next((key.column.table.name for key in column.foreign_keys), None)
    if value is None:
        return None
    if refers is not None:
        return way.ref(refers, value)
    if isinstance(column.type, DateTime):
        return way.moment(value)
    return way.day(value) if isinstance(column.type, Date) else value


def _of_history(row: Mapping[str, Any], way: Way) -> dict[str, Any]:
    """`old` and `new` mean what the row's field says."""
    refers, found = _IDS.get(row["field"]), {}
    for name in ("old", "new"):
        value, key = row.get(name), row.get(f"{name}_id")
        if refers is not None and key is not None:
            found[f"{name}_id"] = way.ref(refers, key)
        if row["field"] in _TIMES and value is not None:
            found[name] = way.in_words(value)
    return found


def out_of(midnight: datetime, places: Mapping[str, Mapping[int, int]]) -> Way:
    """From a database into the file; `places`: by table what an id is there."""

    def moment(at: datetime) -> int:
        return round((at - midnight).total_seconds())

    return Way(
        ref=lambda table, key: key if table == POLICIES else places[table][key],
        moment=moment,
        day=lambda day: (day - midnight.date()).days,
        in_words=lambda at: str(moment(datetime.fromisoformat(at))),
    )


def into(midnight: datetime, ids: Mapping[str, list[int]], version: int) -> Way:
    """From the file into a database: `ids`: of each table's rows, in their order, `version`: of the targets."""
    start = midnight.timestamp()

    def moment(seconds: float) -> datetime:
        return datetime.fromtimestamp(start + seconds, midnight.tzinfo)

    return Way(
        ref=lambda table, place: version if table == POLICIES else ids[table][place],
        moment=moment,
        day=lambda days: date.fromordinal(midnight.date().toordinal() + days),
        in_words=lambda seconds: moment(int(seconds)).isoformat(),
    )
