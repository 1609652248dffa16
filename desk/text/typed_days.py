"""Days as people type them ("mon-fri", "пн", "25.12"): weekdays, or one date. Pure; knows no clock and no time zone."""

import re
from datetime import date

_NAMES = tuple(
    names.split()
    for names in (
        "mon mo monday mondays пн пон пнд понедельник понедельника понедельнику понедельники понедельникам",
        "tue tu tues tuesday tuesdays вт втр вторник вторника вторнику вторники вторникам",
        "wed we weds wednesday wednesdays ср сре среда среды среду среде средам",
        "thu th thur thurs thursday thursdays чт чтв четверг четверга четвергу четверги четвергам",
        "fri fr friday fridays пт птн пятница пятницы пятницу пятнице пятницам",
        "sat sa saturday saturdays сб суб суббота субботы субботу субботе субботам",
        "sun su sunday sundays вс вск воскр воскресенье воскресенья воскресенью воскресеньям",
    )
)
WEEKDAYS = {name: day for day, names in enumerate(_NAMES) for name in names}
"""Days of the week by the names that people type; 0 is Monday."""
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?")


def parse_days(word: str, today: date) -> frozenset[int] | date | None:
    """Return weekdays (0 is Monday) or a date, or None for anything else; a date without a year is the next one."""
    said = word.casefold().strip().rstrip(":")
    weekdays = _parse_weekdays(said)
    return weekdays if weekdays is not None else _date(said, today)


def _parse_weekdays(word: str) -> frozenset[int] | None:
    """Return the weekdays that a word in lower case names ("mon", "mon-fri", "sat-mon"), or None for anything else."""
    first, dash, last = word.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return None
    begins, ends = WEEKDAYS[first], WEEKDAYS[last if dash else first]
    return frozenset((begins + n) % 7 for n in range((ends - begins) % 7 + 1))


def _date(said: str, today: date) -> date | None:
    if found := ISO_DATE.fullmatch(said):
        return _make_date_of_typed_days(int(found[1]), int(found[2]), int(found[3]))
    if found := _DATE.fullmatch(said):
        day, month = int(found[1]), int(found[2])
        if found[3]:
            return _make_date_of_typed_days(int(found[3]), month, day)
        years = (_make_date_of_typed_days(year, month, day) for year in range(today.year, today.year + 9))
        return next((made for made in years if made is not None and made >= today), None)
    return None


def _make_date_of_typed_days(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
