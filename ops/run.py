"""The life of a process: settings, signals, exit codes. 0: stopped on request; 1: an error of ours; 2: a wrong setting.

Knows no channel: the caller says what to load and what to serve.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import re
import select
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from logging import Handler
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TextIO, TypeVar
from urllib.parse import quote

import structlog
import uvloop
from prometheus_client import Counter
from structlog.typing import EventDict, Processor, WrappedLogger

from db.embedded.file_lock import EmbeddedServerError
from db.settings import Settings, SettingsError
from ops import health
from ops.readiness import Pages
from ops.tasks import run_all_or_none, sleep_or_stop

# Errors as a log may show them: their kind and origin, without the values that they quote. Drivers, parsers and the
# standard library quote their input in messages, and the input is what people wrote. For an error of the database its
# SQLSTATE, constraint and statement are shown instead, which hold no values.


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


S = TypeVar("S", bound=Settings)
Serve = Callable[[S, asyncio.Event, Pages], Awaitable[None]]
"""Serves until the event is set; shows on the pages of its process how it is."""

_ORDERLY = timedelta(seconds=8)
_WHOLE = timedelta(seconds=9.5)  # SIGTERM ends a process within 10 s
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)  # before a part starts again after so many failures in a row
_SETTLED_SECONDS = 300.0  # a part that worked for so long fails for the first time
_TOGETHER = "pulldesk"
_RESTARTS = Counter("pulldesk_part_restarts_total", "Parts of this process that failed and started again", ["part"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ProcessPart(Generic[S]):
    """The work of a process, alone or beside other parts; its name, and how its settings are loaded."""

    name: str
    load: Callable[[], S]
    serve: Serve[S]


def run_process(*parts: ProcessPart[Any]) -> int:
    """Load the settings, set up the logs and serve until SIGTERM, SIGINT or SIGHUP; return the exit code.

    `serve` ends soon after its event is set: after 8 s it is cancelled, after 9.5 s the process ends anyway. When it is
    started it may raise `SettingsError` for settings that turn out wrong, such as a refused token, which ends the
    process; later it waits, as the answer of another service is no reason to end. A mistake of ours ends a process of
    one part; of several parts, the one that made it is started again alone, also if it is refused a setting then.
    """
    name = parts[0].name if len(parts) == 1 else _TOGETHER
    try:
        settings = _load_all(parts)
        _set_up_logs(settings)
        for line in _list_warnings(settings):
            log.warning(line)
        with _Ending() as ending:
            uvloop.run(_serve_until_stopped(parts, settings, ending))
    except (SettingsError, EmbeddedServerError) as error:
        return print_refusal(name, error)
    except Exception:
        log.exception("stopped by a mistake")
        return 1
    return 0


def _load_all(parts: Sequence[ProcessPart[Any]]) -> list[Settings]:
    """Load the settings of each part. Raises SettingsError for all that are wrong: a line for each variable."""
    loaded: list[Settings] = []
    wrong: dict[str, str] = {}
    for part in parts:
        try:
            loaded.append(part.load())
        except SettingsError as error:
            for line in str(error).splitlines():
                wrong.setdefault(line.partition(" ")[0], line)
    if wrong:
        raise SettingsError("\n".join(wrong.values()))
    return loaded


def _set_up_logs(loaded: Sequence[Settings]) -> None:
    """Set up the logs as the settings say that all parts share."""
    settings = loaded[0]
    secrets = [secret for one in loaded for secret in one.get_secrets()]
    try:
        configure_logs(settings.log_level, settings.log_format, secrets, path=settings.log_file)
    except OSError as error:
        raise SettingsError(f"LOG_FILE should hold a file that can be written: {error.strerror}") from None


def _list_warnings(loaded: Sequence[Settings]) -> list[str]:
    """Return each warning once. What one part does not know may be a setting of another."""
    known = {name.upper() for one in loaded for name in type(one).model_fields}
    typos = [line for one in loaded for line in one.get_typos() if line.partition(" ")[0] not in known]
    return list(dict.fromkeys([*(line for one in loaded for line in one.get_warnings()), *typos]))


def print_refusal(name: str, why: Exception | str) -> int:
    """Print on standard error what a process refuses, its name before each line; return the exit code."""
    sys.stderr.writelines(f"{name}: {line}\n" for line in str(why).splitlines())
    return 2


def print_usage(words: str, arguments: Sequence[str]) -> int:
    """Print how a process is started, on request or after wrong arguments; return the exit code."""
    asked = arguments[0] in ("-h", "--help")
    (sys.stdout if asked else sys.stderr).write(f"usage: {words}\n")
    return 0 if asked else 2


def exit_process(code: int) -> NoReturn:
    """End the process without unloading its modules, which would cost a second of CPU; everything is closed already."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


async def _serve_until_stopped(
    parts: Sequence[ProcessPart[Any]], settings: Sequence[Settings], ending: _Ending
) -> None:
    _collect_garbage_rarely()
    stop = asyncio.Event()
    served = asyncio.ensure_future(_serve_all(parts, settings, stop))
    call_on_end(partial(ending.begin, stop, served))
    watched = asyncio.ensure_future(health.report_alive(os.environ))
    try:
        await served
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
        log.warning("stopped before everything had ended; what was under way is in the database")
    finally:
        watched.cancel()


async def _serve_all(parts: Sequence[ProcessPart[Any]], settings: Sequence[Settings], stop: asyncio.Event) -> None:
    """Serve the one part, or keep all of several serving; what one refuses ends the others in an orderly way."""
    pages = Pages()
    if len(parts) == 1:
        await parts[0].serve(settings[0], stop, pages)
        return
    for part in parts:
        pages.say(part.name, "starting")
        _RESTARTS.labels(part.name)  # shown from the start: an alert sees the first one rise
    *most, last = [partial(_keep_serving, part, one, pages) for part, one in zip(parts, settings, strict=True)]
    await run_all_or_none(stop, most, last)


async def _keep_serving(part: ProcessPart[S], settings: S, pages: Pages, stop: asyncio.Event) -> None:
    """Serve a part until `stop`. If it fails, say so and start it again after a pause that grows while it fails. Only
    its first start may end the process: not what it is refused after it has worked for long."""
    structlog.contextvars.bind_contextvars(part=part.name)
    failures, state = 0, "failed, starts again"
    while not stop.is_set():
        began = time.monotonic()
        try:
            await _serve_once(part, settings, pages, stop)
            state = "failed, starts again"
        except (SettingsError, EmbeddedServerError) as error:
            if not failures and time.monotonic() - began <= _SETTLED_SECONDS:
                raise
            log.error("this part is refused a setting", why=str(error))
            state = "a setting is refused, starts again"
        if stop.is_set():
            return
        failures = 1 if time.monotonic() - began > _SETTLED_SECONDS else failures + 1
        pause = _PAUSES[min(failures, len(_PAUSES)) - 1]
        pages.say(part.name, state)
        _RESTARTS.labels(part.name).inc()
        log.warning("this part of the process starts again", seconds=pause)
        await sleep_or_stop(stop, pause)


async def _serve_once(part: ProcessPart[S], settings: S, pages: Pages, stop: asyncio.Event) -> None:
    """Serve a part until `stop`, or until it fails. It may set its event itself, which stops no other part."""
    own = asyncio.Event()
    serving = asyncio.ensure_future(part.serve(settings, own, pages))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        own.set()
        await asyncio.wait({serving})
        if not serving.cancelled() or stop.is_set():
            await serving
    except (SettingsError, EmbeddedServerError):
        raise
    except Exception:
        if stop.is_set():
            raise
        log.exception("stopped by a mistake")
    finally:
        stopping.cancel()
        serving.cancel()
        await asyncio.wait({serving})


def _collect_garbage_rarely() -> None:
    """Exclude imported objects from garbage collection, and collect after 10,000 new objects instead of 700. Garbage of
    the import, one object in a hundred, stays: to look for it takes a tenth of the start."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 5)
    gc.enable()


class _Ending:
    """Begins at the first signal; a second one cancels the work. A stuck event loop does not delay the end."""

    def __init__(self) -> None:
        self._last = threading.Timer(_WHOLE.total_seconds(), os._exit, args=(0,))
        self._last.daemon = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._last.cancel()

    def begin(self, stop: asyncio.Event, served: asyncio.Future[None]) -> None:
        if stop.is_set():
            served.cancel()
            return
        stop.set()
        asyncio.get_running_loop().call_later(_ORDERLY.total_seconds(), served.cancel)
        self._last.start()


# The reasons for a process to end: signals, and the end of its terminal.


def call_on_end(call: Callable[[], object]) -> None:
    """Have the running loop call `call` at SIGTERM, at Ctrl-C, and when the terminal is closed: that would kill the
    process and leave its children and its database running. Under nohup (SIGHUP is ignored) it goes on."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, call)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        loop.add_signal_handler(signal.SIGHUP, call)
        _watch_terminal(loop, call)


def _watch_terminal(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    """Call at the terminal's end, too: SIGHUP goes to the session's leader only, and make does not pass it on."""
    terminal = next((fd for fd in (0, 1, 2) if _is_in_foreground(fd)), None)
    if terminal is None or not hasattr(select, "epoll"):
        return
    watch = select.epoll()
    watch.register(terminal, 0)  # only its end: input is not read

    def closed() -> None:
        loop.remove_reader(watch.fileno())
        watch.close()
        call()

    loop.add_reader(watch.fileno(), closed)


def _is_in_foreground(fd: int) -> bool:
    with suppress(OSError):
        return os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
    return False


# Structured logs on standard error, without secrets and without what people wrote. Standard output stays free for
# what must not be in a log. Knows no setting by name.


_BOT_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[\w-]{30,}", re.ASCII)
_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)([^/@\s:]*):[^/@\s]+(?=@)")
# Values that drivers quote in their errors: rows (PostgreSQL) and input (pydantic).
_QUOTED_VALUES = re.compile(r"(?m)^(\s*DETAIL:).*$|(input_value=).*?(?=, input_type=|\]?$)")
_OWN = (
    "__main__", "bot", "db", "desk", "doctor", "mail", "migrations", "ops", "reports", "sandbox", "todoist_sync", "web",
)  # fmt: skip
"""Whose lines are logged from the level that is wanted. What libraries say below a warning repeats what we log, names
addresses with tokens in them, or is hundreds of lines for one picture."""
_FONTS = "matplotlib"  # warns that it looks for fonts, at each first picture
_AGAIN = timedelta(minutes=10)


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
    logging.getLogger(_FONTS).setLevel(logging.ERROR)
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
