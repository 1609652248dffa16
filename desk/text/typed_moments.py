"""A moment as people type it before other words ("friday 14:00", "через 2 часа", "завтра в 10"), read in a time zone.
Pure; knows no business hours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.text import typed_times
from desk.text.rich_text import strip_invisible
from desk.text.typed_days import ISO_DATE

_UNTIL = frozenset(["until", "till", "by", "for", "до", "к", "ко", "на"])
_LENGTH_FOLLOWS = (("in",), ("within",), ("через",), ("в", "течение"), ("for",), ("на",))
_ON = frozenset(["on", "в", "во"])
_AT = frozenset(["at", "by", "в", "во", "к", "ко"])
_OF_THE_CLOCK = re.compile(r"час(?:ов|а|ам|у)|ч|o['’]clock|утра|дня|вечера|ночи")
_OF_THE_DAY = re.compile(r"(?:1|[5-9]|1[0-2])")  # hours that "дня" follows; days would be день or дней
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?")
_NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е|-?му)?")
_LIKE_A_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_YEAR = re.compile(r"20\d\d")
_NAMED = {
    ("today",): 0, ("сегодня",): 0, ("tomorrow",): 1, ("завтра",): 1, ("послезавтра",): 2,
    ("day", "after", "tomorrow"): 2, ("the", "day", "after", "tomorrow"): 2,
    ("yesterday",): -1, ("вчера",): -1, ("вчерашнего", "дня"): -1, ("позавчера",): -2,
    ("end", "of", "day"): 0, ("the", "end", "of", "day"): 0, ("eod",): 0, ("конца", "дня"): 0, ("концу", "дня"): 0,
}  # fmt: skip
_WEEKDAYS = (
    "monday mon понедельник понедельника понедельнику пн",
    "tuesday tue вторник вторника вторнику вт",
    "wednesday wed среда среды среду среде ср",
    "thursday thu четверг четверга четвергу чт",
    "friday fri пятница пятницы пятницу пятнице пт",
    "saturday sat суббота субботы субботу субботе сб",
    "sunday sun воскресенье воскресенья воскресенью вс",
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_MONTHS = (
    "january jan января янв", "february feb февраля фев", "march mar марта мар", "april apr апреля апр", "may мая",
    "june jun июня июн", "july jul июля июл", "august aug августа авг", "september sep sept сентября сен",
    "october oct октября окт", "november nov ноября ноя", "december dec декабря дек",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_LIKE_A_TIME = re.compile(r"\d{1,2}:\d+|\d{4}-\d+(?:-\d+)?|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?\.?")
FARTHEST = typed_times.LONGEST
_BEYOND = FARTHEST + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class TypedMoment:
    """A moment (`at`) or a whole day in the zone (`day`), and the words behind it. `marked` is True if "until" came
    first."""

    at: datetime | None
    day: date | None
    rest: str
    marked: bool


def parse_moment(words: str, *, now: datetime, zone: str) -> TypedMoment | None:
    """Read the moment that the words begin with, or return None. A past moment is read too. One beyond `FARTHEST`,
    ahead or ago, becomes the day after that limit. A weekday, or a date without a year, is the next one."""
    parts = words.split()
    plain = [strip_invisible(part).casefold().strip(",;") for part in parts]
    marked = plain[:1] != [] and plain[0] in _UNTIL
    found = _length(plain, now) or _day_and_clock(plain, now, zone) or _clock_and_day(plain, now, zone)
    if found is None:
        return None
    at, day, used = found
    return TypedMoment(at, day, " ".join(parts[used:]), marked)


def is_mistyped(words: str) -> bool:
    """Return True if "until" is followed by nothing, or by what looks like a clock or a date ("until", "until 25:00",
    "до 31.02"). Where `parse_moment` reads none, a moment was meant all the same."""
    parts = words.split()
    meant = parts[:1] != [] and parts[0].casefold() in ("until", "till", "до")
    return meant and (len(parts) == 1 or _LIKE_A_TIME.fullmatch(parts[1].strip(",;")) is not None)


_Found = tuple[datetime | None, date | None, int]


def _length(words: Sequence[str], now: datetime) -> _Found | None:
    """Read "2h", "in 2 hours", "на полчаса", but not "до 14 часов", "в 3 дня" and "12 дня", which are clock times."""
    if words[1:2] == ["дня"] and _OF_THE_DAY.fullmatch(words[0]):
        return None
    skipped = next((len(said) for said in _LENGTH_FOLLOWS if tuple(words[: len(said)]) == said), 0)
    if not skipped and words[:1] and words[0] in _UNTIL | _AT:
        if len(words) > 2 and (_OF_THE_CLOCK.fullmatch(words[2]) or words[0] in ("в", "во", "at")):
            return None
        found = typed_times.parse_length(words[1:], alone=False)
        skipped = 1
    else:
        found = typed_times.parse_length(words[skipped:], alone=skipped > 0)
    return None if found is None else (now + found[0], None, skipped + found[1])


def _day_and_clock(words: Sequence[str], now: datetime, zone: str) -> _Found | None:
    found = _day(words, now.astimezone(ZoneInfo(zone)).date())
    if found is None:
        return None
    day, used = found
    shown = _clock(words[used:], alone=True)
    if shown is None and any(_LIKE_A_CLOCK.fullmatch(word) for word in words[used : used + 2]):
        return None
    return (None, day, used) if shown is None else _at(day, shown, zone, used + shown[2])


def _clock_and_day(words: Sequence[str], now: datetime, zone: str) -> _Found | None:
    """Read "14:00", "в 10", "at 3 pm tomorrow"; a clock time alone is the next one."""
    until = words[:1] != [] and words[0] in _UNTIL
    shown = _clock(words[1:] if until else words, alone=True, bare=True)
    if shown is None:
        return None
    used = until + shown[2]
    day = _day(words[used:], now.astimezone(ZoneInfo(zone)).date())
    if day is not None:
        return _at(day[0], shown, zone, used + day[1])
    return typed_times.find_next_clock(shown[0], shown[1], now=now, zone=zone), None, used


def _clock(words: Sequence[str], *, alone: bool, bare: bool = False) -> tuple[int, int, int] | None:
    """Return hour, minute and the number of words. Behind a day a bare hour counts only at the end or after "at"."""
    at = words[:1] != [] and words[0] in _AT
    said = words[1:] if at else words
    shown = typed_times.parse_clock(said, bare=bare or at or (alone and len(said) == 1))
    return None if shown is None else (shown[0], shown[1], shown[2] + at)


def _at(day: date, shown: tuple[int, int, int], zone: str, used: int) -> _Found:
    at = datetime(day.year, day.month, day.day, shown[0], shown[1], tzinfo=ZoneInfo(zone))
    return at.astimezone(UTC), None, used


def _day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    skipped = 1 if words[:1] and words[0] in _UNTIL | _ON else 0
    skipped += 1 if words[skipped : skipped + 1] and words[skipped] in ("this", "эту", "этот", "это") else 0
    found = _read_named_day(words[skipped:], today) or _month_day(words[skipped:], today)
    if found is None:
        return None
    return min(max(found[0], today - _BEYOND), today + _BEYOND), skipped + found[1]


def _read_named_day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    for name, ahead in _NAMED.items():
        if tuple(words[: len(name)]) == name:
            return today + timedelta(days=ahead), len(name)
    weekday = _WEEKDAY.get(words[0].rstrip(".")) if words else None
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), 1
    return None


def _month_day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    """Read 2026-12-01, 1.12, 1.12.2026, 1 December, December 1st, 1 декабря 2026."""
    if not words:
        return None
    if found := ISO_DATE.fullmatch(words[0]):
        return _make_date(int(found[1]), int(found[2]), int(found[3]), 1)
    if found := _DOTTED.fullmatch(words[0]):
        month, day, used = found[2], found[1], 1
        return (
            _make_date(int(found[3]), int(month), int(day), used)
            if found[3]
            else _next(int(month), int(day), used, today)
        )
    said = [word.rstrip(".") for word in words[:2]]
    pair = said if len(said) > 1 and said[1] in _MONTH else said[::-1]
    if len(pair) < 2 or pair[1] not in _MONTH or not (number := _NUMBERED.fullmatch(pair[0])):
        return None
    if len(words) > 2 and _YEAR.fullmatch(words[2]):
        return _make_date(int(words[2]), _MONTH[pair[1]], int(number[1]), 3)
    return _next(_MONTH[pair[1]], int(number[1]), 2, today)


def _next(month: int, day: int, used: int, today: date) -> tuple[date, int] | None:
    """Find the next such date; the 29th of February may be up to eight years away."""
    years = (_make_date(year, month, day, used) for year in range(today.year, today.year + 9))
    return next((made for made in years if made is not None and made[0] >= today), None)


def _make_date(year: int, month: int, day: int, used: int) -> tuple[date, int] | None:
    try:
        return date(year, month, day), used
    except ValueError:
        return None
