"""Connections to PostgreSQL that hold up nobody: what vanishes at either end without a word is given up in 25 s.

The limits are set after connecting, as a pooler refuses parameters at start that it does not know. What a server of an
older version has not, is left out; on a Unix socket those of TCP have no effect. Knows nothing of engines.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

Creator = Callable[..., Awaitable[Any]]
"""Makes one connection of the driver; takes the driver's options (`command_timeout`)."""

COMMAND_SECONDS = 60.0
_CONNECT_SECONDS = 10.0
_IDLE_SECONDS, _BETWEEN_SECONDS, _PROBES = 10, 5, 3  # silence, then probes: 25 s
_UNANSWERED_MS = 20_000  # what was sent and nobody confirms
_SERVER = {  # PostgreSQL 18, chapter 19 (read 2026-11); times without a unit are in s for keepalives, in ms otherwise
    "tcp_keepalives_idle": str(_IDLE_SECONDS),
    "tcp_keepalives_interval": str(_BETWEEN_SECONDS),
    "tcp_keepalives_count": str(_PROBES),
    "tcp_user_timeout": str(_UNANSWERED_MS),
    "idle_in_transaction_session_timeout": "60s",  # a process that stands still keeps no row for longer
    "lock_timeout": "5s",  # what another program holds keeps only what needs it: it is tried again by itself
}
_PATIENT = {"statement_timeout": "0"}
_CLIENT = {  # socket(7), tcp(7); where a system has no such option it is left out
    "TCP_KEEPIDLE": _IDLE_SECONDS,
    "TCP_KEEPINTVL": _BETWEEN_SECONDS,
    "TCP_KEEPCNT": _PROBES,
    "TCP_USER_TIMEOUT": _UNANSWERED_MS,
}
_ROUNDS = 3  # somebody else's transaction may have taken the connection that ours left


class PoolerError(Exception):
    """The address leads to a pooler that hands out another server connection for each transaction."""


async def connect(url: str, **options: Any) -> asyncpg.Connection:
    """A connection with all limits; raises what the driver raises, ValueError for what cannot be an address."""
    given = {"timeout": _CONNECT_SECONDS, "command_timeout": COMMAND_SECONDS, **options}
    connection = await asyncpg.connect(url, **given)
    try:
        _watch(connection._transport.get_extra_info("socket"))  # the driver has no other way to its socket
        await limit(connection, _SERVER)
    except BaseException:
        connection.terminate()
        raise
    return connection


def limiting(creator: Creator) -> Creator:
    """The same with the server's limits on each connection."""

    async def made(**options: Any) -> asyncpg.Connection:
        connection = await creator(**{"command_timeout": COMMAND_SECONDS, **options})
        await limit(connection, _SERVER)
        return connection

    return made


def patient(creator: Creator, *, lock_seconds: float) -> Creator:
    """The same for statements that take as long as they take, but wait for a lock for `lock_seconds` only."""

    async def made(**options: Any) -> asyncpg.Connection:
        connection = await creator(**{**options, "command_timeout": None})
        await limit(connection, {**_PATIENT, "lock_timeout": f"{round(lock_seconds * 1000)}ms"})
        return connection

    return made


def direct(creator: Creator) -> Creator:
    """The same, which raises `PoolerError` instead of its first connection where that would not be one of ours."""
    known = False

    async def made(**options: Any) -> asyncpg.Connection:
        nonlocal known
        if not known:
            await refuse_pooler(creator)
            known = True
        return await creator(**options)

    return made


async def refuse_pooler(creator: Creator) -> None:
    """Raise `PoolerError` where one connection of ours is not one of the server's: locks of a session would belong to
    whoever comes next.

    A second connection holds a transaction meanwhile, so that a pooler has to give the first one another server
    connection than it had, or has given the second one the very same.
    """
    async with _open(creator) as first, _open(creator) as second:
        try:
            for _ in range(_ROUNDS):
                before = await _server_of(first)
                async with second.transaction():
                    held = await second.fetchval(_PID)
                    if held == before or await _server_of(first) != before:
                        raise PoolerError
        except asyncpg.PostgresError as error:
            if _refuses_transactions(error):
                raise PoolerError from None
            raise


_PID = "select pg_backend_pid()"


def _refuses_transactions(error: BaseException | None) -> bool:
    """What pooling by statement does with `begin` (pgbouncer 1.18: a violation of the protocol, and the end)."""
    return isinstance(error, asyncpg.ProtocolViolationError) or (
        error is not None and _refuses_transactions(error.__cause__)
    )


async def _server_of(connection: asyncpg.Connection) -> int:
    async with connection.transaction():
        pid: int = await connection.fetchval(_PID)
        return pid


@asynccontextmanager
async def _open(creator: Creator) -> Any:
    """One that keeps no prepared statements, which a pooler may not find again."""
    connection = await creator(statement_cache_size=0)
    try:
        yield connection
    finally:
        connection.terminate()


async def limit(connection: asyncpg.Connection, limits: dict[str, str]) -> None:
    """Set these of the server's settings that it has, for as long as the connection lives."""
    wanted = ", ".join(f"('{name}', '{value}')" for name, value in limits.items())
    await connection.execute(
        f"select set_config(name, value, false) from (values {wanted}) as wanted (name, value)"  # noqa: S608 - ours
        " where current_setting(name, true) is not null"
    )


def _watch(line: Any) -> None:
    """Have the kernel ask a silent other end whether it is there, and give up what is not confirmed."""
    if line is None or line.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _CLIENT.items():
        if (option := getattr(socket, name, None)) is not None:
            line.setsockopt(socket.IPPROTO_TCP, option, value)
