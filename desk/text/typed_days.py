"""Days as people type them ("mon-fri", "пн", "25.12"): weekdays, or one date. Pure."""

import re
from datetime import date

_NAMES = (
    ("mon", "monday", "пн", "пон", "понедельник", "понедельника"),
    ("tue", "tues", "tuesday", "вт", "вторник", "вторника"),
    ("wed", "wednesday", "ср", "среда", "среды", "среду"),
    ("thu", "thur", "thurs", "thursday", "чт", "четверг", "четверга"),
    ("fri", "friday", "пт", "пятница", "пятницы", "пятницу"),
    ("sat", "saturday", "сб", "суббота", "субботы", "субботу"),
    ("sun", "sunday", "вс", "воскресенье", "воскресенья"),
)
WEEKDAYS = {name: day for day, names in enumerate(_NAMES) for name in names}
"""Days of the week by the names that people type; 0 is Monday."""
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def parse_days(word: str, today: date) -> frozenset[int] | date | None:
    """Return weekdays (0 is Monday) or a date, or None for anything else; a date without a year is the next one."""
    said = word.casefold().strip().rstrip(":")
    weekdays = parse_weekdays(said)
    return weekdays if weekdays is not None else _date(said, today)


def parse_weekdays(word: str) -> frozenset[int] | None:
    """Return the weekdays that a word in lower case names ("mon", "mon-fri", "sat-mon"), or None for anything else."""
    first, dash, last = word.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return None
    begins, ends = WEEKDAYS[first], WEEKDAYS[last if dash else first]
    return frozenset((begins + n) % 7 for n in range((ends - begins) % 7 + 1))


def _date(said: str, today: date) -> date | None:
    if found := _ISO.fullmatch(said):
        return _make_date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DATE.fullmatch(said):
        day, month = int(found[1]), int(found[2])
        if found[3]:
            return _make_date(int(found[3]), month, day)
        years = (_make_date(year, month, day) for year in range(today.year, today.year + 9))
        return next((made for made in years if made is not None and made >= today), None)
    return None


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
