"""When a day begins and ends for a desk: by its hours, or by the clock where it has none on that day; which moment
somebody means who types a time or a day. Pure.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.sla.calendar import WorkCalendar
from desk.text import typed_dates

_LAST_MINUTE = timedelta(minutes=1)
_NINE = time(9)


def end_of(day: date, zone: str, calendar: WorkCalendar) -> datetime:
    """The end of that day's hours; of the day, a minute before midnight, where it has none or they go over it."""
    at, midnight = _bounds(day, zone)
    end: datetime | None = None
    while end is None or end < midnight:
        opens = calendar.next_open(at)
        if opens is None or opens >= midnight:
            break
        closes = calendar.next_close(opens)
        at = end = midnight if closes is None else min(closes, midnight)
    return end if end is not None and end < midnight else midnight - _LAST_MINUTE


def start_of(day: date, zone: str, calendar: WorkCalendar) -> datetime:
    """When that day's hours begin; the next hours after its midnight where it has none; nine o'clock of a day that is
    open from its midnight on."""
    midnight, _ = _bounds(day, zone)
    nine = datetime.combine(day, _NINE, ZoneInfo(zone)).astimezone(UTC)
    opens = calendar.next_open(midnight) or midnight
    return nine if opens == midnight and calendar.is_open(nine) else opens


def _bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    here = ZoneInfo(zone)
    begins, ends = (datetime.combine(one, time(), here).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return begins, ends


def promised_for(said: str, *, now: datetime, zone: str, calendar: WorkCalendar) -> datetime | None:
    """A time as people type it ("tomorrow 14:00", "2h"), and nothing else; a day is the end of its hours. None: it is
    no time."""
    meant = typed_dates.dated(said, now=now, zone=zone)
    if meant is None or meant.rest:
        return None
    return end_of(meant.day, zone, calendar) if meant.day is not None else meant.at


def held_until(said: str, *, now: datetime, zone: str, calendar: WorkCalendar) -> datetime | None:
    """The same of when something goes on: a day is the beginning of its hours."""
    meant = typed_dates.dated(said, now=now, zone=zone)
    if meant is None or meant.rest:
        return None
    return start_of(meant.day, zone, calendar) if meant.day is not None else meant.at
