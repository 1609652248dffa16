"""The embedded PostgreSQL: the database of a desk without DATABASE_URL.

One server per DATA_DIR, shared by every process that enters `EmbeddedServer`. Each holds a lock that the kernel
releases with it; the last one to leave stops the server. After kill -9 of the last one the server stays and the next
process attaches to it; after kill -9 of the server, `connect` or `ensure_running` starts it again. Knows nothing of
what the desk stores.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg

from db.embedded import server
from db.embedded.file_lock import EmbeddedServerError, FileLock, LockBusyError
from db.embedded.location import ServerLocation, get_data_dir_link, prepare_location, remove_database

__all__ = ["EmbeddedServer", "EmbeddedServerError"]

_PATIENCE = timedelta(seconds=90)  # another process may be creating the cluster, or recovering it
_AT_ONCE = timedelta(milliseconds=1)
_IDLE = timedelta(minutes=10)  # a process that was killed may come back
_LEAVING = timedelta(seconds=2)
_CONNECT = timedelta(seconds=10)
_GONE = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError)

log = logging.getLogger(__name__)


class EmbeddedServer:
    """One use of the server of `data_dir`; `async with` begins and ends it. Raises `EmbeddedServerError`."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._known: tuple[ServerLocation, FileLock] | None = None
        self._password = ""

    async def __aenter__(self) -> Self:
        place = await prepare_location(self._data_dir)
        users = FileLock(place.home, "users.lock")
        try:
            async with _hold_start_lock(place, _PATIENCE):
                await users.acquire(shared=True, patience=_PATIENCE)
                self._password = await server.bring_up(place)
        except BaseException:
            users.release()
            raise
        self._known = place, users
        await clear_orphans(place)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leave()

    async def leave(self) -> None:
        """End this use; the last one stops the server (within seconds). Harmless if repeated."""
        if self._known is None:
            return
        (place, users), self._known = self._known, None
        try:
            async with _hold_start_lock(place, _LEAVING):
                if users.try_exclusive() and not await server.stop_server(place):
                    log.warning("the embedded PostgreSQL is still stopping")
        except LockBusyError:
            log.debug("another process is starting the embedded PostgreSQL: we are not its last user")
        finally:
            users.release()

    @property
    def place(self) -> ServerLocation:
        """The server's directories, for the operator and for tests."""
        if self._known is None:
            raise EmbeddedServerError("the embedded server is used outside `async with`")
        return self._known[0]

    @property
    def url(self) -> str:
        """The address `postgresql://role:password@/pulldesk?host=/directory&port=5432`; holds a secret."""
        return self.get_url(server.DATABASE)

    def get_url(self, database: str) -> str:
        """Return the address of another database of this server; it holds a secret."""
        return server.make_url(self.place, self._password, database)

    async def is_answering(self) -> bool:
        """Return True if the server takes connections at this moment."""
        return await server.probe_health(self.place, self._password) is server.Health.UP

    async def ensure_running(self) -> None:
        """Start the server again if it does not answer."""
        if not await self.is_answering():
            async with _hold_start_lock(self.place, _PATIENCE):
                await server.start_server(self.place, self._password)

    async def connect(self, database: str = server.DATABASE, **options: Any) -> asyncpg.Connection:
        """Open an asyncpg connection, after restarting a dead server: for an engine's `async_creator`."""
        wanted = {"timeout": _CONNECT.total_seconds(), "ssl": False, **options}
        try:
            return await asyncpg.connect(self.get_url(database), **wanted)
        except _GONE:
            await self.ensure_running()
        return await asyncpg.connect(self.get_url(database), **wanted)

    async def create_database(self, name: str, *, template: str | None = None) -> str:
        """Create a further database (of our role), empty or as a copy of `template`; return its address."""
        copy = f" TEMPLATE {_quote(template)}" if template else ""
        await self._execute(f"CREATE DATABASE {_quote(name)}{copy}")
        return self.get_url(name)

    async def drop_database(self, name: str) -> None:
        """Drop a database, closing its connections."""
        drop = f"DROP DATABASE IF EXISTS {_quote(name)}"
        try:
            await self._execute(f"{drop} WITH (FORCE)")
        except asyncpg.InsufficientPrivilegeError:  # autovacuum is connected, which a drop without force ends
            await self._execute(drop)

    async def destroy(self) -> None:
        """Stop the server and delete all its data, for a trial desk.

        Raises `EmbeddedServerError` while others use it.
        """
        place, users = self.place, self._known[1] if self._known else None
        async with _hold_start_lock(place, _PATIENCE):
            if users is None or not users.try_exclusive():
                raise EmbeddedServerError(f"the server in {place.home} has other users")
            if not await server.stop_server(place, mode="immediate"):
                raise EmbeddedServerError(f"the server in {place.home} does not stop")
            remove_database(place)
        self._known = None
        users.release()

    async def _execute(self, statement: str) -> None:
        connection = await self.connect()
        try:
            await connection.execute(statement)
        finally:
            await connection.close(timeout=_CONNECT.total_seconds())


async def clear_orphans(own: ServerLocation) -> None:
    """Stop root's servers that no process uses, and delete databases whose temporary DATA_DIR is gone.

    The database of an ordinary user lies in its DATA_DIR and goes with it, and so does its server within a minute.
    """
    if os.geteuid() != 0:
        return
    for home in {link.with_suffix("") for link in own.home.parent.glob("*.data_dir")} - {own.home}:
        users, starting = FileLock(home, "users.lock"), FileLock(home, "start.lock")
        with suppress(LockBusyError, OSError):
            try:
                await starting.acquire(shared=False, patience=_AT_ONCE)
                await users.acquire(shared=False, patience=_AT_ONCE)
                await _end_orphan(replace(own, home=home, sockets=home / "run"))
            finally:
                users.release()
                starting.release()


async def _end_orphan(place: ServerLocation) -> None:
    is_gone = _is_gone(get_data_dir_link(place.home).readlink())
    if (is_gone or _is_idle(place)) and await server.stop_server(place) and is_gone:
        remove_database(place)


def _is_gone(data_dir: Path) -> bool:
    """Return True if it was a temporary directory and was removed: another directory may only be unmounted now."""
    return data_dir.is_relative_to(Path(tempfile.gettempdir()).resolve()) and not data_dir.exists()


def _is_idle(place: ServerLocation) -> bool:
    pid = place.cluster / "postmaster.pid"
    return pid.exists() and time.time() - pid.stat().st_mtime > _IDLE.total_seconds()


@asynccontextmanager
async def _hold_start_lock(place: ServerLocation, patience: timedelta) -> AsyncIterator[None]:
    """Hold the start lock: only one process at a time starts or stops the server."""
    lock = await FileLock(place.home, "start.lock").acquire(shared=False, patience=patience)
    try:
        yield
    finally:
        lock.release()


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
