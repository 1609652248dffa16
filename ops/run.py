"""The life of a process: settings, signals, exit codes. 0: stopped on request; 1: an error of ours; 2: a wrong setting.

Knows no channel: the caller says what to load and what to serve.

Errors as a log may show them: their kind and origin, without the values that they quote. Drivers, parsers and the
standard library quote their input in messages, and the input is what people wrote. For an error of the database its
SQLSTATE, constraint and statement are shown instead, which hold no values.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, NoReturn, Self, TypeVar

import structlog
import uvloop
from prometheus_client import Counter

from db.embedded.file_lock import EmbeddedServerError
from db.settings import Settings, SettingsError
from ops import health
from ops.logs import configure_logs
from ops.readiness import Pages
from ops.stop_signals import call_on_end
from ops.tasks import run_all_or_none, sleep_or_stop

S = TypeVar("S", bound=Settings)
Serve = Callable[[S, asyncio.Event, Pages], Awaitable[None]]
"""Serves until the event is set; shows on the pages of its process how it is."""

_ORDERLY = timedelta(seconds=8)
_WHOLE = timedelta(seconds=9.5)  # SIGTERM ends a process within 10 s
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)  # before a part starts again after so many failures in a row
_SETTLED_SECONDS = 300.0  # a part that worked for so long fails for the first time
_BUILT_SECONDS = 30.0  # after the start: the parts are set up
_TOGETHER = "pulldesk"
_RESTARTS = Counter("pulldesk_part_restarts_total", "Parts of this process that failed and started again", ["part"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ProcessPart(Generic[S]):
    """The work of a process, alone or beside other parts; its name, and how its settings are loaded. A part that nobody
    asked for is optional: what it is refused ends that part alone."""

    name: str
    load: Callable[[], S]
    serve: Serve[S]
    is_optional: bool = False


def run_process(*parts: ProcessPart[Any], notes: Sequence[str] = ()) -> int:
    """Load the settings, set up the logs and serve until SIGTERM, SIGINT or SIGHUP; return the exit code.

    `serve` ends soon after its event is set: after 8 s it is cancelled, after 9.5 s the process ends anyway. When it is
    started it may raise `SettingsError` for settings that turn out wrong, such as a refused token, which ends the
    process; later it waits, as the answer of another service is no reason to end. A mistake of ours ends a process of
    one part; of several parts, the one that made it is started again alone, also if it is refused a setting then.
    `notes` are lines for the log at start.
    """
    name = parts[0].name if len(parts) == 1 else _TOGETHER
    try:
        settings = _load_all(parts)
        _set_up_logs(settings)
        for line in _list_warnings(settings):
            log.warning(line)
        for line in notes:
            log.info(line)
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
                if not part.is_optional:
                    raise
                log.warning("this part does not start, the others do", why=str(error))
                pages.show(part.name, {})
                return
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
    """Exclude imported objects from garbage collection, and collect after 10,000 new objects instead of 700. What the
    parts are built of is excluded half a minute later: to look through it, the loop would stand for 100 ms. Garbage of
    both stays, one object in twenty: to look for it takes a tenth of the start."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 5)
    gc.enable()
    asyncio.get_running_loop().call_later(_BUILT_SECONDS, gc.freeze)


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


_AGAIN = timedelta(minutes=10)


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
