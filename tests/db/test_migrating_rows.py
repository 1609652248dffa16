"""Migrations of a database that is in use: rows of an older version in every table, and that version still at work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

from db import migrate
from db.database import engine_for
from db.embedded.server import EmbeddedServer
from db.models import Base
from tests.breadth import apart
from tests.db.rows import Rows, comparable, fill, read, tables
from tests.dump import RELEASED

FIRST = "0001"

_COLUMNS = """
select table_name || '.' || column_name || ' ' || data_type from information_schema.columns
where table_schema = 'public' and table_name <> 'alembic_version'
"""
_FUNCTIONS = """
select pg_get_functiondef(p.oid)
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'
"""
_WIDER = {"smallint": ("integer", "bigint"), "integer": ("bigint",)}


@pytest_asyncio.fixture(loop_scope="session")
async def engine(server: EmbeddedServer) -> AsyncIterator[AsyncEngine]:
    """To a database of its own, which has the newest schema and no rows."""
    name = f"m_{uuid4().hex[:12]}"
    made = engine_for(await server.create_database(name, template="template_desk"))
    yield made
    await made.dispose()
    await server.drop_database(name)


async def at(engine: AsyncEngine, revision: str) -> None:
    await migrate.upgrade(engine)
    await migrate.downgrade(engine, revision)


@pytest.mark.parametrize("revision", apart([FIRST, RELEASED]))
async def test_rows_of_an_older_version_come_through_unchanged(engine: AsyncEngine, revision: str) -> None:
    await at(engine, revision)
    async with engine.begin() as connection:
        shape = await connection.run_sync(tables)
        await connection.run_sync(fill, shape)
        before: Rows = await connection.run_sync(read, shape)
    assert [name for name, rows in before.items() if len(rows) < 2] == []
    await migrate.upgrade(engine)
    async with engine.connect() as connection:
        assert comparable(await connection.run_sync(read, shape)) == comparable(before)
        await connection.run_sync(_understood)


@pytest.mark.broad
async def test_every_table_of_today_can_be_filled_walked_down_and_up(engine: AsyncEngine) -> None:
    await migrate.upgrade(engine)
    async with engine.begin() as connection:
        shape = await connection.run_sync(tables)
        assert {table.name for table in shape} == set(Base.metadata.tables)
        await connection.run_sync(fill, shape)
    await migrate.downgrade(engine, RELEASED)
    await migrate.upgrade(engine)
    async with engine.connect() as connection:
        await connection.run_sync(_understood)


@pytest.mark.broad
async def test_the_released_version_can_go_on_beside_this_one(engine: AsyncEngine) -> None:
    await at(engine, RELEASED)
    async with engine.connect() as connection:
        shape = await connection.run_sync(tables)
        columns, functions = await connection.run_sync(_has)
    await migrate.upgrade(engine)
    async with engine.begin() as connection:
        columns_now, functions_now = await connection.run_sync(_has)
        await connection.run_sync(fill, shape)  # with the columns it knows
        await connection.run_sync(_understood)
    assert {column for column in columns if not _still(column, columns_now)} == set()
    assert functions - functions_now == set()


def _understood(connection: Connection) -> None:
    """This version reads every row of every table; none is empty that was there before."""
    with Session(connection) as session:
        for mapper in Base.registry.mappers:
            session.scalars(select(mapper.class_)).all()


def _has(connection: Connection) -> tuple[set[str], set[str]]:
    return set(connection.scalars(text(_COLUMNS))), set(connection.scalars(text(_FUNCTIONS)))


def _still(column: str, now: set[str]) -> bool:
    name, _, kind = column.partition(" ")
    return any(f"{name} {one}" in now for one in (kind, *_WIDER.get(kind, ())))
