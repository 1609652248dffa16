"""The sandbox's time: the machine's, and as much ahead as its visitor has skipped.

The doors learn it from a small file beside their database (see `ops/clock.py` for what they make of it). Must not know
what happens at which time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

LONGEST = timedelta(days=365)


class Clock:
    """Time that can be moved on, never back. `path`: the file that tells the doors; None for nobody to tell."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC) + self.ahead

    def skip(self, length: timedelta) -> None:
        """Move on; raises `ValueError` beyond a year in all, or backwards."""
        if length < timedelta() or self.ahead + length > LONGEST:
            raise ValueError("the clock moves on, by at most a year in all")
        self.ahead += length
        self.tell()

    def tell(self) -> None:
        """Write the file, whole or not at all."""
        if self.path is None:
            return
        draft = self.path.with_name(f"{self.path.name}.new")
        draft.write_text(str(self.ahead.total_seconds()), "ascii")
        draft.replace(self.path)
