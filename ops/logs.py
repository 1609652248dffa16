"""Structured logs on standard error, without secrets and without what people wrote.

Standard output stays free for what must not be in a log. Knows no setting by name.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from logging import Handler
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from ops import tracebacks
from ops.tracebacks import HIDDEN

_BOT_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[\w-]{30,}", re.ASCII)
_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)([^/@\s:]*):[^/@\s]+(?=@)")
# Values that drivers quote in their errors: rows (PostgreSQL) and input (pydantic).
_QUOTED_VALUES = re.compile(r"(?m)^(\s*DETAIL:).*$|(input_value=).*?(?=, input_type=|\]?$)")
_AT_LEAST = {
    "alembic": logging.WARNING,  # these name addresses with tokens in them, or repeat what we log ourselves
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiogram": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "asyncio": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "uvicorn": logging.WARNING,  # `web` itself logs the panel's address
}
_AGAIN = timedelta(minutes=10)

log = structlog.get_logger(__name__)


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
    root.setLevel(level)
    for name, least in _AT_LEAST.items():
        logging.getLogger(name).setLevel(max(least, root.level))
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
        structlog.processors.ExceptionRenderer(tracebacks.render_exc_info),
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
        return f"{type(value).__name__}: {tracebacks.describe_error(value)}"
    if isinstance(value, list | tuple | set | frozenset):
        return [_show_value(one) for one in value]
    if isinstance(value, dict):
        return {key: _show_value(one) for key, one in value.items()}
    if isinstance(value, str):
        return tracebacks.hide_error_values(_QUOTED_VALUES.sub(lambda found: f"{found[1] or found[2]}{HIDDEN}", value))
    return value


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("ops").critical("uncaught", exc_info=(kind, error, trace))


class TroubleLog:
    """The trouble with one side, such as Telegram. Trouble that comes and goes is not logged more often either."""

    def __init__(self, side: str, now: Callable[[], datetime]) -> None:
        self._side, self._now = side, now
        self._since: datetime | None = None
        self._line = ""
        self._said_at: datetime | None = None
        self._said = False

    def report(self, line: str, **facts: str | int) -> None:
        """Log a line about a failure, unless it was the last one and is not ten minutes old."""
        now = self._now()
        self._since = self._since or now
        if line == self._line and self._said_at is not None and now - self._said_at < _AGAIN:
            return
        log.warning(line, **facts, minutes=_count_minutes(self._since, now))
        self._line, self._said_at, self._said = line, now, True

    def end(self) -> None:
        """Say that the side is back, if its trouble was logged."""
        if self._since is not None and self._said:
            log.info(f"{self._side} is back after {_count_minutes(self._since, self._now())} min")
        self._since, self._said = None, False


def _count_minutes(since: datetime, now: datetime) -> int:
    return max(int((now - since).total_seconds() // 60), 0)
