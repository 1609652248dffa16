"""The sandbox's time: the machine's time plus what its visitor has skipped.

The product's processes read the difference from a small file next to their database (see `ops/clock.py`). Must not
know what happens at which time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

LONGEST_SKIP = timedelta(days=365)


class Clock:
    """A clock that can be moved forward, never back. `path`: the file for the product's processes; None without any."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return datetime.now(UTC) + self.ahead

    def skip_ahead(self, length: timedelta) -> None:
        """Move the clock forward; raise `ValueError` beyond a year in all, or backwards."""
        if length < timedelta() or self.ahead + length > LONGEST_SKIP:
            raise ValueError("the clock moves on, by at most a year in all")
        self.ahead += length
        self.write_file()

    def write_file(self) -> None:
        """Write the file, completely or not at all."""
        if self.path is None:
            return
        draft = self.path.with_name(f"{self.path.name}.new")
        draft.write_text(str(self.ahead.total_seconds()), "ascii")
        draft.replace(self.path)
