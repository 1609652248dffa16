"""The embedded PostgreSQL: the database of a desk without DATABASE_URL.

One server per DATA_DIR, shared by every process that enters `EmbeddedServer`. Each holds a lock that the kernel
releases with it; the last one to leave stops the server. After kill -9 of the last one the server stays and the next
process attaches to it; after kill -9 of the server, `connect` or `ensure_running` starts it again. Knows nothing of
what the desk stores.

Creates, configures, starts, stops and probes one PostgreSQL server, as the user that its location names. The caller
holds the start lock. No secret is on a command line: the role's password goes in by standard input, and the bootstrap
superuser has none and may not connect at all. Knows nothing of the server's users or of what the desk stores in it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shlex
import stat
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import asyncpg

from db.documents import find_document
from db.driver import DatabaseConnection
from db.embedded.file_lock import EmbeddedServerError, FileLock, LockBusyError, open_private
from db.embedded.location import MAJOR, PORT, ServerLocation, get_data_dir_link, prepare_location, remove_database

ROLE = DATABASE = "pulldesk"
_MAX_CONNECTIONS = 200
_LOG_BYTES = 10_000_000
_START = timedelta(seconds=60)
_STOP = timedelta(seconds=7)  # a process has 10 s to end
_PROBE = timedelta(seconds=5)
_INIT = timedelta(seconds=120)
_PAUSE = timedelta(milliseconds=50)


class Health(StrEnum):
    UP = "up"
    BUSY = "busy"  # starting, recovering or shutting down
    DOWN = "down"


def _make_url(place: ServerLocation, password: str, database: str = DATABASE) -> str:
    """Return `postgresql://role:password@/database?host=<directory of the socket>`; it holds a secret."""
    return f"postgresql://{ROLE}:{password}@/{database}?host={quote(str(place.sockets))}&port={PORT}"


async def bring_up(place: ServerLocation) -> str:
    """Make sure that the cluster exists and answers; return the role's password."""
    password = _read_password(place)
    if password is None or not place.cluster.exists():
        await stop_server(place)
        password = await _make_cluster(place)
    await start_server(place, password)
    return password


async def probe_health(place: ServerLocation, password: str) -> Health:
    """Return the health by connecting: the pid file and its process prove nothing."""
    try:
        connection = await asyncpg.connect(_make_url(place, password), timeout=_PROBE.total_seconds(), ssl=False)
    except asyncpg.OperatorInterventionError:  # class 57: starting, ending, or killed while we connect
        return Health.BUSY
    except asyncpg.TooManyConnectionsError:
        return Health.UP
    except (OSError, TimeoutError, asyncpg.PostgresConnectionError):
        return Health.DOWN
    except asyncpg.PostgresError as refused:
        raise EmbeddedServerError(f"the database in {place.home} refuses its own role: {refused}") from None
    await connection.close(timeout=_PROBE.total_seconds())
    return Health.UP


async def start_server(place: ServerLocation, password: str) -> None:
    """Start the server unless it answers; the remains of a killed one get time to end."""
    last = "no answer"
    with suppress(TimeoutError):
        async with asyncio.timeout(_START.total_seconds()):
            while (health := await probe_health(place, password)) is not Health.UP:
                if health is Health.DOWN:
                    last = await _launch(place)
                await asyncio.sleep(_PAUSE.total_seconds())
            return
    raise EmbeddedServerError(f"the embedded PostgreSQL does not start ({last}): see {place.home / 'server.log'}")


async def stop_server(place: ServerLocation, *, mode: str = "fast") -> bool:
    """Shut the server down; return False if it is still there after seven seconds. `mode`: that of pg_ctl; "immediate"
    writes nothing, for data that is not needed any more."""
    if not (place.cluster / "postmaster.pid").exists():
        return True
    seconds = str(int(_STOP.total_seconds()))
    command = ("pg_ctl", "stop", "-D", place.cluster.name, "-m", mode, "-w", "-t", seconds)
    await _run(place, *command, limit=_STOP * 2)
    return not (place.cluster / "postmaster.pid").exists()


async def _launch(place: ServerLocation) -> str:
    """Try to start once; return the last line of a failed try. pg_ctl gives the server a session of its own."""
    _check_version(place)
    await _clear_after_zombie(place)
    _rotate_log(place)
    _write(place, "pg_hba.conf", f"local all {ROLE} scram-sha-256\n", mode=0o644)
    options = " ".join(shlex.quote(word) for word in _list_options(place))
    seconds = str(int(_START.total_seconds()))
    command = (
        "pg_ctl",
        "start",
        "-D",
        place.cluster.name,
        "-l",
        "server.log",
        "-w",
        "-t",
        seconds,
        "-o",
        options,
    )
    code, said = await _run(place, *command, limit=_START)
    lines = said.strip().splitlines()
    return lines[-1] if code and lines else "no answer"


def _list_options(place: ServerLocation) -> list[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        "hba_file": "pg_hba.conf",
        "port": str(PORT),
        "max_connections": str(_MAX_CONNECTIONS),
        # It shares a small machine with the desk: files are in the system's cache anyway.
        "shared_buffers": "32MB",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
        # The log must not show what people write: no details of rows, no statements.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


async def _make_cluster(place: ServerLocation) -> str:
    """Create the cluster under another name and rename it when complete; an existing one gets a new password."""
    password = secrets.token_hex(24)
    target = place.cluster
    if not target.exists():
        target = place.home / "data.new"
        await _run(place, "/bin/rm", "-rf", target.name, limit=_INIT)
        await _run_or_fail(place, "initdb", *_list_initdb_options(target.name))
    words = (
        f"CREATE ROLE {ROLE}",  # refused if it exists, which is harmless
        f"ALTER ROLE {ROLE} LOGIN NOSUPERUSER NOCREATEROLE CREATEDB PASSWORD '{password}'",
        f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
    )
    quiet = ("-c", "log_min_error_statement=panic")
    await _run_or_fail(
        place, "postgres", "--single", "-D", target.name, *quiet, "postgres", stdin="\n".join(words) + "\n"
    )
    _write(place, "password", password, mode=0o600)
    if target != place.cluster:
        target.rename(place.cluster)
    return password


def _list_initdb_options(directory: str) -> list[str]:
    options = ["-D", directory, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
    return [*options, "--auth=reject", "--no-instructions"]


def _check_version(place: ServerLocation) -> None:
    found = (place.cluster / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        page = find_document("docs/how-to/operators/backup.md")
        way = f"back it up with the pulldesk that brings {found}, then restore the backup with this one, see {page}"
        raise EmbeddedServerError(f"{place.home} is of PostgreSQL {found}, this pulldesk brings {MAJOR}: {way}")


async def _clear_after_zombie(place: ServerLocation) -> None:
    """Remove the pid files of a killed server whose parent does not collect it: to PostgreSQL it looks alive."""
    if _is_zombie(place):
        leftovers = ("data/postmaster.pid", str(place.sockets / f".s.PGSQL.{PORT}.lock"))
        await _run(place, "/bin/rm", "-f", *leftovers, limit=_PROBE)


def _is_zombie(place: ServerLocation) -> bool:
    try:
        pid = int((place.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, ValueError, IndexError):  # no pid file, no such process, or no /proc
        return False


def _rotate_log(place: ServerLocation) -> None:
    log = place.home / "server.log"
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.rename(place.home / "server.log.1")


def _read_password(place: ServerLocation) -> str | None:
    try:
        fd = open_private(place.home, "password", os.O_RDONLY)
    except FileNotFoundError:
        return None
    with os.fdopen(fd) as file:
        found = os.fstat(fd)
        if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) != 0o600:
            raise EmbeddedServerError(f"{place.home / 'password'} must be ours with mode 0600: refused")
        return file.read().strip() or None


def _write(place: ServerLocation, name: str, text: str, *, mode: int) -> None:
    """Write a file atomically: under another name, then renamed. Follows no link of the server's user."""
    fresh = f".{name}.new"
    with suppress(FileNotFoundError):
        (place.home / fresh).unlink()
    with os.fdopen(open_private(place.home, fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    (place.home / fresh).rename(place.home / name)


async def _run_or_fail(place: ServerLocation, program: str, *words: str, stdin: str = "") -> None:
    code, said = await _run(place, program, *words, stdin=stdin, limit=_INIT)
    if code:
        raise EmbeddedServerError(f"{program} failed in {place.home}: {' '.join(said.split())[-300:]}")


async def _run(
    place: ServerLocation, program: str, *words: str, limit: timedelta, stdin: str = ""
) -> tuple[int | None, str]:
    """Run a program as the server's user in its home, with an empty environment; return its exit code and output."""
    as_root = os.geteuid() == 0

    def run() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603  (our own program)
            [str(place.programs / program), *words],
            cwd=place.home,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            input=stdin.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            user=place.uid if as_root else None,
            group=place.gid if as_root else None,
            extra_groups=[] if as_root else None,
            timeout=limit.total_seconds(),
            check=False,
        )

    try:
        done = await asyncio.to_thread(run)  # uvloop starts no process as another user
    except subprocess.TimeoutExpired:
        return None, f"{program} took longer than {limit.total_seconds():.0f} s"
    return done.returncode, done.stdout.decode(errors="replace")


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
                self._password = await bring_up(place)
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
                if users.try_exclusive() and not await stop_server(place):
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
        return self.get_url(DATABASE)

    def get_url(self, database: str) -> str:
        """Return the address of another database of this server; it holds a secret."""
        return _make_url(self.place, self._password, database)

    async def is_answering(self) -> bool:
        """Return True if the server takes connections at this moment."""
        return await probe_health(self.place, self._password) is Health.UP

    async def ensure_running(self) -> None:
        """Start the server again if it does not answer."""
        if not await self.is_answering():
            async with _hold_start_lock(self.place, _PATIENCE):
                await start_server(self.place, self._password)

    async def connect(self, database: str = DATABASE, **options: Any) -> asyncpg.Connection:
        """Open an asyncpg connection, after restarting a dead server: for an engine's `async_creator`."""
        wanted = {"timeout": _CONNECT.total_seconds(), "ssl": False, "connection_class": DatabaseConnection, **options}
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
            if not await stop_server(place, mode="immediate"):
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
    if (is_gone or _is_idle(place)) and await stop_server(place) and is_gone:
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
