"""Classifies errors of the database: it is away, another transaction has locked what a statement needs, the values are
refused, or it is not as the desk needs it. Knows no caller.

Most of asyncpg's errors, including a server's shutdown, come out of SQLAlchemy as a plain `DBAPIError`, so only the
SQLSTATE tells (PostgreSQL manual, appendix A, read 2026-11).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

Result = TypeVar("Result")
_AGAIN_SECONDS = 0.5

log = structlog.get_logger(__name__)

# no connection · rolled back for another transaction · no resources · shutting down or starting · system error ·
# an error of the server itself, as in a crash
_CLASSES = ("08", "40", "53", "57P", "58", "XX")
# data · integrity · limits of the program: what is too large or too complex
_OF_VALUES = ("22", "23", "54")
_READ_ONLY = "25006"  # what answers is a replica, or a server that takes no changes now
_FULL = "53100"
_LEAVE = ("57P", "58", "XX", _READ_ONLY)
# over the statement timeout · over the lock timeout · idle for too long (the connection is gone)
_STATES = {"57014", "55P03", "25P03", "25P04", _READ_ONLY}
_LOCKED = ("40", "55P03")
_SLOW = ("57014",)
_CLOSED = "connection is closed"  # by the server, before SQLAlchemy had set up the connection
_STATE_OF_CLIENT = "another operation"  # a connection whose server died under a statement


def is_unavailable(error: BaseException) -> bool:
    """Return True if no statement is to blame: the connection broke, the server refuses connections at the moment, it
    rolled back this transaction for another (a deadlock), or a timeout ended it (a server under load)."""
    if is_refused(error):
        return False
    if isinstance(error, OSError | OperationalError | InterfaceError | NoConnectionError):
        return True
    if not isinstance(error, DBAPIError):  # as asyncpg raises it while it connects
        return _is_passing(error) or (isinstance(error, asyncpg.InterfaceError) and _CLOSED in str(error))
    return error.connection_invalidated or _is_passing(error.orig) or _STATE_OF_CLIENT in str(error.orig)


def _is_passing(error: BaseException | None) -> bool:
    state = get_state(error)
    return state.startswith(_CLASSES) or state in _STATES


def is_row_locked(error: BaseException) -> bool:
    """Return True if the database is there and another transaction has what the statement needs: a locked row, or a
    deadlock. Retry as soon as the lock is released."""
    return get_state(error).startswith(_LOCKED)


def is_locked_or_slow(error: BaseException) -> bool:
    """Return True if one statement was not answered in time, for whatever reason: this says nothing about other
    statements. If the whole server hangs, the next statement shows it."""
    return is_row_locked(error) or get_state(error).startswith(_SLOW) or isinstance(error, TimeoutError)


def is_server_to_leave(error: BaseException) -> bool:
    """Return True if the connection is to be closed: its server takes no changes, or is about to end. A new connection
    may lead to another one."""
    return get_state(error).startswith(_LEAVE)


def is_server_full(error: BaseException) -> bool:
    """Return True if the server has no room left for what is written."""
    return get_state(error) == _FULL


def is_refused(error: BaseException) -> bool:
    """Return True if the values themselves are refused, by the server or by the driver before it sends them, or name a
    row that is gone: the same again is of no use. Of all errors of the database only these are an item's own."""
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig is not None else error
    is_unsendable = isinstance(cause, asyncpg.InterfaceError) and isinstance(cause, ValueError)
    return is_unsendable or get_state(error).startswith(_OF_VALUES)


def is_unfit(error: BaseException) -> bool:
    """Return True if the database is there, but not as the desk needs it: a function, table, column or right is
    missing, or a statement is not understood. Nothing that waits is to blame, and nothing of it may be set aside."""
    is_of_database = isinstance(error, DBAPIError | asyncpg.PostgresError)
    return is_of_database and not (is_refused(error) or is_unavailable(error))


def is_away(error: BaseException) -> bool:
    """Return True if nothing can be done before the database is back; `is_unavailable` is true of more errors."""
    return is_unavailable(error) and not is_locked_or_slow(error)


def get_state(error: BaseException | None) -> str:
    """Return the SQLSTATE of an error, "" if it has none."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "")


async def retry_while_unavailable(work: Callable[[], Awaitable[Result]], stop: asyncio.Event) -> Result | None:
    """Return what `work` returns, repeated while the database goes away during it; None if `stop` came first."""
    while not stop.is_set():
        try:
            return await work()
        except Exception as error:
            if not is_unavailable(error):
                raise
            log.warning("the database went away; starting over", error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), _AGAIN_SECONDS)
        except TimeoutError:
            continue
    return None
