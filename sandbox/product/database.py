"""The demo's database: a new one at each start, marked as the sandbox's; only marked ones are dropped.

Must not know what a desk stores except its mark.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg

from db import migrate
from db.database import create_engine
from db.embedded.file_lock import FileLock, LockBusyError
from db.embedded.shared_server import EmbeddedServer

PREFIX = "sandbox_"
CHECK_SECONDS = 1.0
_PATIENCE = timedelta(seconds=0.5)


class NotOursError(Exception):
    """A database or directory that the sandbox must not touch; the message is one line."""


async def watch_server(server: EmbeddedServer) -> None:
    """Start the database server again whenever it was killed, until cancelled."""
    while True:
        await server.ensure_running()
        await asyncio.sleep(CHECK_SECONDS)


async def lock_directory(data_dir: Path) -> FileLock:
    """Lock the directory against other sandboxes. Raise NotOursError if one is running there."""
    await asyncio.to_thread(data_dir.mkdir, parents=True, exist_ok=True, mode=0o700)
    try:
        return await FileLock(data_dir, "sandbox.lock").acquire(shared=False, patience=_PATIENCE)
    except LockBusyError:
        raise NotOursError(f"another sandbox is running in {data_dir}; stop it first") from None


async def create_fresh_database(server: EmbeddedServer, mark: str) -> str:
    """Drop what earlier demos left, and create a migrated, marked database; return its address, which holds a
    secret."""
    for name in await _list_old_databases(server):
        if not await _can_drop(server, name):
            raise NotOursError(f"database {name} is neither empty nor marked by the sandbox; it stays as it is")
        await server.drop_database(name)
    url = await server.create_database(PREFIX + mark)
    engine = create_engine(url)
    try:
        await migrate.upgrade(engine)
    finally:
        await engine.dispose()
    await _write_mark(server, PREFIX + mark, mark)
    return url


async def _list_old_databases(server: EmbeddedServer) -> list[str]:
    connection = await server.connect()
    try:
        rows = await connection.fetch(
            "select datname from pg_database where datname like $1 order by 1", PREFIX.replace("_", r"\_") + "%"
        )
    finally:
        await connection.close()
    return [row["datname"] for row in rows]


async def _can_drop(server: EmbeddedServer, name: str) -> bool:
    connection = await server.connect(name)
    try:
        tables = await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'")
        if not tables:
            return True
        marked = await connection.fetchval("select sandbox_mark is not null from desk")
    except asyncpg.UndefinedTableError:
        return False
    finally:
        await connection.close()
    return bool(marked)


async def _write_mark(server: EmbeddedServer, name: str, mark: str) -> None:
    connection = await server.connect(name)
    try:
        await connection.execute(
            "insert into desk (id, sandbox_mark) values (1, $1) on conflict (id) do update set sandbox_mark = $1",
            mark,
        )
    finally:
        await connection.close()
