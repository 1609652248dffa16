"""When a day begins and ends for a desk: by its hours, or by the clock; and what a typed time or day means. Pure."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from desk.sla.work_calendar import WorkCalendar
from desk.text.typed_moments import parse_moment

T = TypeVar("T")
_LAST_MINUTE = timedelta(minutes=1)
_NINE = time(9)
_DAY_BOUNDS_ONE_DAY = timedelta(days=1)
_LONGEST_CLOSED = 60  # days to look back for hours


def get_day_end(day: date, zone: str, calendar: WorkCalendar, now: datetime) -> datetime:
    """Return the end of that day's hours. On a day without any, return the end of the last hours before it that have
    not ended by `now`. Without those, or for hours over midnight, return a minute before midnight."""
    midnight = _bounds(day, zone)[1]
    end = _find_hours_end(day, zone, calendar)
    for before in range(1, _LONGEST_CLOSED if midnight > now else 0):
        if end is not None:
            break
        end = _find_hours_end(day - before * _DAY_BOUNDS_ONE_DAY, zone, calendar)
        if end is not None and end <= now:
            return midnight - _LAST_MINUTE
    return end if end is not None else midnight - _LAST_MINUTE


def _find_hours_end(day: date, zone: str, calendar: WorkCalendar) -> datetime | None:
    """Return when that day's hours end, at most a minute before midnight; None on a day without hours."""
    at, midnight = _bounds(day, zone)
    end: datetime | None = None
    while end is None or end < midnight:
        opens = calendar.find_next_open(at)
        if opens is None or opens >= midnight:
            break
        closes = calendar.find_next_close(opens)
        at = end = midnight if closes is None else min(closes, midnight)
    return min(end, midnight - _LAST_MINUTE) if end is not None else None


def get_day_start(day: date, zone: str, calendar: WorkCalendar) -> datetime:
    """Return when that day's hours begin; on a day without any, the next hours after its midnight; on a day that is
    open from midnight on, nine o'clock."""
    midnight, _ = _bounds(day, zone)
    nine = datetime.combine(day, _NINE, ZoneInfo(zone)).astimezone(UTC)
    opens = calendar.find_next_open(midnight) or midnight
    return nine if opens == midnight and calendar.is_open(nine) else opens


def _bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    here = ZoneInfo(zone)
    begins, ends = (datetime.combine(one, time(), here).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return begins, ends


def parse_promise(said: str, *, now: datetime, zone: str, calendar: WorkCalendar) -> datetime | None:
    """Parse a time as people type it ("tomorrow 14:00", "2h") and nothing else; a day means its end (`get_day_end`).
    None if it is no time."""
    return _read_alone(said, now, zone, lambda day: get_day_end(day, zone, calendar, now))


def is_closed_on(said: str, *, now: datetime, zone: str, calendar: WorkCalendar) -> bool:
    """Return True if the text is a day without hours, for which `parse_promise` returns an earlier one."""
    return _read_alone(said, now, zone, lambda on: get_day_end(on, zone, calendar, now) < _bounds(on, zone)[0]) is True


def parse_hold(said: str, *, now: datetime, zone: str, calendar: WorkCalendar) -> datetime | None:
    """Parse when a paused ticket continues, or a person is back; a day means the beginning of its hours."""
    return _read_alone(said, now, zone, lambda day: get_day_start(day, zone, calendar))


def _read_alone(said: str, now: datetime, zone: str, find: Callable[[date], T]) -> T | datetime | None:
    meant = parse_moment(said, now=now, zone=zone)
    if meant is None or meant.rest:
        return None
    return meant.at if meant.day is None else find(meant.day)
