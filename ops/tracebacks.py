"""Errors as a log may show them: their kind and origin, without the values that they quote.

Drivers, parsers and the standard library quote their input in messages, and the input is what people wrote. For an
error of the database its SQLSTATE, constraint and statement are shown instead, which hold no values.
"""

from __future__ import annotations

import re
import traceback
from types import TracebackType

HIDDEN = "<hidden>"
_OURS = frozenset({"bench", "bot", "db", "desk", "migrations", "ops", "sandbox", "todoist_sync"})
_NAMES_CODE = (AttributeError, ImportError, NameError, TypeError)  # these quote only names of the program
# From the first value on: in quotes, in backquotes, as bytes, a row (PostgreSQL), an input (pydantic).
_FIRST_VALUE = re.compile(r"""['"`«“‘]|^\s*DETAIL:|input_value=""", re.MULTILINE)
_OF_ERROR = re.compile(r"(exception=[\w.]+\(|\b\w*(?:Error|Exception|ExceptionGroup)\()(?!\)).*", re.DOTALL)
_STATEMENT = 300


def describe_error(error: BaseException) -> str:
    """Return the message of an error up to the first value that it quotes; the whole message of an error of ours."""
    if hasattr(error, "statement") or hasattr(error, "sqlstate"):
        return _describe_database_error(error)
    message = _get_message(error)
    if type(error).__module__.partition(".")[0] in _OURS or isinstance(error, _NAMES_CODE):
        return _hide_details(message)
    return cut_at_value(message)


def cut_at_value(message: str) -> str:
    """Return a message up to the first value that it quotes."""
    found = _FIRST_VALUE.search(message)
    return f"{message[: found.start()]}{HIDDEN}" if found else message


def _hide_details(message: str) -> str:
    head, detail, _ = message.partition("DETAIL:")
    return f"{head}{detail} {HIDDEN}" if detail else message


def hide_error_values(text: str) -> str:
    """Return a log line without the arguments of errors in it (asyncio's lines about lost tasks quote them)."""
    return _OF_ERROR.sub(rf"\1{HIDDEN})", text)


def render_traceback(error: BaseException) -> str:
    """Return the traceback of an error and of those that led to it, the first one first: no local variables, no
    values."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n\nwhich led to:\n\n".join(map(_render_one, reversed(chain)))


def render_exc_info(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """Return the traceback for structlog's `exc_info`."""
    return render_traceback(exc_info[1])


def _render_one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error)
    name = (
        kind.__qualname__ if kind.__module__ in {"builtins", "__main__"} else f"{kind.__module__}.{kind.__qualname__}"
    )
    text = f"Traceback (most recent call last):\n{frames}{name}: {describe_error(error)}"
    if isinstance(error, BaseExceptionGroup):
        within = "\n".join(map(render_traceback, error.exceptions))
        text += "\n" + "\n".join(f"  | {line}" for line in within.splitlines())
    return text


def _describe_database_error(error: BaseException) -> str:
    """Return kind, SQLSTATE and names of an error of asyncpg or SQLAlchemy, and the statement: its values are
    parameters."""
    cause = getattr(error, "orig", None) or error
    cause = getattr(cause, "__cause__", None) or cause
    names = (getattr(cause, name, None) for name in ("schema_name", "table_name", "column_name", "constraint_name"))
    parts = [type(cause).__name__]
    if state := getattr(cause, "sqlstate", None):
        parts.append(f"SQLSTATE {state}")
    parts += [str(name) for name in names if name]
    if statement := getattr(error, "statement", None):
        parts.append(f"[SQL: {' '.join(str(statement).split())[:_STATEMENT]}]")
    return ", ".join(parts)


def _get_message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an error that cannot say itself must not end the log
        return HIDDEN
