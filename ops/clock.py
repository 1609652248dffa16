"""The clock of a process: the machine's, or one that the sandbox has moved forward.

The sandbox lets its visitor skip an hour. It names a file to the processes it starts, and writes into it by how many
seconds their time is ahead. No other clock can be moved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.settings import SANDBOX

FILE = "PULLDESK_CLOCK"
"""Names the file; ignored without the sandbox's mark."""

Clock = Callable[[], datetime]


def choose_clock(environment: Mapping[str, str]) -> Clock:
    """Return the clock for a process with this environment; it gives aware times in UTC."""
    path = environment.get(FILE, "")
    return ShiftedClock(Path(path)).now if path and environment.get(SANDBOX) else _now


def make_steady_clock(begins: datetime) -> Clock:
    """Return a clock that says `begins` now and is never set back: for lengths of time such as a pause."""
    began = time.monotonic()
    return lambda: begins + timedelta(seconds=time.monotonic() - began)


JUMP = timedelta(seconds=30)


class JumpWatch:
    """Notices that the clock was set, or that the machine slept: then `now` and `steady`, which stands meanwhile, part.
    What became due in between is late by the clock, and nobody was there to do it."""

    def __init__(self, now: Clock, steady: Clock) -> None:
        self._now, self._steady = now, steady
        self._apart = now() - steady()
        self._jumped_at: datetime | None = None

    def measure_calm(self) -> timedelta | None:
        """Return how long ago the clock was found to have jumped; None: it has not."""
        apart, steady = self._now() - self._steady(), self._steady()
        if abs(apart - self._apart) >= JUMP:
            self._jumped_at = steady
        self._apart = apart
        return None if self._jumped_at is None else steady - self._jumped_at


class ShiftedClock:
    """The machine's clock plus the seconds in the file; a missing or unreadable file adds nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, int] | None = None
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the time of this call: the file is checked each time and read if it changed."""
        try:
            found = self._path.stat()
        except OSError:
            return _now()
        if (found.st_mtime_ns, found.st_ino) != self._read:
            self._read = found.st_mtime_ns, found.st_ino
            self._ahead = _read_seconds(self._path)
        return _now() + self._ahead


def _read_seconds(path: Path) -> timedelta:
    try:
        return timedelta(seconds=max(0.0, float(path.read_text("ascii"))))
    except (OSError, ValueError, OverflowError):
        return timedelta()


def _now() -> datetime:
    return datetime.now(UTC)
