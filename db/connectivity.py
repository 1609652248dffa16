"""What an error of the database says: that it went away, that somebody else kept what a statement waited for, or that
the statement is wrong. Knows no caller.

Most of asyncpg's errors, a server's shutdown among them, come out of SQLAlchemy as a plain `DBAPIError`: it is the
SQLSTATE that tells (PostgreSQL manual, appendix A, read 2026-11).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

Result = TypeVar("Result")
_AGAIN_SECONDS = 0.5

log = structlog.get_logger(__name__)

# no connection · given up for another transaction · no resources · shutting down or starting · trouble of its system
_CLASSES = ("08", "40", "53", "57P", "58")
# took longer than the role may · a lock that others kept · stood still for too long (the connection is gone)
_STATES = {"57014", "55P03", "25P03", "25P04"}
_HELD = ("40", "55P03")
_SLOW = ("57014",)
_STATE_OF_CLIENT = "another operation"  # a connection whose server died under a statement


def is_unavailable(error: BaseException) -> bool:
    """True for what no statement is to blame for: the connection broke, the server takes none at the moment, it gave
    this transaction up for another (a deadlock), or a limit of time ended it (a server under load)."""
    if isinstance(error, OSError | OperationalError | InterfaceError | NoConnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or _is_passing(error.orig) or _STATE_OF_CLIENT in str(error.orig)


def _is_passing(error: BaseException | None) -> bool:
    state = _state_of(error)
    return state.startswith(_CLASSES) or state in _STATES


def was_held(error: BaseException) -> bool:
    """True where the database is there, and somebody else kept what the statement waited for: another program holds the
    row, or two transactions waited for each other. The same may be done as soon as the other lets go."""
    return _state_of(error).startswith(_HELD)


def had_no_turn(error: BaseException) -> bool:
    """True where one statement was not answered in its time, by whomever it was kept: that says nothing about any other
    statement. Where the server stands still altogether, the next one tells."""
    return was_held(error) or _state_of(error).startswith(_SLOW) or isinstance(error, TimeoutError)


def is_away(error: BaseException) -> bool:
    """True where nothing can be done before the database is there again; `is_unavailable` is true of more."""
    return is_unavailable(error) and not had_no_turn(error)


def _state_of(error: BaseException | None) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "")


async def retry_while_unavailable(work: Callable[[], Awaitable[Result]], stop: asyncio.Event) -> Result | None:
    """What `work` returns, begun anew while the database goes away in the middle of it; None: `stop` came first."""
    while not stop.is_set():
        try:
            return await work()
        except Exception as error:
            if not is_unavailable(error):
                raise
            log.warning("the database went away; beginning anew", error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), _AGAIN_SECONDS)
        except TimeoutError:
            continue
    return None
