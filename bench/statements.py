"""Statements as the driver sends them. SQLAlchemy's events see only what goes through it, and the driver's own loggers
no prepared statement (asyncpg 0.32). Must not know who counts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import Pool

Note = Callable[[str, Any], str | None]
"""Takes a statement and its values; of one that is sent for many rows those of all. Returns what is sent instead."""

_NOTES: list[Note] = []
_SENDING = {"query", "bind_execute", "bind_execute_many"}  # a statement, or a prepared one and its values
_OF_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK;")
_OF_DRIVER = ("typeinfo_tree", "'jit'")  # it asks once a connection for a type that it does not know


class _Heard:
    """The driver's protocol of one connection; each statement is told before it is sent."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    def __getattr__(self, name: str) -> Any:
        send = getattr(self._protocol, name)
        if name not in _SENDING:
            return send

        def tell_and_send(*given: Any, **more: Any) -> Any:
            asked, *values = (*given, *more.values())
            is_plain = isinstance(asked, str)
            instead = _tell(asked if is_plain else asked.query, () if is_plain else values[0])
            return self._protocol.query(instead, None) if instead else send(*given, **more)

        return tell_and_send


def _tell(statement: str, values: Any) -> str | None:
    return next(filter(None, [note(statement, values) for note in _NOTES]), None)


def is_overhead(statement: str) -> bool:
    """Return True if it only begins or ends a transaction, or is the driver's own."""
    return statement.startswith(_OF_TRANSACTION) or any(words in statement for words in _OF_DRIVER)


def hear_statements(note: Note) -> None:
    """Tell of every statement that engines of this process send from now on on connections that they then take."""
    _NOTES.append(note)


@contextmanager
def hear_meanwhile(note: Note) -> Iterator[None]:
    """Tell of the statements that are sent meanwhile."""
    _NOTES.append(note)
    try:
        yield
    finally:
        _NOTES.remove(note)


@event.listens_for(Pool, "checkout")
def _stand_before(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
    driver: Any = connection.driver_connection
    if not isinstance(driver._protocol, _Heard):
        driver._protocol = _Heard(driver._protocol)
