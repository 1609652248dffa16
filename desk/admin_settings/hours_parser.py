"""Parse business hours and ranges of days as people type them, in the desk's languages. Pure; reads no clock.

Text that cannot be understood is refused with the text that says what would be right (`Refused`).
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from desk import DayRange, Minutes, Refused, Week
from desk.text import strip_invisible
from desk.text.opening_hours.typed_hours import UnclearHoursError
from desk.text.opening_hours.typed_weeks import read_week

_MOST_A_DAY = 6
_LONGEST = timedelta(days=366)
_NAME_LENGTH = 60
_CLOSED = frozenset({"closed", "off", "закрыто", "нет", "выходной"})
_OPEN = frozenset({"open", "открыто"})
_RANGE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:\s*(?:\.\.\.?|…|–|—|\bto\b|\bпо\b|\bдо\b)\s*((?:\d{4}-)?(?:\d{1,2}-)?\d{1,2}))?"
    r"[\s,:]+([^\W\d_]+)\b[\s,:]*(.*)",
    re.DOTALL,
)


def parse_week(text: str, current: Week = ()) -> Week:
    """Parse "mon-fri 9-18, sat 10:00-14:00", "Monday to Friday from 9am to 6pm", "22-6" (over midnight), "closed",
    "tue-fri as mon". Days that are not named keep the hours of `current`; hours without a day are for every day.
    Raises Refused."""
    try:
        clauses = read_week(text)
    except UnclearHoursError as unclear:
        raise Refused(unclear.key) from None
    hours: dict[int, tuple[Minutes, ...]] = dict(enumerate(current or ((),) * 7))
    for clause in clauses:
        spans = clause.spans if clause.like is None else _copy_day(clause.like, current)
        if len(spans) > _MOST_A_DAY:
            raise Refused("hours-too-many", most=_MOST_A_DAY)
        hours.update(dict.fromkeys(clause.days or range(7), spans))
    made = tuple(hours[number] for number in range(7))
    if not any(made):
        raise Refused("hours-never-open")
    return made


def _copy_day(day: int, current: Week) -> tuple[Minutes, ...]:
    """Return the current hours of a day."""
    if not current:
        raise Refused("hours-unclear")
    return current[day]


def parse_days(text: str, today: date) -> DayRange:
    """Parse "2026-12-31..2027-01-08 closed New Year" or "2026-12-01..03 open Hackathon". Raises Refused."""
    found = _RANGE.fullmatch(strip_invisible(text).strip())
    if found is None or (word := found[5].casefold()) not in _CLOSED | _OPEN:
        raise Refused("days-unclear")
    first = _parse_date([int(part) for part in found.group(1, 2, 3)])
    last = first if found[4] is None else _parse_end(first, found[4])
    if last < first:
        raise Refused("days-backwards")
    if last < today:
        raise Refused("days-past")
    if last - first >= _LONGEST:
        raise Refused("days-long", most=_LONGEST.days)
    return DayRange(first, last, word in _OPEN, " ".join(found[6].split())[:_NAME_LENGTH])


def _parse_end(first: date, text: str) -> date:
    """Return the last day; a year, or year and month, that is left out is that of the first day."""
    given = [int(part) for part in text.split("-")]
    return _parse_date([first.year, first.month, first.day][: 3 - len(given)] + given)


def _parse_date(parts: Sequence[int]) -> date:
    try:
        return date(*parts)
    except ValueError:
        raise Refused("days-unclear") from None
