"""A clock moved by hand; on its own it moves only so much that no two readings are the same."""

from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=10)


class Clock:
    """A clock that begins on a Friday morning and hardly moves until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self._off = timedelta(0)

    def __call__(self) -> datetime:
        self.at += _TICK
        return self.at

    def on(self, **length: float) -> None:
        """Move the clock forward by a `timedelta`'s arguments."""
        self.at += timedelta(**length)

    def is_set(self, **length: float) -> None:
        """Set the clock forward or back without time passing; `steady` goes on as before."""
        self._off += timedelta(**length)
        self.at += timedelta(**length)

    def steady(self) -> datetime:
        """Return the time of a clock that is never set."""
        return self() - self._off
