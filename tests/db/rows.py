"""Rows in every table, whatever its columns: made from what the database says of itself, at any revision."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, select
from sqlalchemy import types as column_types
from sqlalchemy.dialects.postgresql import ARRAY

from db.models import Base, EnumText

FULL, BARE = "full", "bare"
Rows = dict[str, list[dict[str, Any]]]

_WHEN = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
_NOT_OURS = {"alembic_version"}
_OWNED = {"payment_requests", "ledger_entries"}
_OWNERS = {"organization_id": FULL, "person_id": BARE}
"""A row of these tables has one of these owners: the first row an organization, the second a person."""


def tables(connection: Connection) -> list[Table]:
    """The tables as they are now; who is referred to comes first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in _NOT_OURS]


def fill(connection: Connection, shape: list[Table]) -> None:
    """Two rows for each table: one with every column, one with only those it must have."""
    keys: dict[str, list[dict[str, Any]]] = {}
    for table in shape:
        for kind in (FULL, BARE):
            have = keys.setdefault(table.name, [])
            number = _rows_in(connection, table) + 1
            values = {c.name: _value(c, keys, number) for c in table.columns if _wanted(c, kind, keys)}
            made = connection.execute(insert(table).values(values).returning(*table.columns)).one()
            have.append(dict(made._mapping))


def read(connection: Connection, shape: list[Table]) -> Rows:
    """What is in these columns of these tables, in the order of their keys."""
    found = {}
    for table in shape:
        rows = connection.execute(select(*table.columns).order_by(*table.primary_key.columns))
        found[table.name] = [dict(row._mapping) for row in rows]
    return found


def _rows_in(connection: Connection, table: Table) -> int:
    return len(connection.execute(select(*table.primary_key.columns)).all())


def _wanted(column: Column[Any], kind: str, keys: dict[str, Any]) -> bool:
    if column.identity is not None or column.computed is not None:
        return False
    if column.table.name in _OWNED and column.name in _OWNERS:
        return _OWNERS[column.name] == kind
    if any(key.column.table.name not in keys for key in column.foreign_keys):
        return not column.nullable  # refers to what comes later
    has_to = column.primary_key or (not column.nullable and column.server_default is None)
    return has_to or kind == FULL


def _value(column: Column[Any], keys: dict[str, list[dict[str, Any]]], number: int) -> Any:
    for key in column.foreign_keys:
        made = keys.get(key.column.table.name) or []
        return made[min(number, len(made)) - 1][key.column.name] if made else None
    if (words := _words(column)) is not None:
        return words[0]
    match column.type:
        case ARRAY():
            return []
        case column_types.JSON():
            return {}
        case column_types.Boolean():
            return True
        case column_types.Integer():
            return number
        case column_types.DateTime():
            return _WHEN
        case column_types.Date():
            return _WHEN.date()
        case column_types.LargeBinary():
            return f"{column.name} {number}".encode()
        case column_types.Float() | column_types.Numeric():
            return number
        case _:
            return f"{column.name} {number}"


def _words(column: Column[Any]) -> list[str] | None:
    """The closed list that a column holds today."""
    table = Base.metadata.tables.get(column.table.name)
    now = table.columns.get(column.name) if table is not None else None
    if now is None or not isinstance(now.type, EnumText):
        return None
    return [word.value for word in now.type.words]


def comparable(rows: Rows) -> str:
    """Rows as a text that two readings can be compared by."""
    return json.dumps(rows, default=str, indent=1, sort_keys=True)
