"""The life of a process: settings, signals, exit codes. 0: stopped on request; 1: an error of ours; 2: a wrong setting.

Knows no channel: the caller says what to load and what to serve.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import NoReturn, Self, TypeVar

import structlog
import uvloop

from db.embedded.file_lock import EmbeddedServerError
from db.settings import Settings, SettingsError
from ops import health, logs, signals

S = TypeVar("S", bound=Settings)
Serve = Callable[[S, asyncio.Event], Awaitable[None]]

_ORDERLY = timedelta(seconds=8)
_WHOLE = timedelta(seconds=9.5)  # SIGTERM ends a process within 10 s

log = structlog.get_logger(__name__)


def run_process(name: str, load: Callable[[], S], serve: Serve[S]) -> int:
    """Load the settings, set up the logs and serve until SIGTERM, SIGINT or SIGHUP; return the exit code.

    `serve` ends soon after its event is set: after 8 s it is cancelled, after 9.5 s the process ends anyway. It may
    raise `SettingsError` for settings that turn out wrong later, such as a refused token.
    """
    try:
        settings = load()
        _set_up_logs(settings)
        for line in [*settings.get_warnings(), *settings.get_typos()]:
            log.warning(line)
        with _Ending() as ending:
            uvloop.run(_serve_until_stopped(serve, settings, ending))
    except (SettingsError, EmbeddedServerError) as error:
        return print_refusal(name, error)
    except Exception:
        log.exception("stopped by a mistake")
        return 1
    return 0


def _set_up_logs(settings: Settings) -> None:
    try:
        logs.configure_logs(settings.log_level, settings.log_format, settings.get_secrets(), path=settings.log_file)
    except OSError as error:
        raise SettingsError(f"LOG_FILE should hold a file that can be written: {error.strerror}") from None


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


async def _serve_until_stopped(serve: Serve[S], settings: S, ending: _Ending) -> None:
    _collect_garbage_rarely()
    stop = asyncio.Event()
    served = asyncio.ensure_future(serve(settings, stop))
    signals.call_on_end(partial(ending.begin, stop, served))
    watched = asyncio.ensure_future(health.report_alive(os.environ))
    try:
        await served
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
        log.warning("stopped before everything had ended; what was under way is in the database")
    finally:
        watched.cancel()


def _collect_garbage_rarely() -> None:
    """Exclude imported objects from garbage collection, and collect after 10,000 new objects instead of 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 5)


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
