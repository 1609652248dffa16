"""A clock moved by hand."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Begins on a Friday morning and stands still until somebody moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def on(self, **length: float) -> None:
        """Move on by a `timedelta`'s arguments."""
        self.at += timedelta(**length)
