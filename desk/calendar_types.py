"""Business hours as values: a week, ranges of days that override it, days of events. No clock is read."""

from dataclasses import dataclass
from datetime import date

Minutes = tuple[int, int]
"""From and until, in minutes after a day's local midnight; until is above 1440 if the hours pass midnight."""
Week = tuple[tuple[Minutes, ...], ...]
"""The hours of seven days, from Monday."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Whole local days, `first` to `last`, in which the week's hours do not apply: closed, or open round the clock."""

    first: date
    last: date
    is_open: bool
    name: str = ""

    def has_day(self, day: date) -> bool:
        """Return True if the range includes the day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class EventDays:
    """An event in the settings: whole local days, `first` to `last`."""

    id: int
    slug: str
    name: str
    first: date
    last: date
    external_id: str | None = None

    def has_day(self, day: date) -> bool:
        """Return True if the event takes place on the day."""
        return self.first <= day <= self.last
