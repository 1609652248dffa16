"""A day, with or without a time, as people type it before other words ("friday 14:00", "2026-12-01", "завтра"): read,
in a zone. Pure; knows no desk and no hours.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.text import typed_times

_BEFORE = re.compile(r"^(?:until|till|by|for|до|к|на)\s+", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_AHEAD = {"today": 0, "сегодня": 0, "tomorrow": 1, "завтра": 1, "послезавтра": 2}
_WEEKDAYS = (
    ("monday", "mon", "понедельник", "понедельника", "понедельнику", "пн"),
    ("tuesday", "tue", "вторник", "вторника", "вторнику", "вт"),
    ("wednesday", "wed", "среда", "среды", "среду", "среде", "ср"),
    ("thursday", "thu", "четверг", "четверга", "четвергу", "чт"),
    ("friday", "fri", "пятница", "пятницы", "пятницу", "пятнице", "пт"),
    ("saturday", "sat", "суббота", "субботы", "субботу", "субботе", "сб"),
    ("sunday", "sun", "воскресенье", "воскресенья", "воскресенью", "вс"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class TypedDate:
    """`at`: a moment; or `day`: a whole day in the zone. `rest`: the words behind it. `marked`: "until" stood first."""

    at: datetime | None
    day: date | None
    rest: str
    marked: bool


def dated(words: str, *, now: datetime, zone: str) -> TypedDate | None:
    """What the words begin with; None where that is no time, or one more than three years away. A time that has passed
    is read all the same; a weekday is the next one, a date without its year the next one too."""
    said = words.strip()
    marked = _BEFORE.match(said) is not None
    parts = _BEFORE.sub("", said, count=1).split()
    here = now.astimezone(ZoneInfo(zone)).date()
    day = _day(parts[0].casefold().strip(","), here) if parts else None
    if day is None:
        return _moment(parts, now=now, zone=zone, marked=marked)
    if abs(day - here) > FARTHEST:
        return None
    clock = _CLOCK.fullmatch(parts[1].strip(",")) if len(parts) > 1 else None
    if clock is None:
        return TypedDate(None, day, " ".join(parts[1:]), marked)
    hour, minute = int(clock[1]), int(clock[2])
    if hour > 23 or minute > 59:
        return None
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return TypedDate(at, None, " ".join(parts[2:]), marked)


def _moment(parts: list[str], *, now: datetime, zone: str, marked: bool) -> TypedDate | None:
    """A length or a time of day, in one word or two."""
    for many in (2, 1):
        at = typed_times.moment(" ".join(parts[:many]), now=now, zone=zone) if len(parts) >= many else None
        if at is not None:
            return TypedDate(at, None, " ".join(parts[many:]), marked)
    return None


def _day(word: str, today: date) -> date | None:
    if word in _AHEAD:
        return today + timedelta(days=_AHEAD[word])
    if word in _WEEKDAY:
        return today + timedelta(days=(_WEEKDAY[word] - today.weekday() - 1) % 7 + 1)
    if found := _ISO.fullmatch(word):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(word):
        made = _made(int(found[3] or today.year), int(found[2]), int(found[1]))
        passed = made is not None and made < today and not found[3]
        return _made(today.year + 1, int(found[2]), int(found[1])) if passed else made
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
