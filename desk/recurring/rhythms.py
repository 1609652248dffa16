"""Moments at which something recurs: days by a rhythm, at one time of the day in a zone. Pure; knows no words, table or
clock.

A day that a month lacks is its last one. A time that the clock skips in spring is the same moment an hour later on the
clock; one that comes twice in autumn is the first.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Self
from zoneinfo import ZoneInfo

from desk import DayRange, Week

IsWorking = Callable[[date], bool]
LAST = -1
_FARTHEST = timedelta(days=3 * 366)
_ONE_DAY = timedelta(days=1)
_FRIDAY = 4


class Recurs(StrEnum):
    """Kinds of rhythms, by what they count: days, working days, weeks with days of the week; months with days of the
    month, with a day of the week or with a working day."""

    DAY = "day"
    WORKING = "working"
    WEEK = "week"
    MONTH = "month"
    MONTH_WEEKDAY = "month_weekday"
    MONTH_WORKING = "month_working"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Each `step`-th of what it counts; months in periods that divide a year, the first one beginning with January plus
    `offset`. `days`: of the week from 0, Monday, or of the month from 1, `LAST` for the last day of a period. `place`:
    which such day of the period. `at`: minutes after midnight. `since`: the first day on which it can be."""

    recurs: Recurs
    at: int
    days: tuple[int, ...] = ()
    place: int = 0
    step: int = 1
    offset: int = 0
    since: date | None = None

    def dump(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "days": list(self.days), "since": self.since and self.since.isoformat()}

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Self:
        """Read stored JSON."""
        since = stored["since"] and date.fromisoformat(stored["since"])
        kept = {**stored, "recurs": Recurs(stored["recurs"]), "days": tuple(stored["days"]), "since": since}
        return cls(**kept)


def make_working_days(week: Week, ranges: tuple[DayRange, ...]) -> IsWorking:
    """Return what says whether a desk with these hours works on a day; Monday to Friday where no hours are set."""

    def is_working(day: date) -> bool:
        held = next((one for one in reversed(ranges) if one.has_day(day)), None)
        if held is not None:
            return held.is_open
        return bool(week[day.weekday()]) if week else day.weekday() <= _FRIDAY

    return is_working


def list_moments(rhythm: Rhythm, after: datetime, zone: str, is_working: IsWorking) -> Iterator[datetime]:
    """Yield the moments after that one in order, those of the next three years."""
    here, at = ZoneInfo(zone), time(*divmod(rhythm.at, 60))
    start = after.astimezone(here).date()
    for day in _list_days(rhythm, max(start, rhythm.since or start), is_working):
        moment = datetime.combine(day, at, here).astimezone(UTC)
        if moment > after:
            yield moment


def find_next(rhythm: Rhythm, after: datetime, zone: str, is_working: IsWorking) -> datetime | None:
    """Return the first moment after that one, or None if there is none within three years."""
    return next(list_moments(rhythm, after, zone, is_working), None)


def list_passed(
    rhythm: Rhythm, after: datetime, until: datetime, zone: str, is_working: IsWorking, *, most: int
) -> list[datetime]:
    """Return the moments after `after` and not after `until`, at most so many."""
    found = islice(list_moments(rhythm, after, zone, is_working), most)
    return [one for one in found if one <= until]


def _list_days(rhythm: Rhythm, start: date, is_working: IsWorking) -> Iterator[date]:
    last = start + _FARTHEST
    if rhythm.recurs in (Recurs.DAY, Recurs.WORKING, Recurs.WEEK):
        days = (start + timedelta(days=ahead) for ahead in range(_FARTHEST.days))
        yield from (day for day in days if _is_day(rhythm, day, is_working))
        return
    month = start.year * 12 + start.month - 1
    month -= (month - rhythm.offset) % rhythm.step
    while _get_first(month) <= last:
        yield from (day for day in _list_of_period(rhythm, month, is_working) if day >= start)
        month += rhythm.step


def _is_day(rhythm: Rhythm, day: date, is_working: IsWorking) -> bool:
    since = rhythm.since or day
    if rhythm.recurs is Recurs.WORKING:
        return is_working(day)
    if rhythm.recurs is Recurs.DAY:
        return (day - since).days % rhythm.step == 0
    weeks = (_get_monday(day) - _get_monday(since)).days // 7
    return day.weekday() in rhythm.days and weeks % rhythm.step == 0


def _get_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _get_first(month: int) -> date:
    """Return the first day of a month, counted from year 0."""
    return date(month // 12, month % 12 + 1, 1)


def _list_of_period(rhythm: Rhythm, month: int, is_working: IsWorking) -> list[date]:
    """Return the days within the period that begins with a month, in order."""
    first, end = _get_first(month), _get_first(month + rhythm.step) - _ONE_DAY
    if rhythm.recurs is Recurs.MONTH:
        most = monthrange(first.year, first.month)[1]
        return sorted({end if day == LAST else first.replace(day=min(day, most)) for day in rhythm.days})
    all_days = (first + timedelta(days=ahead) for ahead in range((end - first).days + 1))
    if rhythm.recurs is Recurs.MONTH_WORKING:
        found = [day for day in all_days if is_working(day)]
    else:
        found = [day for day in all_days if day.weekday() in rhythm.days]
    at = rhythm.place if rhythm.place == LAST else rhythm.place - 1
    return found[at:][:1]
