"""Times as people type them ("14:00", "3 pm", "2h", "полчаса") at the beginning of words split at spaces: a length, or
a clock time. Pure; knows no days."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(\d{1,2})(?:(?:[:.]|-(?=[03]0))(\d{2}))?(am|pm|a\.m\.?|p\.m\.?)?")
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d)?")
_PAIRS = re.compile(r"(?:\d{1,4}(?:[.,]\d)?[^\W\d_]{1,7}\.?){1,3}")
_PAIR = re.compile(r"(\d{1,4}(?:[.,]\d)?)([^\W\d_]{1,7})")
_HOURS = frozenset(["h", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов", "часам", "часу"])
_MINUTES = {
    **dict.fromkeys(["m", "min", "mins", "minute", "minutes", "м", "мин", "минут", "минуты", "минуту"], 1),
    **dict.fromkeys(_HOURS, 60),
    **dict.fromkeys(["d", "day", "days", "д", "дн", "день", "дня", "дней", "сутки", "суток"], 24 * 60),
    **dict.fromkeys(["w", "wk", "week", "weeks", "нед", "неделя", "недели", "недель", "неделю"], 7 * 24 * 60),
    "полчаса": 30,
}
_NUMERALS = {
    word: number
    for number, words in enumerate(
        (
            "a an one один одну одна", "two два две", "three три", "four четыре", "five пять", "six шесть",
            "seven семь", "eight восемь", "nine девять", "ten десять",
        ),
        start=1,
    )
    for word in words.split()
} | {"half": 0.5, "полтора": 1.5, "полторы": 1.5}  # fmt: skip
_OF_THE_CLOCK = frozenset({"o'clock", "o’clock", "часов", "часа", "час", "часам", "часу", "ч"})
_HALVES = {"am": 0, "pm": 12, "утра": 0, "ночи": 0, "дня": 12, "вечера": 12}
_NAMED = {"noon": 12, "полдень": 12, "полудня": 12, "полудню": 12}
LONGEST = timedelta(days=3 * 366)


def parse_length(words: Sequence[str], *, alone: bool) -> tuple[timedelta, int] | None:
    """Read the length that the first words say ("2h", "1 ч 30 мин", "полчаса"), with the number of these words. With
    `alone`, a unit without a number is one ("час")."""
    minutes, used = 0.0, 0
    while pair := _pair([_plain(word).rstrip(".") for word in words[used : used + 3]], alone=alone and not used):
        minutes, used = minutes + pair[0], used + pair[1]
    if not used or not 0 < minutes <= LONGEST / timedelta(minutes=1):
        return None
    return timedelta(minutes=minutes), used


def _pair(words: Sequence[str], *, alone: bool) -> tuple[float, int] | None:
    """Return the minutes of a number and its unit, and the number of words."""
    if not words:
        return None
    if _PAIRS.fullmatch(words[0]):
        pairs = [(_number(number), _MINUTES.get(unit)) for number, unit in _PAIR.findall(words[0])]
        known = [number * minutes for number, minutes in pairs if minutes is not None]
        return (sum(known), 1) if len(known) == len(pairs) else None
    if words[0] == "полчаса" or (alone and words[0] in _MINUTES):
        return _MINUTES[words[0]], 1
    number = _number(words[0]) if _NUMBER.fullmatch(words[0]) else _NUMERALS.get(words[0])
    after = 2 if len(words) > 2 and words[0] == "half" and words[1] in ("a", "an") else 1
    if number is None or len(words) <= after or words[after] not in _MINUTES:
        return None
    return number * _MINUTES[words[after]], after + 1


def _number(said: str) -> float:
    return float(said.replace(",", "."))


def parse_clock(words: Sequence[str], *, bare: bool) -> tuple[int, int, int] | None:
    """Read hour and minute from the first words ("14:00", "3 pm", "10 утра"), with the number of these words. With
    `bare`, an hour alone counts too, and so does "10 часов"."""
    if not words:
        return None
    if _plain(words[0]) in _NAMED:
        return _NAMED[_plain(words[0])], 0, 1
    found = _CLOCK.fullmatch(_plain(words[0]).removesuffix(","))
    if found is None:
        return None
    hour, minute, used = int(found[1]), int(found[2] or 0), 1
    half = (found[3] or "").replace(".", "")
    if not half and bare and used < len(words) and _plain(words[used]) in _OF_THE_CLOCK:
        used += 1
    if not half and used < len(words) and _plain(words[used]).replace(".", "") in _HALVES and (bare or used == 1):
        half = _plain(words[used]).replace(".", "")
        used += 1
    if not bare and not (half or found[2]):
        return None
    if half:
        hour = hour % 12 + _HALVES[half] if 1 <= hour <= 12 else hour
    return (hour, minute, used) if hour <= 23 and minute <= 59 else None


def _plain(word: str) -> str:
    return word.casefold().strip(",;")


def find_next_clock(hour: int, minute: int, *, now: datetime, zone: str) -> datetime:
    """Return the next moment at which a clock in `zone` shows that time; when clocks go back, some times come twice."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    for day, fold in ((today, 0), (today, 1), (today + timedelta(days=1), 0)):
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=here, fold=fold).astimezone(UTC)
        if at > now:
            break
    return at
