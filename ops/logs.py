"""Structured logs on standard error, without secrets and without what people wrote."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
import warnings
from collections.abc import Iterable
from logging import Handler
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "<hidden>"
_OURS = frozenset({"bench", "bot", "db", "desk", "migrations", "ops", "sandbox", "todoist_sync"})
_NAMES_CODE = (AttributeError, ImportError, NameError, TypeError)  # these quote only names of the program
# From the first value on: in quotes, in backquotes, as bytes, a row (PostgreSQL), an input (pydantic).
_FIRST_VALUE = re.compile(r"""['"`«“‘]|^\s*DETAIL:|input_value=""", re.MULTILINE)
_OF_ERROR = re.compile(r"(exception=[\w.]+\(|\b\w*(?:Error|Exception|ExceptionGroup)\()(?!\)).*", re.DOTALL)
_STATEMENT = 300


def _describe_error(error: BaseException) -> str:
    """Return the message of an error up to the first value that it quotes; the whole message of an error of ours."""
    if hasattr(error, "statement") or hasattr(error, "sqlstate"):
        return _describe_database_error(error)
    message = _get_message(error)
    if type(error).__module__.partition(".")[0] in _OURS or isinstance(error, _NAMES_CODE):
        return _hide_details(message)
    return _cut_at_value(message)


def _cut_at_value(message: str) -> str:
    """Return a message up to the first value that it quotes."""
    found = _FIRST_VALUE.search(message)
    return f"{message[: found.start()]}{HIDDEN}" if found else message


def _hide_details(message: str) -> str:
    head, detail, _ = message.partition("DETAIL:")
    return f"{head}{detail} {HIDDEN}" if detail else message


def _hide_error_values(text: str) -> str:
    """Return a log line without the arguments of errors in it (asyncio's lines about lost tasks quote them)."""
    return _OF_ERROR.sub(rf"\1{HIDDEN})", text)


def _render_traceback(error: BaseException) -> str:
    """Return the traceback of an error and of those that led to it, the first one first: no local variables, no
    values."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n\nwhich led to:\n\n".join(map(_render_one, reversed(chain)))


def _render_exc_info(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """Return the traceback for structlog's `exc_info`."""
    return _render_traceback(exc_info[1])


def _render_one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error)
    name = (
        kind.__qualname__ if kind.__module__ in {"builtins", "__main__"} else f"{kind.__module__}.{kind.__qualname__}"
    )
    text = f"Traceback (most recent call last):\n{frames}{name}: {_describe_error(error)}"
    if isinstance(error, BaseExceptionGroup):
        within = "\n".join(map(_render_traceback, error.exceptions))
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


_BOT_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[\w-]{30,}", re.ASCII)
_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)([^/@\s:]*):[^/@\s]+(?=@)")
# Values that drivers quote in their errors: rows (PostgreSQL) and input (pydantic).
_QUOTED_VALUES = re.compile(r"(?m)^(\s*DETAIL:).*$|(input_value=).*?(?=, input_type=|\]?$)")
_OWN = (
    "__main__", "bot", "db", "desk", "doctor", "mail", "migrations", "ops", "reports", "sandbox", "todoist_sync", "web",
)  # fmt: skip
"""Whose lines are logged from the level that is wanted. What libraries say below a warning repeats what we log, or
names addresses with tokens in them."""


class Redactor:
    """Removes known secrets, and all that has the shape of one, from a finished line."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Add a secret, also as it looks within JSON or an address. One of fewer than 4 characters is ignored."""
        if len(secret) >= 4:
            quoted = (repr(secret), json.dumps(secret), json.dumps(secret, ensure_ascii=False))
            self._secrets |= {secret, quote(secret, safe=""), *(word[1:-1] for word in quoted)}

    def __call__(self, line: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            line = line.replace(secret, HIDDEN)
        line = _PASSWORD_IN_ADDRESS.sub(rf"\1:{HIDDEN}", line)
        return _BOT_TOKEN.sub(HIDDEN, line)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Renders, then redacts, so that nothing in a message, a value or a traceback escapes."""

    def __init__(self, redact: Redactor, processors: list[Processor], first: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=first)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def configure_logs(
    level: str, form: str, secrets: Iterable[str], stream: TextIO | None = None, *, path: Path | None = None
) -> Redactor:
    """Send structlog's and the standard library's records to `stream` (standard error) in `form` console or json, and
    to the file at `path`. A file that was moved away, such as by logrotate, is opened anew; several processes may share
    it. Raises OSError if it cannot be opened.

    Returns the redactor, for secrets that become known later.
    """
    stream = stream or sys.stderr
    redact = Redactor(secrets)
    first = _first_steps()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter(redact, _last_steps(form, colors=stream.isatty()), first))
    root = logging.getLogger()
    root.handlers[:] = [handler, *_make_file_handlers(path, redact, form, first)]
    for name in _OWN:
        logging.getLogger(name).setLevel(level)
    root.setLevel(max(logging.WARNING, logging.getLogger("ops").level))
    logging.raiseExceptions = False  # a record that cannot be written must not print its arguments
    logging.captureWarnings(True)
    warnings.simplefilter("default")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *first,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _log_uncaught
    return redact


def _make_file_handlers(path: Path | None, redact: Redactor, form: str, first: list[Processor]) -> list[Handler]:
    if path is None:
        return []
    handler = WatchedFileHandler(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(_Formatter(redact, _last_steps(form, colors=False), first))
    return [handler]


def _first_steps() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _last_steps(form: str, *, colors: bool) -> list[Processor]:
    steps: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.ExceptionRenderer(_render_exc_info),
        _hide_quoted_values,
    ]
    if form == "json":
        return [*steps, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
    plain = structlog.dev.plain_traceback
    return [*steps, structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]


def _hide_quoted_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if key != "exception":
            event[key] = _show_value(value)
    return event


def _show_value(value: Any) -> Any:
    """Return a logged value in which errors say nothing that they quote."""
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {_describe_error(value)}"
    if isinstance(value, list | tuple | set | frozenset):
        return [_show_value(one) for one in value]
    if isinstance(value, dict):
        return {key: _show_value(one) for key, one in value.items()}
    if isinstance(value, str):
        return _hide_error_values(_QUOTED_VALUES.sub(lambda found: f"{found[1] or found[2]}{HIDDEN}", value))
    return value


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("ops").critical("uncaught", exc_info=(kind, error, trace))
