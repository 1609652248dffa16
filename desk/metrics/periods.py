"""Periods of days: by name, typed, and as moments. Pure; knows no metric and no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk import Refused
from desk.text.typed_days import TypedDays, read_days

NAMES = ("today", "yesterday", "week", "month")
_WORDS = {
    "today": "today", "сегодня": "today",
    "yesterday": "yesterday", "вчера": "yesterday",
    "week": "week", "неделя": "week", "неделю": "week",
    "month": "month", "месяц": "month",
}  # fmt: skip
_SPANS = {
    "this week": "this week", "эта неделя": "this week", "эту неделю": "this week",
    "last week": "last week", "прошлая неделя": "last week", "прошлую неделю": "last week",
    "this month": "this month", "этот месяц": "this month",
    "last month": "last month", "прошлый месяц": "last month",
    "year": "year", "год": "year",
}  # fmt: skip
KNOWN_WORDS = (*_WORDS, *_SPANS)
"""Words that can be typed instead of days."""
_SO_MANY = re.compile(r"(?:last |past |последни[ей] )?(\d{1,4}) (?:days?|день|дня|дней)")
_SINCE = re.compile(r"^(?:from|since|с|со)\s+")
_FROM = re.compile(rf"{_SINCE.pattern}|^(?:за|for)\s+")
_ONE_DAY = timedelta(days=1)
LONGEST = 3 * 366
"""The longest period, in days."""
_NO_DESK = 2000
"""No desk existed before this year; date arithmetic ends with year 1."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the desk's time zone, both included. Raises ValueError for one that ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    @property
    def length(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    def iterate_days(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.length))

    def has_day(self, day: date) -> bool:
        """Return True if the day is in the period."""
        return self.first <= day <= self.last

    def get_bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Return its first moment and the first one after it, in UTC, by midnights of that zone."""
        return get_midnight(self.first, zone), get_midnight(self.last + _ONE_DAY, zone)


def get_midnight(day: date, zone: str) -> datetime:
    """Return when that day begins in the zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def get_today(now: datetime, zone: str) -> date:
    """Return the current day in the zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def find_period(name: str, today: date) -> Period:
    """Return one of `NAMES`: a week is the seven days, a month the thirty that end today. Raises KeyError for
    another."""
    lengths = {"today": (0, 0), "yesterday": (1, 1), "week": (6, 0), "month": (29, 0)}
    back, until = lengths[name]
    return Period(today - timedelta(days=back), today - timedelta(days=until))


def parse_period(text: str, today: date) -> Period:
    """Parse a name, one day, or two ("1.11 - 15.11", "1-15 november", "2026-11-01..15", "2026-11-01 2026-11-15"). A
    date without a year is the last one there was. "This" and "last" week and month are those of the calendar; "7
    days" and "since 1.11" end today. Raises Refused: `period-unknown`, `period-backwards`, `period-future`,
    `period-long`."""
    words = " ".join(text.casefold().split())
    said = _FROM.sub("", words)
    if said in _WORDS:
        found = find_period(_WORDS[said], today)
    elif said in _SPANS:
        found = _make_span(_SPANS[said], today)
    elif many := _SO_MANY.fullmatch(said):
        found = make_period(today - timedelta(days=max(int(many[1]), 1) - 1), today, today)
    elif days := _read_days(words, today):
        return make_period(days.first, days.last, today)
    elif days := _read_days(said, today):
        found = make_period(days.first, days.last, today)
        if days.first != days.last:
            return found
    else:
        raise Refused("period-unknown")
    return make_period(found.first, today, today) if _SINCE.match(words) else found


def _read_days(said: str, today: date) -> TypedDays | None:
    """Read one day or two, between which a space is enough."""
    found = read_days(said, today, back=True)
    if found is not None and found.rest and found.first == found.last:
        found = read_days(f"{said.removesuffix(found.rest)}.. {found.rest}", today, back=True)
    return found if found is not None and not found.rest and found.first.year >= _NO_DESK else None


def _make_span(name: str, today: date) -> Period:
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    spans = {
        "this week": (monday, today),
        "last week": (monday - timedelta(days=7), monday - _ONE_DAY),
        "this month": (first, today),
        "last month": ((first - _ONE_DAY).replace(day=1), first - _ONE_DAY),
        "year": (today - timedelta(days=364), today),
    }
    return Period(*spans[name])


def make_period(first: date, last: date, today: date) -> Period:
    """Return the period from one day to the other. Raises Refused as `parse_period` does."""
    if last < first:
        raise Refused("period-backwards")
    if first > today:
        raise Refused("period-future")
    if (last - first).days >= LONGEST:
        raise Refused("period-long", most=LONGEST)
    return Period(first, last)


def get_period_before(period: Period) -> Period:
    """Return the period of equal length just before."""
    return Period(period.first - timedelta(days=period.length), period.first - _ONE_DAY)


def get_comparable_end(period: Period, now: datetime, zone: str) -> datetime | None:
    """Return the end of the comparable part of the period before a period that is not over: as far into it, by wall
    clock. None if the period is over, or has not begun."""
    day = get_today(now, zone)
    if not period.has_day(day):
        return None
    then = datetime.combine(day - timedelta(days=period.length), now.astimezone(ZoneInfo(zone)).time())
    return then.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
