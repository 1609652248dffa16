"""Parse business hours and ranges of days as people type them, in the desk's languages. Pure; reads no clock.

Text that cannot be understood is refused with the text that says what would be right (`Refused`).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from desk import DayRange, Minutes, Refused, Week
from desk.text import strip_invisible
from desk.text.typed_days import WEEKDAYS, parse_weekdays
from desk.text.typed_hours import rewrite_hours

_DAY = 1440
_MOST_A_DAY = 6
_LONGEST = timedelta(days=366)
_NAME_LENGTH = 60
_SEVERAL = {
    **dict.fromkeys(("weekdays", "workdays", "будни"), range(5)),
    **dict.fromkeys(("weekend", "weekends", "выходные"), range(5, 7)),
    **dict.fromkeys(("daily", "everyday", "ежедневно"), range(7)),
}
_CLOSED = frozenset({"closed", "off", "закрыто", "нет", "выходной"})
_AS = frozenset({"as", "like", "как"})
_OPEN = frozenset({"open", "открыто"})
_ALL_DAY = frozenset({"24/7", "круглосуточно", "always"})
_TOKEN = re.compile(
    r"(?P<hours>\d{1,2}(?:[:.]\d{2})?-\d{1,2}(?:[:.]\d{2})?)(?![\d:.])"
    r"|(?P<word>24/7|[^\W\d_]+(?:-[^\W\d_]+)?)|(?P<apart>[,;\s]+)"
)
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
    hours: dict[int, tuple[Minutes, ...]] = dict(enumerate(current or ((),) * 7))
    for days, said in _split_clauses(text, current):
        hours.update(dict.fromkeys(days or range(7), said))
    made = tuple(hours[number] for number in range(7))
    if not any(made):
        raise Refused("hours-never-open")
    return made


def _split_clauses(text: str, current: Week) -> Iterator[tuple[list[int], tuple[Minutes, ...]]]:
    days: list[int] = []
    said: list[Minutes] | None = None
    tokens = _tokenize(text)
    for kind, token in tokens:
        if token in _AS and days and said is None:
            said = _copy_day(next(tokens, ("", ""))[1], current)
            continue
        if kind == "word" and (named := _SEVERAL.get(token) or parse_weekdays(token)) is not None:
            if said is not None:
                yield days, tuple(sorted(set(said)))
                days, said = [], None
            days.extend(named)
            continue
        said = said or []
        if kind == "hours":
            said.append(_parse_span(token))
        elif token in _ALL_DAY:
            said.append((0, _DAY))
        elif token not in _CLOSED or said:
            raise Refused("hours-unclear")
        if len(said) > _MOST_A_DAY:
            raise Refused("hours-too-many", most=_MOST_A_DAY)
    if said is None:
        raise Refused("hours-unclear")
    yield days, tuple(sorted(set(said)))


def _copy_day(day: str, current: Week) -> list[Minutes]:
    """Return the current hours of a day."""
    if day not in WEEKDAYS or not current:
        raise Refused("hours-unclear")
    return list(current[WEEKDAYS[day]])


def _tokenize(text: str) -> Iterator[tuple[str, str]]:
    plain, at = rewrite_hours(text), 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:
            raise Refused("hours-unclear")
        at = found.end()
        if found.lastgroup != "apart" and found.lastgroup is not None:
            yield found.lastgroup, found[0]


def _parse_span(token: str) -> Minutes:
    start, end = (_parse_minutes(one) for one in token.split("-"))
    if start in (_DAY, end):
        raise Refused("hours-unclear")
    return start, end + (_DAY if end < start else 0)


def _parse_minutes(text: str) -> int:
    hour, _, minute = text.replace(".", ":").partition(":")
    past = int(minute or 0)
    at = int(hour) * 60 + past
    if past >= 60 or at > _DAY:
        raise Refused("hours-unclear")
    return at


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
