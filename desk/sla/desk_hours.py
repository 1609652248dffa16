"""The desk's business hours as a calendar: whether it is open, and until when new tickets wait. Reads no table."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk.settings import DeskSettings
from desk.settings.hours import DayRange, Week
from desk.sla.work_calendar import CRITICAL, ROUND_THE_CLOCK, WorkCalendar


def get_desk_calendar(rules: DeskSettings) -> WorkCalendar:
    """Return the desk's hours, or `ROUND_THE_CLOCK` if none are set."""
    return (
        _make_calendar(rules.timezone, rules.hours.week, rules.hours.day_ranges)
        if has_hours(rules)
        else ROUND_THE_CLOCK
    )


def has_hours(rules: DeskSettings) -> bool:
    """Return True if business hours are set: only then does anything wait."""
    return bool(rules.hours.week or rules.hours.day_ranges)


def get_opening_time(rules: DeskSettings, now: datetime) -> datetime | None:
    """Return when the desk opens again; None while it is open, and if it never opens."""
    calendar = get_desk_calendar(rules)
    opens = calendar.find_next_open(now)
    return opens if opens is not None and opens > now else None


def get_waiting_end(rules: DeskSettings, now: datetime, priority: int) -> datetime | None:
    """Return until when notifications of a ticket of that priority wait, or None if they are sent now."""
    return None if priority == CRITICAL else get_opening_time(rules, now)


def find_next_opening(calendar: WorkCalendar, now: datetime) -> datetime | None:
    """Return the next moment at which the hours begin, or None if they never end or never begin again."""
    closes = calendar.find_next_close(now) if calendar.is_open(now) else now
    return calendar.find_next_open(closes) if closes is not None else None


@lru_cache(maxsize=64)
def _make_calendar(zone: str, week: Week, ranges: tuple[DayRange, ...]) -> WorkCalendar:
    return WorkCalendar(ZoneInfo(zone), week or ROUND_THE_CLOCK.week, ranges)
