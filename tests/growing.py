"""History made of a story: all rows about its tickets are copied with other ids, earlier times and other requesters.

Knows from the tables alone which columns are ids, times and keys; must not know what the story was.
"""

from __future__ import annotations

from collections.abc import Iterable

import asyncpg
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)  # fmt: skip

from db.models import Base

_APART = 10_000  # between the ids of one copy and those of the next; a story has fewer rows
_A_DAY = 15  # copies: the smaller desk has more than two months
_OF_TICKETS = frozenset({"tickets", "entries", "questions", "history"})
_KEPT_DAYS = {"jobs": 14}
"""Tables of which no row is older, with the days."""
_BY_NAME = {
    "ticket_id": "tickets", "entry_id": "entries", "last_entry_id": "entries", "last_history_id": "history",
    "person_id": "people", "requester_id": "people",
}  # fmt: skip
"""What columns without a foreign key refer to."""
_PEOPLE = "people"
_REQUESTERS = f"array(select {{}} from people where role = 'requester' and id < {_APART})"  # noqa: S608
_LEFT_OUT = frozenset({"job_keys"})


def list_grown() -> list[Table]:
    """Return the tables that have rows about tickets, and people."""
    found = [table for table in Base.metadata.sorted_tables if table.name not in _LEFT_OUT and _is_of_tickets(table)]
    return [*found, Base.metadata.tables[_PEOPLE]]


def _is_of_tickets(table: Table) -> bool:
    return table.name in _OF_TICKETS or any(_target(column) in _OF_TICKETS for column in table.columns)


def _target(column: Column[object]) -> str | None:
    """Return the table whose id a column has."""
    if column.name == "id" and column.primary_key:
        return column.table.name
    for key in column.foreign_keys:
        return key.column.table.name if key.column.name == "id" else None
    return _BY_NAME.get(column.name)


async def grow(connection: asyncpg.Connection, first: int, last: int) -> None:
    """Add the copies of these numbers, the higher the older, as many to each day, of the story: all that is there below
    the first copy."""
    await connection.execute("set session_replication_role = replica")
    tables = list_grown()
    for table in tables:
        await connection.execute(_copy(table, {one.name for one in tables}, first, last))
    await connection.execute(_SEQUENCES)
    await connection.execute("set session_replication_role = origin")
    await connection.execute("vacuum analyze")


def _copy(table: Table, grown: set[str], first: int, last: int) -> str:
    columns = [column for column in table.columns if column.computed is None]
    unique = {column.name for column in _alone_in_unique(table, grown)}
    values = [_value(column, grown, is_unique=column.name in unique) for column in columns]
    names = ", ".join(f'"{column.name}"' for column in columns)
    if table.name in _KEPT_DAYS:
        last = min(last, _KEPT_DAYS[table.name] * _A_DAY)
    which = "role = 'requester' and t.id < {}" if table.name == _PEOPLE else _of_story(table)
    copies = f"(select copy, interval '1 day' * copy / {_A_DAY} as ago from generate_series({first}, {last}) copy)"  # noqa: S608
    return (
        f'insert into "{table.name}" ({names}) select {", ".join(values)} from "{table.name}" t, {copies} c'  # noqa: S608
        f" where {which.format(_APART)}"
    )


def _of_story(table: Table) -> str:
    found = [column for column in table.primary_key.columns if _target(column) is not None]
    found = found or [column for column in table.columns if _target(column) in _OF_TICKETS]
    names = ", ".join(f't."{column.name}"' for column in found)
    return f"coalesce({names}) < {{}}"


def _alone_in_unique(table: Table, grown: set[str]) -> Iterable[Column[object]]:
    """Yield a column of each unique key that no id makes different."""
    keys = [list(index.columns) for index in table.indexes if index.unique]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)]
    for key in keys:
        if not any(_target(column) in grown - {_PEOPLE} or column.name == "message_id" for column in key):
            yield next((c for c in reversed(key) if isinstance(c.type, Text | BigInteger | Integer)), key[-1])


def _value(column: Column[object], grown: set[str], *, is_unique: bool) -> str:
    name, target = f't."{column.name}"', _target(column)
    moved = f"{name} + c.copy * {_APART}::bigint"
    if isinstance(column.type, DateTime):
        return f"{name} - c.ago"
    if column.name == "slot":
        number = f"split_part({name}, ':', 2)::bigint + c.copy * {_APART}"
        return (
            f"case when {name} ~ '^[a-z]+:[0-9]+$' then split_part({name}, ':', 1) || ':' || ({number}) else {name} end"
        )
    if column.name == "chat_id":
        return f"case when {name} = any({_REQUESTERS.format('telegram_id')}) then {moved} else {name} end"
    if target == _PEOPLE and column.table.name != _PEOPLE:
        return f"case when {name} = any({_REQUESTERS.format('id')}) then {moved} else {name} end"
    if column.name == "message_id" or target in grown or (is_unique and isinstance(column.type, BigInteger | Integer)):
        return moved
    other = "int4send(c.copy)" if isinstance(column.type, LargeBinary) else "'-' || c.copy"
    return f"{name} || {other}" if is_unique else name


_SEQUENCES = """
do $$ declare one record; begin
for one in select table_name, column_name from information_schema.columns
  where table_schema = 'public' and is_identity = 'YES'
loop
  execute format('select setval(pg_get_serial_sequence(%L, %L), (select coalesce(max(%I), 1) from %I))',
    one.table_name, one.column_name, one.column_name, one.table_name);
end loop;
perform setval('ticket_numbers', (select max(number) from tickets));
end $$
"""
