"""Copies all rows out of the database in one snapshot, and into an empty one.

The snapshot takes no lock that anybody but a migration waits for. Rows go as PostgreSQL's text format of COPY; in it a
row is a line. The schema is not copied: the migrations make it, up to the revision that the rows are of.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import driver, migrate
from db.backup import content
from db.backup.content import TableContent, quote, quote_all
from db.database import create_migration_engine

Rows = AsyncIterator[tuple[str, AsyncIterator[bytes]]]
"""Tables, each with its rows in pieces."""

_LEAP = 1_000_000
_READABLE = frozenset({"ticket_numbers", "worker_seats"})
_REACH = """
select setval(to_regclass(quote_ident($1)), $2) from pg_sequences
where schemaname = current_schema() and sequencename = $1 and max_value > $2
"""
"""Tables of one row, whose ids are small numbers, are left out."""
_FOREIGN_KEYS = """
select conrelid::regclass::text as "table", quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace and conparentid = 0
"""


class NotEmptyError(Exception):
    """The database holds something already."""


class DiffersError(Exception):
    """The rows copied in differ from those copied out; `tables`: where."""

    def __init__(self, tables: Iterable[str]) -> None:
        self.tables = tuple(sorted(tables))
        super().__init__(", ".join(self.tables))


@asynccontextmanager
async def open_snapshot(engine: AsyncEngine) -> AsyncIterator[asyncpg.Connection]:
    """Open a connection that sees the database as it is at this moment, whatever changes while it reads."""
    async with open_raw(engine) as raw, raw.transaction(isolation="repeatable_read", readonly=True):
        await content.set_formats(raw)
        yield raw


async def copy_out(
    snapshot: asyncpg.Connection, name: str, columns: tuple[str, ...], write: Callable[[bytes], Awaitable[None]]
) -> None:
    """Write all rows of a table, piece by piece."""
    query = f"select {quote_all(columns)} from {quote(name)}"  # noqa: S608
    await snapshot.copy_from_query(query, output=write, format="text", encoding="utf-8")


async def _require_empty(engine: AsyncEngine) -> None:
    """Raise `NotEmptyError` if any table has a row that the migrations did not make."""
    async with open_raw(engine) as raw:
        for name in await content.list_columns(raw):
            if name != "desk" and await raw.fetchval(f"select exists (select from {quote(name)})"):  # noqa: S608
                raise NotEmptyError(name)


async def copy_in(
    engine: AsyncEngine,
    revision: str,
    tables: Mapping[str, TableContent],
    sequences: Mapping[str, int | None],
    rows: Rows,
    *,
    mark: Callable[[asyncpg.Connection], Awaitable[None]] | None = None,
) -> None:
    """Create the schema of `revision` in an empty database, copy all rows in and compare each table: one
    transaction, in which `mark` writes last. Raises `NotEmptyError`, `DiffersError`."""
    await _require_empty(engine)
    await _drop_all(engine)
    await migrate.create_schema(engine, revision)
    async with open_raw(engine) as raw, raw.transaction():
        await content.set_formats(raw)
        if migrate.has_changed(revision):
            await _reshape(raw, tables)
        async with _without_checks(raw):
            await _load(raw, tables, rows)
        await _compare(raw, tables)
        await _set_sequences(raw, sequences, leap=_LEAP if mark is not None else 0)
        if mark is not None:
            await mark(raw)


async def _reshape(raw: asyncpg.Connection, tables: Mapping[str, TableContent]) -> None:
    """Give the tables of the baseline the columns that the rows are of: what is missing then, the migrations add, and
    they say what becomes of the rest."""
    await raw.execute(migrate.FORMER_TABLES.read_text("utf-8"))
    for name, columns in (await content.list_columns(raw)).items():
        if name not in tables:
            await raw.execute(f"drop table {quote(name)} cascade")
            continue
        for column in set(columns) - set(tables[name].columns):
            await raw.execute(f"alter table {quote(name)} drop column {quote(column)} cascade")


async def _load(raw: asyncpg.Connection, tables: Mapping[str, TableContent], rows: Rows) -> None:
    there = await content.list_columns(raw)
    if there.keys() != tables.keys():
        raise DiffersError(there.keys() ^ tables.keys())
    await raw.execute(f"truncate {quote_all(tuple(there))}")
    async for name, pieces in rows:
        await raw.copy_to_table(name, source=pieces, columns=tables[name].columns, format="text", encoding="utf-8")


async def _compare(raw: asyncpg.Connection, tables: Mapping[str, TableContent]) -> None:
    wrong = [name for name, table in tables.items() if await content.measure_table(raw, name, table.columns) != table]
    if wrong:
        raise DiffersError(wrong)


async def _set_sequences(raw: asyncpg.Connection, sequences: Mapping[str, int | None], *, leap: int) -> None:
    """Go on behind the last values. `leap`: ids that were given after the backup, and that buttons in chats or systems
    outside still name, are never given again, the first of a kind neither; numbers that people read leave no gap."""
    for name, last in sequences.items():
        if reached := (last or 0) + (0 if name in _READABLE else leap):
            await raw.execute(_REACH, name, reached)


@asynccontextmanager
async def _without_checks(raw: asyncpg.Connection) -> AsyncIterator[None]:
    """Drop foreign keys and switch triggers off meanwhile: tables come in any order, and no row causes others. The keys
    are checked when they are put back."""
    tables = [quote(name) for name in await content.list_columns(raw)]
    keys = await raw.fetch(_FOREIGN_KEYS)
    for key in keys:
        await raw.execute(f"alter table {key['table']} drop constraint {key['name']}")
    for table in tables:
        await raw.execute(f"alter table {table} disable trigger user")
    yield
    for table in tables:
        await raw.execute(f"alter table {table} enable trigger user")
    for key in keys:
        await raw.execute(f"alter table {key['table']} add constraint {key['name']} {key['definition']}")


async def _drop_all(engine: AsyncEngine) -> None:
    """Drop empty tables and sequences of an earlier start."""
    async with open_raw(engine) as raw, raw.transaction():
        tables = [*await content.list_columns(raw), *content.LEFT_OUT]
        await raw.execute(f"drop table if exists {quote_all(tuple(tables))} cascade")
        if left := tuple(await content.read_sequences(raw)):
            await raw.execute(f"drop sequence {quote_all(left)} cascade")


@asynccontextmanager
async def open_raw(engine: AsyncEngine) -> AsyncIterator[asyncpg.Connection]:
    """Open a connection of the driver without a limit for statements. Raises its errors as those of SQLAlchemy."""
    patient = create_migration_engine(engine, lock_seconds=5.0)
    try:
        async with patient.connect() as connection:
            yield (await connection.get_raw_connection()).driver_connection
    except driver.ERRORS as error:
        kind = DBAPIError if isinstance(error, asyncpg.PostgresError) else InterfaceError
        raise kind("COPY", None, error) from error
    finally:
        await patient.dispose()
