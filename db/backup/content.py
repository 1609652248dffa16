"""The content of the database: its tables with their columns, its sequences, and a hash of each table's rows.

The hash does not depend on the order of rows, nor on the order of columns in a table: it is the same after rows were
copied into a database made by the migrations. Works on a connection of the driver, within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

LEFT_OUT = frozenset({"alembic_version"})
"""Tables that the migrations fill."""

_TABLES = """
select c.relname as name, array_agg(a.attname::text order by a.attname collate "C") as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and a.attgenerated = '' and c.relname <> all($1)
group by c.relname order by c.relname collate "C"
"""
_SEQUENCES = """
select sequencename as name, last_value as last from pg_sequences where schemaname = current_schema() order by 1
"""
_FIXED = {  # how values are written, and no limit but for locks
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "lock_timeout": "5s",
}
_SAME_EVERYWHERE = "select set_config(name, value, true) from unnest($1::text[], $2::text[]) as wanted (name, value)"


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table by its columns, and a hash of its rows."""

    columns: tuple[str, ...]
    rows: int
    hash: str

    def dump(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"columns": list(self.columns), "rows": self.rows, "hash": self.hash}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> TableContent:
        """Return it from its JSON."""
        return cls(tuple(data["columns"]), int(data["rows"]), str(data["hash"]))


async def set_formats(connection: asyncpg.Connection) -> None:
    """Have values written in one form in this transaction, whatever the server's settings are."""
    await connection.execute(_SAME_EVERYWHERE, list(_FIXED), list(_FIXED.values()))


async def list_columns(connection: asyncpg.Connection) -> dict[str, tuple[str, ...]]:
    """Return the stored columns of each table, generated ones left out."""
    found = await connection.fetch(_TABLES, list(LEFT_OUT))
    return {row["name"]: tuple(row["columns"]) for row in found}


async def read_sequences(connection: asyncpg.Connection) -> dict[str, int | None]:
    """Return the last value of each sequence; None if it was never used."""
    return {row["name"]: row["last"] for row in await connection.fetch(_SEQUENCES)}


async def measure_table(connection: asyncpg.Connection, name: str, columns: tuple[str, ...]) -> TableContent:
    """Count and hash the rows of a table."""
    row = await connection.fetchrow(
        f"select count(*) as rows, coalesce(sum(('x' || left(md5(row({quote_all(columns)})::text), 15))"  # noqa: S608
        f"::bit(60)::bigint), 0)::text as hash from {quote(name)}"
    )
    return TableContent(columns, row["rows"], row["hash"])


def quote(name: str) -> str:
    """Return an identifier for a statement."""
    return '"' + name.replace('"', '""') + '"'


def quote_all(names: tuple[str, ...]) -> str:
    """Return a list of identifiers for a statement."""
    return ", ".join(map(quote, names))
