"""The desk's hours, made a calendar of: whether it is open, and until when what comes in waits. Asks no table: hours
come with the settings."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk.days import DayRange, Week
from desk.settings import DeskSettings
from desk.sla.calendar import ROUND_THE_CLOCK, WorkCalendar

CRITICAL = 1


def desk_calendar(rules: DeskSettings) -> WorkCalendar:
    """The desk's hours; `ROUND_THE_CLOCK` where none are set."""
    return _calendar(rules.timezone, rules.hours.week, rules.hours.day_ranges) if has_hours(rules) else ROUND_THE_CLOCK


def has_hours(rules: DeskSettings) -> bool:
    """Whether somebody has set any: only then does anything wait."""
    return bool(rules.hours.week or rules.hours.day_ranges)


def back_at(rules: DeskSettings, now: datetime) -> datetime | None:
    """When the desk is back; None while it is there, and where it never comes back."""
    calendar = desk_calendar(rules)
    opens = calendar.next_open(now)
    return opens if opens is not None and opens > now else None


def waits_until(rules: DeskSettings, now: datetime, priority: int) -> datetime | None:
    """Until when a ticket of that priority rings nobody; None: it rings now."""
    return None if priority == CRITICAL else back_at(rules, now)


def next_opening(calendar: WorkCalendar, now: datetime) -> datetime | None:
    """The next moment at which the hours begin; None where they are never over, or do not begin again."""
    closes = calendar.next_close(now) if calendar.is_open(now) else now
    return calendar.next_open(closes) if closes is not None else None


@lru_cache(maxsize=16)
def _calendar(zone: str, week: Week, ranges: tuple[DayRange, ...]) -> WorkCalendar:
    return WorkCalendar(ZoneInfo(zone), week or ROUND_THE_CLOCK.week, ranges)
