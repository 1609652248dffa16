"""Hours as they are said: a week, ranges of days that go before it; days of events. Values; asks no clock."""

from dataclasses import dataclass
from datetime import date

Minutes = tuple[int, int]
"""From and until, in minutes after a day's local midnight; until is past 1440 where the hours go over midnight."""
Week = tuple[tuple[Minutes, ...], ...]
"""The hours of seven days, from Monday."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Whole local days, `first` to `last`, in which the week's hours do not apply: closed, or open round the clock."""

    first: date
    last: date
    is_open: bool
    name: str = ""

    def holds(self, day: date) -> bool:
        """Whether it says something about that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class EventDays:
    """An event as the settings know it: whole local days, `first` to `last`."""

    id: int
    slug: str
    name: str
    first: date
    last: date
    external_id: str | None = None

    def holds(self, day: date) -> bool:
        """Whether it runs on that day."""
        return self.first <= day <= self.last
