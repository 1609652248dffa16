"""A clock moved by hand; only so much goes by itself that no two readings are the same."""

from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=10)


class Clock:
    """Begins on a Friday morning and all but stands still until somebody moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += _TICK
        return self.at

    def on(self, **length: float) -> None:
        """Move on by a `timedelta`'s arguments."""
        self.at += timedelta(**length)
