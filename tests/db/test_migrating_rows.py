"""A database of version 1.0.0, with rows in every table, is read by this one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from sqlalchemy import inspect, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import migrate
from db.compiled import Compiled
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Base
from tests.db.rows import Rows, comparable, fill, read, tables
from tests.dump import RELEASED

KEPT = "select set_config('pulldesk.looks_after_days', 'on', true), set_config('pulldesk.looks_after_runs', 'on', true)"


@pytest_asyncio.fixture
async def engine(server: EmbeddedServer) -> AsyncIterator[AsyncEngine]:
    """To a database with the tables of version 1.0.0."""
    made = create_engine(await server.create_database("of_before"))
    await migrate.create_schema(made, RELEASED)
    yield made
    await made.dispose()
    await server.drop_database("of_before")


async def test_rows_of_the_first_version_come_through_unchanged(engine: AsyncEngine) -> None:
    """In the columns that are still there; this version reads every row of every table, the driver's
    as SQLAlchemy's loader."""
    async with engine.begin() as connection:
        shape = await connection.run_sync(tables)
        await connection.execute(text(KEPT))
        await connection.run_sync(fill, shape)
        before: Rows = await connection.run_sync(read, shape)
    assert [name for name, rows in before.items() if len(rows) < 2] == []
    await migrate.upgrade(engine)
    async with engine.connect() as connection:
        after: Rows = await connection.run_sync(read, await connection.run_sync(tables))
    async with Database(engine).sessions() as session:
        for mapper in Base.registry.mappers:
            query = select(mapper.class_).order_by(*mapper.primary_key)
            compiled = [_describe(row) for (row,) in await Compiled(query).fetch(session, {})]
            session.expunge_all()
            assert compiled == [_describe(row) for row in await session.scalars(query)], mapper
            session.expunge_all()
    assert comparable(_both(after, before)) == comparable(_both(before, after))


def _both(rows: Rows, others: Rows) -> Rows:
    """What tables and columns both have."""
    return {
        name: [{key: row[key] for key in row if key in others[name][0]} for row in rows[name]]
        for name in rows.keys() & others.keys()
    }


def _describe(row: Any) -> Any:
    """All that a session knows of a row."""
    state = inspect(row)
    values = {name: (type(value), value) for name, value in state.dict.items() if name[0] != "_"}
    return state.key, values, state.unloaded, state.persistent, state.modified
