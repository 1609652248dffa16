"""A clock moved by hand; only so much goes by itself that no two readings are the same."""

from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=10)


class Clock:
    """Begins on a Friday morning and all but stands still until somebody moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self._off = timedelta(0)

    def __call__(self) -> datetime:
        self.at += _TICK
        return self.at

    def on(self, **length: float) -> None:
        """Move on by a `timedelta`'s arguments."""
        self.at += timedelta(**length)

    def is_set(self, **length: float) -> None:
        """Somebody sets it ahead or back: no time has passed, `steady` goes on as before."""
        self._off += timedelta(**length)
        self.at += timedelta(**length)

    def steady(self) -> datetime:
        """What a clock says that nobody sets."""
        return self() - self._off
