"""Connections to PostgreSQL with limits: a connection whose other end has vanished is closed after 25 s.

The limits are set after connecting, because a pooler refuses parameters at start that it does not know. A setting that
an older server does not have is left out; on a Unix socket the TCP settings have no effect. Knows nothing of
engines.
"""

from __future__ import annotations

import secrets
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import asyncpg

from db.settings import SettingsError

Creator = Callable[..., Awaitable[Any]]
"""Opens one connection of the driver; takes the driver's options (`command_timeout`)."""

ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What the driver raises; outside of statements of SQLAlchemy nothing translates it."""

SESSION_NAME = "pulldesk-"
"""The beginning of every session's name; the rest tells the engines apart, of which a process has one."""

_COMMAND_SECONDS = 60.0
_CONNECT_SECONDS = 10.0
_IDLE_SECONDS, _BETWEEN_SECONDS, _PROBES = 10, 5, 3  # silence, then probes: 25 s
_UNANSWERED_MS = 20_000  # sent data without acknowledgement
_SERVER = {  # PostgreSQL 18, chapter 19 (read 2026-11); times without a unit are in s for keepalives, in ms otherwise
    "tcp_keepalives_idle": str(_IDLE_SECONDS),
    "tcp_keepalives_interval": str(_BETWEEN_SECONDS),
    "tcp_keepalives_count": str(_PROBES),
    "tcp_user_timeout": str(_UNANSWERED_MS),
    "idle_in_transaction_session_timeout": "60s",  # a hanging process locks no row for longer
    "lock_timeout": "5s",  # a lock of another program blocks only its waiters, which retry
}
_CLIENT = {  # socket(7), tcp(7); where a system has no such option it is left out
    "TCP_KEEPIDLE": _IDLE_SECONDS,
    "TCP_KEEPINTVL": _BETWEEN_SECONDS,
    "TCP_KEEPCNT": _PROBES,
    "TCP_USER_TIMEOUT": _UNANSWERED_MS,
}
_ROUNDS = 3  # another client's transaction may have taken the server connection that ours left
_PID = "select pg_backend_pid()"
_POOLER = (
    "PostgreSQL itself or to a pooler in session mode",
    "shares server connections between transactions",
)


OLDEST = 15
"""The oldest PostgreSQL that a desk works on, as `make oldest` tries it: Debian 12 has it."""


class UnfitServerError(SettingsError):
    """The address leads to a server that no desk works on; the message is for the operator."""

    def __init__(self, kinds: str, found: str) -> None:
        super().__init__(f"DATABASE_URL should lead to {kinds}: this one {found}")


class DatabaseConnection(asyncpg.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection whose kernel probes a silent server and closes if sent data is not acknowledged; on a Unix socket
    there is nothing to probe."""

    __slots__ = ()

    def __init__(self, protocol: Any, transport: Any, *others: Any) -> None:
        super().__init__(protocol, transport, *others)
        line = transport.get_extra_info("socket")
        if line is None or line.family not in {socket.AF_INET, socket.AF_INET6}:
            return
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _CLIENT.items():
            if (option := getattr(socket, name, None)) is not None:
                line.setsockopt(socket.IPPROTO_TCP, option, value)

    async def close(self, **options: Any) -> None:
        """Close the connection; one whose other end has gone meanwhile is closed already."""
        with suppress(ConnectionError):
            await super().close(**options)


async def open_connection(url: str, **options: Any) -> asyncpg.Connection:
    """Open a connection with all limits. Raises what the driver raises, ValueError for what cannot be an address, and
    SettingsError for a file of certificates that is not there."""
    given = {"timeout": _CONNECT_SECONDS, "command_timeout": _COMMAND_SECONDS, **choose_trust(url), **options}
    return await _limit(await asyncpg.connect(url, connection_class=DatabaseConnection, **given), _SERVER)


def choose_trust(url: str) -> dict[str, ssl.SSLContext]:
    """Return the driver's option that trusts the system's authorities, if a certificate is to be verified and no file
    of authorities is named, or `system`, as libpq calls it (PostgreSQL 18, 32.1.2, read 2026-11); the driver knows only
    files. Raises SettingsError if the file that is named is not there."""
    asked = dict(parse_qsl(urlsplit(url).query))
    mode, authorities = asked.get("sslmode", ""), asked.get("sslrootcert", "")
    if not mode.startswith("verify-"):
        return {}
    if authorities not in ("", "system"):
        if not Path(authorities).is_file():
            raise SettingsError(f"DATABASE_URL should name a file of certificates: sslrootcert={authorities} is none")
        return {}
    if not authorities and (Path.home() / ".postgresql" / "root.crt").exists():
        return {}
    context = ssl.create_default_context()
    context.check_hostname = mode == "verify-full"
    return {"ssl": context}


def limit_connections(creator: Creator) -> Creator:
    """Return a creator that sets the server's limits on each connection."""

    async def made(**options: Any) -> asyncpg.Connection:
        return await _limit(await creator(**{"command_timeout": _COMMAND_SECONDS, **options}), _SERVER)

    return made


def name_sessions(creator: Creator) -> Creator:
    """Return a creator whose connections share a name of their own, by which the sessions of one process are found."""
    settings = {"application_name": SESSION_NAME + secrets.token_hex(8)}

    async def made(**options: Any) -> asyncpg.Connection:
        return await creator(**{"server_settings": settings, **options})

    return made


def allow_long_statements(creator: Creator, *, lock_seconds: float) -> Creator:
    """Return a creator without a statement timeout, whose connections wait for a lock only `lock_seconds`."""
    limits = {"statement_timeout": "0", "lock_timeout": f"{round(lock_seconds * 1000)}ms"}

    async def made(**options: Any) -> asyncpg.Connection:
        return await _limit(await creator(**{**options, "command_timeout": None}), limits)

    return made


async def _limit(connection: asyncpg.Connection, limits: dict[str, str]) -> asyncpg.Connection:
    """Set those of the settings that the server knows, for the life of the connection."""
    wanted = ", ".join(f"('{name}', '{value}')" for name, value in limits.items())
    try:
        await connection.execute(
            f"select set_config(name, value, false) from (values {wanted}) as wanted (name, value)"  # noqa: S608 - ours
            " where current_setting(name, true) is not null"
        )
    except BaseException:
        connection.terminate()
        raise
    return connection


def refuse_unfit(creator: Creator, *, oldest: int = OLDEST) -> Creator:
    """Return a creator that raises `UnfitServerError` instead of opening its first connection to a server older than
    the `oldest`, to a database that cannot hold all words, or through a transaction pooler."""
    known = False

    async def made(**options: Any) -> asyncpg.Connection:
        nonlocal known
        if not known:
            await _refuse_old(creator, oldest)
            await _refuse_pooler(creator)
            known = True
        return await creator(**options)

    return made


async def _refuse_old(creator: Creator, oldest: int) -> None:
    async with _open(creator) as connection:
        found, encoding = connection.get_server_version().major, connection.get_settings().server_encoding
    if found < oldest:
        raise UnfitServerError(f"PostgreSQL {oldest} or newer", f"is PostgreSQL {found}")
    if encoding != "UTF8":
        raise UnfitServerError("a database in UTF8", f"is in {encoding}")


async def _refuse_pooler(creator: Creator) -> None:
    """Raise `UnfitServerError` unless one connection of ours is one of the server's: otherwise session locks would
    belong to the next client.

    A second connection holds a transaction, so a pooler has to give the first one another server connection than
    before, or has given the second one the very same.
    """
    async with _open(creator) as first, _open(creator) as second:
        try:
            for _ in range(_ROUNDS):
                before = await _get_server_pid(first)
                async with second.transaction():
                    if await second.fetchval(_PID) == before or await _get_server_pid(first) != before:
                        raise UnfitServerError(*_POOLER)
        except asyncpg.PostgresConnectionError as error:
            # pooling by statement refuses `begin` and hangs up (pgbouncer 1.18)
            if isinstance(error.__cause__ or error, asyncpg.ProtocolViolationError):
                raise UnfitServerError(*_POOLER) from None
            raise


async def _get_server_pid(connection: asyncpg.Connection) -> int:
    async with connection.transaction():
        pid: int = await connection.fetchval(_PID)
        return pid


@asynccontextmanager
async def _open(creator: Creator) -> Any:
    """Open a connection without prepared statements, which a pooler may not find again."""
    connection = await creator(statement_cache_size=0)
    try:
        yield connection
    finally:
        connection.terminate()
