"""A time as people type it ("14:00", "2h", "завтра"): read, in a zone. Pure; knows no desk."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_LENGTH = re.compile(r"(\d{1,4})\s*([^\W\d_]{1,7})\.?")
_BEFORE = re.compile(r"^(?:until|till|for|до|на)\s+")
_MINUTES = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "м", "мин", "минут", "минуты", "минуту"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов"), 60),
    **dict.fromkeys(("d", "day", "days", "д", "дн", "день", "дня", "дней"), 24 * 60),
}
TOMORROW = frozenset({"tomorrow", "завтра"})
LONGEST = timedelta(days=31)


def moment(words: str, *, now: datetime, zone: str) -> datetime | None:
    """The moment that "14:00", "9", "2h" or "90 min" mean, after `now` and within 31 days: a clock time is the next one
    in `zone` (an IANA name). None for anything else, and for a word like "tomorrow"."""
    said = _BEFORE.sub("", " ".join(words.casefold().split()))
    if found := _LENGTH.fullmatch(said):
        minutes = _MINUTES.get(found[2])
        length = timedelta(minutes=int(found[1]) * minutes) if minutes else timedelta(0)
        return now + length if timedelta(0) < length <= LONGEST else None
    if found := _CLOCK.fullmatch(said):
        return next_clock(int(found[1]), int(found[2] or 0), now=now, zone=zone)
    return None


def means_tomorrow(words: str) -> bool:
    """Whether they say "tomorrow", or until then."""
    return _BEFORE.sub("", " ".join(words.casefold().split())) in TOMORROW


def next_clock(hour: int, minute: int, *, now: datetime, zone: str, days: int = 0) -> datetime | None:
    """When a clock in `zone` shows that time next, not before `days` midnights have passed; None where none does."""
    if hour > 23 or minute > 59:
        return None
    here = ZoneInfo(zone)
    local = now.astimezone(here)
    day = local.date() + timedelta(days=days)
    for _ in range(2):
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=here).astimezone(UTC)
        if at > now:
            return at
        day += timedelta(days=1)
    return None
