"""A moment as people type it before other words ("friday 14:00", "через 2 часа", "завтра в 10"), read in a time zone.
Pure; knows no business hours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.text import typed_days, typed_times
from desk.text.rich_text import strip_invisible

_UNTIL = frozenset(["until", "till", "by", "for", "до", "к", "ко", "на"])
_LENGTH_FOLLOWS = (("in",), ("within",), ("через",), ("в", "течение"), ("for",), ("на",))
_ON = frozenset(["on", "в", "во"])
_AT = frozenset(["at", "by", "в", "во", "к", "ко"])
_OF_THE_CLOCK = re.compile(r"час(?:ов|а|ам|у)|ч|o['’]clock|утра|дня|вечера|ночи")
_OF_THE_DAY = re.compile(r"(?:1|[5-9]|1[0-2])")  # hours that "дня" follows; days would be день or дней
_LIKE_A_CLOCK = re.compile(r"\d{1,2}:\d{2}")
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
    said = _day(plain, now.astimezone(ZoneInfo(zone)).date())
    if said is not None and typed_days.is_first_of_two(plain[said[1] :], said[0]):
        return None
    found = _length(plain, now) or _day_and_clock(plain, said, zone) or _clock_and_day(plain, now, zone)
    if found is None:
        return None
    at, day, used = found
    return TypedMoment(at, day, " ".join(parts[used:]), marked)


def is_mistyped(words: str, today: date) -> bool:
    """Return True if "until" is followed by nothing, by what looks like a clock or a date, or by days ("until",
    "until 25:00", "до 31.02", "until 1-3 december"). Where `parse_moment` reads none, one was meant all the same."""
    parts = words.split()
    meant = parts[:1] != [] and parts[0].casefold() in ("until", "till", "до")
    is_like = parts[1:] == [] or _LIKE_A_TIME.fullmatch(parts[1].strip(",;")) is not None
    return meant and (is_like or typed_days.read_days(" ".join(parts[1:]), today) is not None)


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


def _day_and_clock(words: Sequence[str], found: tuple[date, int] | None, zone: str) -> _Found | None:
    if found is None:
        return None
    day, used = found
    shown = _clock(words[used:])
    if shown is None and any(_LIKE_A_CLOCK.fullmatch(word) for word in words[used : used + 2]):
        return None
    return (None, day, used) if shown is None else _at(day, shown, zone, used + shown[2])


def _clock_and_day(words: Sequence[str], now: datetime, zone: str) -> _Found | None:
    """Read "14:00", "в 10", "at 3 pm tomorrow"; a clock time alone is the next one."""
    until = words[:1] != [] and words[0] in _UNTIL
    shown = _clock(words[1:] if until else words, bare=True)
    if shown is None:
        return None
    used = until + shown[2]
    day = _day(words[used:], now.astimezone(ZoneInfo(zone)).date())
    if day is not None:
        return _at(day[0], shown, zone, used + day[1])
    return typed_times.find_next_clock(shown[0], shown[1], now=now, zone=zone), None, used


def _clock(words: Sequence[str], *, bare: bool = False) -> tuple[int, int, int] | None:
    """Return hour, minute and the number of words. Behind a day a bare hour counts only at the end or after "at"."""
    at = words[:1] != [] and words[0] in _AT
    said = words[1:] if at else words
    shown = typed_times.parse_clock(said, bare=bare or at or len(said) == 1)
    return None if shown is None else (shown[0], shown[1], shown[2] + at)


def _at(day: date, shown: tuple[int, int, int], zone: str, used: int) -> _Found:
    at = datetime(day.year, day.month, day.day, shown[0], shown[1], tzinfo=ZoneInfo(zone))
    return at.astimezone(UTC), None, used


def _day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    skipped = 1 if words[:1] and words[0] in _UNTIL | _ON else 0
    found = typed_days.read_day(words[skipped:], today)
    if found is None:
        return None
    return min(max(found[0], today - _BEYOND), today + _BEYOND), skipped + found[1]
