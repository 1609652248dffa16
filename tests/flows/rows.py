"""What differs in tables from the beginning, in words a reader knows: requests row by row, of all else numbers.

Rows are read in one statement. Must not know chats or boards.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, LargeBinary
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.enums import Box, JobState
from db.models import Base
from tests.flows.looking import seen_by

Row = dict[str, Any]
Alias = Callable[[str], str]
Rows = dict[str, set[str]]
"""Of each table the rows, as PostgreSQL writes them in JSON."""

WRITTEN = ("entries", "history", "tickets")
"""The tables whose rows are written out: what people said, and what became of it."""
LEFT_OUT = {
    "entries.album": "drawn at random: the chat says what an album is",
    "entries.author_name": "of the author who is there",
    "entries.said_chat_id": "the chat has the message",
    "entries.said_message_id": "a number that each earlier message moves: the chat has the message",
    "entries.ticket_id": "the entry's name has it",
    "history.actor_name": "of the actor who is there",
    "history.events": "of the field that is there",
    "history.new_id": "an id, beside what it is the id of",
    "history.old_id": "an id, beside what it is the id of",
    "tickets.assignee_at": "the history says when",
    "tickets.labels_at": "the history says when",
    "tickets.look_at": "of two times that are there",
    "tickets.number": "the ticket's name",
    "tickets.priority_at": "the history says when",
    "tickets.status_at": "the history says when",
    "tickets.subject_at": "the history says when",
    "tickets.updated_at": "the history says when",
    "tickets.updated_on": "the day of a time that is left out",
}
"""The columns that no record has, and why. Beside these: ids of rows (rows are sorted by what they say, and named by a
person's name, a ticket's number or their rank), bytes (sealed words) and indexes of words."""
_UNCOUNTED = {*WRITTEN, "boards", "jobs", "job_keys", "known_words", "messages"}
"""Of these tables not even the number of rows counts: others say it, chats do, or they are caches."""
_OUTWARD = {Box.TO_WEBHOOKS, Box.TO_ACCOUNTS, Box.TO_CRM, Box.TO_MAIL, Box.TO_GATEWAY, Box.TO_ASSIST}
"""The boxes of what goes to people and services that no record shows: their jobs count when they are done, too."""

_UNSAID = {"id", "bot_id"}
_KINDS_LEFT_OUT = (LargeBinary, TSVECTOR)

_READ = " union all ".join(
    f"select '{table.name}', row_to_json(r)::text from \"{table.name}\" r"  # noqa: S608
    for table in Base.metadata.sorted_tables
)
_WIDE = 160  # a row that is longer has a line for each column
_LONG = 400


async def read_rows(engine: AsyncEngine) -> Rows:
    """Return all rows of the engine's database, which nobody else may use meanwhile."""
    connection = seen_by(engine)
    if connection is not None:
        return _by_table(await connection.fetch(_READ))
    async with engine.connect() as borrowed:
        driver = (await borrowed.get_raw_connection()).driver_connection
        assert driver is not None
        return _by_table(await driver.fetch(_READ))


def _by_table(read: Iterable[tuple[str, str]]) -> Rows:
    rows: Rows = defaultdict(set)
    for table, row in read:
        rows[table].add(row)
    return rows


def write_rows(rows: Rows, before: Rows, alias: Alias) -> list[str]:
    """Return a line or more for each row that was added, changed or deleted since `before`, and one for all tables that
    are not written out. `alias` replaces what is drawn at random within a text."""
    named = Named(rows, before)
    lines = []
    for table in WRITTEN:
        told = _counted(_written(named, alias, table, *one) for one in _changes(table, rows, before))
        if told:
            lines += [f"Table {table}", *(line for one in told for line in one.splitlines()), ""]
    beside = [f"{said}{count}" for said, count in sorted(_beside(rows, before).items())]
    return [*lines, "Beside", f"  {' · '.join(beside)}", ""] if beside else lines


def _changes(table: str, rows: Rows, before: Rows) -> Iterator[tuple[str, Row, Row | None]]:
    """Return the rows of a table that were added, deleted or changed, with their sign and what they said before."""
    here, there = rows.get(table, set()), before.get(table, set())
    new, old = _parsed(table, here - there), _parsed(table, there - here)
    yield from (("+", new[key], None) for key in new.keys() - old.keys())
    yield from (("-", old[key], None) for key in old.keys() - new.keys())
    yield from (("~", new[key], old[key]) for key in new.keys() & old.keys())


def _beside(rows: Rows, before: Rows) -> Counter[str]:
    """Return the numbers of what no table says: rows by table and sign, jobs that are left, and those of `_OUTWARD`."""
    counts: Counter[str] = Counter()
    for table in rows.keys() | before.keys():
        for sign, row, _ in _changes(table, rows, before):
            if table not in _UNCOUNTED:
                counts[f"{table} {sign}"] += 1
            elif table == "jobs" and (row["state"] != JobState.DONE or row["box"] in _OUTWARD):
                counts[f"{row['box']} {row['state']} {sign}"] += 1
    return counts


def _parsed(table: str, rows: Iterable[str]) -> dict[tuple[Any, ...], Row]:
    keys = [column.name for column in Base.metadata.tables[table].primary_key.columns]
    return {tuple(row[key] for key in keys): row for row in (json.loads(row, strict=False) for row in rows)}


def _written(named: Named, alias: Alias, table: str, sign: str, row: Row, old: Row | None) -> str:
    """Return what a row says, or what of it has changed; nothing if that is left out."""
    title = named.title(table, row)
    if old is None:
        return _laid_out(alias, sign, title, named.cells(table, row))
    now, then = named.cells(table, row), named.cells(table, old)
    changed = [name for name in {**then, **now} if now.get(name) != then.get(name)]
    cells = {name: f"{then.get(name, '-')} → {now.get(name, '-')}" for name in changed}
    return _laid_out(alias, sign, title, cells) if cells else ""


def _laid_out(alias: Alias, sign: str, title: str, cells: dict[str, str]) -> str:
    """Return a row in one line if it is short, else with a line for each value; times that are the same share it."""
    of_value: dict[str, list[str]] = defaultdict(list)
    for name, value in cells.items():
        said = name.removesuffix("_id")
        of_value[value if name.endswith("_at") else f"{name if said in cells else said} {value}"].append(name)
    told = [f"{', '.join(names)} {value}" if names[0].endswith("_at") else value for value, names in of_value.items()]
    told = alias("\n".join(told)).split("\n")
    head = alias(f"  {sign} {title}").rstrip()
    flat = f"{head} {' · '.join(told)}"
    return flat if len(flat) <= _WIDE else "\n".join([head, *(f"      {one}" for one in told)])


def _counted(written: Iterable[str]) -> list[str]:
    """Return rows that say the same as one, with their number."""
    counts = Counter(one for one in written if one)
    return [one if count == 1 else f"{one[:3]} {count}×{one[3:]}" for one, count in sorted(counts.items())]


class Named:
    """Names for rows: of a person the name, of a ticket its number, of all others their rank among those there."""

    def __init__(self, rows: Rows, before: Rows) -> None:
        self._rows, self._before = rows, before
        self._names: dict[str, dict[int, str]] = {}

    def name(self, table: str, key: int) -> str:
        """Return the name of the row with this id."""
        if table not in self._names:
            self._names[table] = self._made(table)
        return self._names[table].get(key, f"{table} gone")

    def title(self, table: str, row: Row) -> str:
        """Return the name of a row by which others are likely to name it; else nothing."""
        return self.name(table, row["id"]) if table in _TITLED else ""

    def _made(self, table: str) -> dict[int, str]:
        there = [*self._before.get(table, ()), *self._rows.get(table, ())]  # of a row that changed, the newer counts
        rows = sorted(map(json.loads, there), key=lambda row: row["id"])
        names: dict[int, str] = {}
        counts: Counter[str] = Counter()
        for row in {row["id"]: row for row in rows}.values():
            base, separator = self._base(table, row)
            counts[base] += 1
            is_alone = table in _BY_NAME and counts[base] == 1
            names[row["id"]] = base if is_alone else f"{base}{separator}{counts[base]}"
        return names

    def _base(self, table: str, row: Row) -> tuple[str, str]:
        """Return what a row is called, and what stands between that and its rank among those that are called so."""
        if table in _BY_NAME:
            name = f"#{row['number']}" if row.get("number") else row.get("name")
            return name or table, " "
        if table == "entries" and row["ticket_id"] is not None:
            return self.name("tickets", row["ticket_id"]), "/"
        return table, " "

    def cells(self, table: str, row: Row) -> dict[str, str]:
        """Return what each column says, and each part of one in JSON, without what says nothing."""
        told = {}
        for column in Base.metadata.tables[table].columns:
            if f"{table}.{column.name}" in LEFT_OUT or column.name in _UNSAID:
                continue
            if isinstance(_stored(column), _KINDS_LEFT_OUT):
                continue
            if isinstance(row[column.name], dict):
                told |= {f"{column.name}.{path}": _text(column, leaf) for path, leaf in _leaves(row[column.name])}
            else:
                text = self.cell(table, column, row)
                if text is not None:
                    told[column.name] = text
        return told

    def cell(self, table: str, column: Column[Any], row: Row) -> str | None:
        """Return the value of a column, None for the one that a column has where nothing is the matter: null, or if it
        may not be null, no, 0 or empty."""
        value = row[column.name]
        if value is None or (not column.nullable and value in (False, 0, "", [], {})):
            return None
        target = next((key.column for key in column.foreign_keys), None)
        if target is not None and target.name == "id":
            return self.name(target.table.name, value)
        if column.name == "asking_id":  # no foreign key
            return self.name("questions", value)
        return _text(column, value)


_BY_NAME = {"people", "tickets", "categories", "organizations"}
_TITLED = _BY_NAME | {"entries"}


def _stored(column: Column[Any]) -> TypeEngine[Any]:
    """Return the type that PostgreSQL knows, behind one that encrypts words."""
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def _leaves(value: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, part in value.items():
        if isinstance(part, dict):
            yield from _leaves(part, f"{path}{key}.")
        elif part is not None:
            yield f"{path}{key}", part


def _text(column: Column[Any], value: Any) -> str:
    kind = _stored(column)
    if isinstance(kind, DateTime):
        return write_time(datetime.fromisoformat(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        value = round(value, 3)
    plain = isinstance(value, str) and value and value == value.strip() and "\n" not in value
    return _short(value if plain else json.dumps(value, ensure_ascii=False, sort_keys=True))


def _short(text: str) -> str:
    """Return a text whole or, if it is long, its beginning and whether it is the same."""
    if len(text) <= _LONG:
        return text
    return f"{text[:_LONG]}… ({len(text)} characters, {zlib.crc32(text.encode('utf-8', 'replace')):08x})"


def write_time(at: datetime) -> str:
    """Return a moment to the minute, as people see it, with its day if that is another than the first of a stage."""
    at = at.astimezone(UTC)
    day = "" if (at.year, at.month, at.day) == (2026, 11, 20) else f"{at:%m-%d} "
    return f"{day if at.year == 2026 else f'{at:%Y-%m-%d} '}{at:%H:%M}"
