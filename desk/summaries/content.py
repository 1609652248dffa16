"""Daily and weekly summaries: numbers for the people who run the desk; off until switched on.

The numbers of a summary, read from the metrics. Writes nothing; the caller has the facts up to date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk import DeskSettings
from desk.metrics import Dimension, Period
from desk.metrics.measuring.measure import measure
from desk.summaries.trends import WEEKS, get_trend, get_usual, is_outlier, make_forecast


@dataclass(frozen=True, slots=True)
class Outlier:
    """A metric of a day that differs from what is usual on that weekday."""

    day: date
    key: str
    value: int
    usual: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day's counts by metric, and its outliers."""

    day: date
    numbers: Mapping[str, int]
    outliers: tuple[Outlier, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return True if there is nothing to report."""
        return not self.outliers and not any(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has ended: its requests, those of the month before and of a year before (None: the desk did not
    exist yet), the growth a month, and the busiest weekday (0: Monday)."""

    month: date
    filed: int
    before: int | None
    year_before: int | None
    trend: float | None
    busiest: int


@dataclass(frozen=True, slots=True)
class Content:
    """The numbers of one summary. `days` of a daily one. Of a weekly one: `numbers` with those of the week before, its
    outliers, the forecast for the seven days after it, the forecast that was made for it, and a month that has just
    ended. `answers`: suggestions of that week and their results, empty if there were none. `now`: the state when it is
    sent."""

    days: tuple[Day, ...] = ()
    numbers: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    outliers: tuple[Outlier, ...] = ()
    ahead: tuple[float, ...] = ()
    expected: float | None = None
    month: Month | None = None
    now: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Return True if nothing happened and there are no outliers."""
        return not (self.days or self.outliers or any(now for now, _ in self.numbers.values()))

    def dump_content(self) -> dict[str, Any]:
        """Return the content as JSON has it."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def load_content(cls, stored: Mapping[str, Any]) -> Self:
        """Return the content from what was stored."""
        month = stored["month"]
        return cls(
            days=tuple(
                Day(date.fromisoformat(one["day"]), one["numbers"], _outliers_of_content(one["outliers"]))
                for one in stored["days"]
            ),
            numbers={key: (now, before) for key, (now, before) in stored["numbers"].items()},
            outliers=_outliers_of_content(stored["outliers"]),
            ahead=tuple(stored["ahead"]),
            expected=stored["expected"],
            month=Month(**{**month, "month": date.fromisoformat(month["month"])}) if month else None,
            now=stored["now"],
            answers=stored.get("answers", {}),
        )


def _outliers_of_content(stored: list[dict[str, Any]]) -> tuple[Outlier, ...]:
    return tuple(Outlier(**{**one, "day": date.fromisoformat(one["day"])}) for one in stored)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


_WATCHED = {
    "filed": True,
    "solved": True,
    "reopened": False,
    "escalations": False,
    "responses_late": False,
    "solutions_late": False,
    "cancelled": False,
    "low_marks": False,
}
"""The metrics of a day, and whether low values of one are outliers too."""
_OF_A_WEEK = ("response_work_median", "solution_work_median", "mark_solution")
OF_ANSWERS = ("offers_shown", "offers_helped", "offers_refused", "offers_silent")
BY_ITSELF, FILED = "solved_by_itself", "filed"
_NOW = ("open_now", "untaken_now", "late_now")
_WEEK = timedelta(days=7)
_TRENDS_OVER = 6  # months
_Counts = dict[date, dict[str, int]]


class Counting:
    """Counts for one session, one moment and one desk's settings."""

    def __init__(self, session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
        self._session = session
        self._now = now
        self._rules = rules

    async def count_days(self, first: date, last: date) -> Content:
        """Return the days from first to last; days without anything are left out."""
        counts = await self._count_by_day(first - WEEKS * _WEEK, last)
        days = [_day(day, counts) for day in Period(first, last).iterate_days()]
        told = tuple(day for day in days if not day.is_empty)
        return Content(days=told, now=await self._open() if told else {})

    async def count_week(self, first: date) -> Content:
        """Return the week that begins on that Monday, the forecast for the next one, and the month that ended with
        it."""
        last = first + _WEEK - timedelta(days=1)
        counts = await self._count_by_day(first - (WEEKS + 1) * _WEEK, last)
        weeks = [Period(first, last), Period(first - _WEEK, first - timedelta(days=1))]
        now, before = [
            {key: sum(counts.get(day, {}).get(key, 0) for day in week.iterate_days()) for key in _WATCHED}
            for week in weeks
        ]
        numbers: dict[str, tuple[float | None, float | None]] = {key: (now[key], before[key]) for key in _WATCHED}
        stands_out = [one for day in weeks[0].iterate_days() for one in _outliers(day, counts)]
        content = Content(numbers=numbers, outliers=tuple(stands_out))
        if content.is_empty:
            return content
        totals = [(await self._measure(_OF_A_WEEK, week)) for week in weeks]
        filed = [counts[day]["filed"] for day in sorted(counts)]
        earlier = make_forecast(filed[:-7])
        return Content(
            numbers=numbers | {key: (totals[0][key], totals[1][key]) for key in _OF_A_WEEK},
            outliers=content.outliers,
            ahead=tuple(make_forecast(filed) or ()),
            expected=sum(earlier) if earlier is not None else None,
            month=await self._month(first + _WEEK),
            now=await self._open(),
            answers=await self._answers(weeks[0]),
        )

    async def _answers(self, week: Period) -> dict[str, int]:
        """Return the suggestions of the week and their results; empty if there were none."""
        if not self._rules.knowledge.counts_answers:
            return {}
        keys = (*OF_ANSWERS, BY_ITSELF)
        found = (await measure(self._session, keys, week, settings=self._rules, now=self._now)).total
        if not found["offers_shown"].of:
            return {}
        counts, share = {key: found[key].of for key in OF_ANSWERS}, found[BY_ITSELF]
        return counts | ({} if share.amount is None else {BY_ITSELF: round(share.amount * share.of), FILED: share.of})

    async def _count_by_day(self, first: date, last: date) -> _Counts:
        """Return counts by day, from whole weeks before `last` back to the desk's first ticket."""
        begun = await self._get_first_day()
        while begun is not None and first < begun and last - first >= _WEEK:
            first += _WEEK
        period, by = Period(first, last), Dimension.DAY
        found = await measure(self._session, _WATCHED, period, by=by, settings=self._rules, now=self._now)
        return {
            row.label: {key: int(value.amount or 0) for key, value in row.values.items()}
            for row in found.rows
            if isinstance(row.label, date)
        }

    async def _get_first_day(self) -> date | None:
        first = await self._session.scalar(select(func.min(Ticket.filed_at)))
        return first.astimezone(ZoneInfo(self._rules.timezone)).date() if first is not None else None

    async def _measure(self, keys: Sequence[str], period: Period) -> dict[str, float | None]:
        found = await measure(self._session, keys, period, settings=self._rules, now=self._now)
        return {key: value.amount for key, value in found.total.items()}

    async def _open(self) -> dict[str, int]:
        today = self._now.astimezone(ZoneInfo(self._rules.timezone)).date()
        return {key: int(n or 0) for key, n in (await self._measure(_NOW, Period(today, today))).items()}

    async def _month(self, monday: date) -> Month | None:
        """Return the month that ended in the seven days before `monday`, if one did."""
        ended = (monday - _WEEK).replace(day=1)
        if ended == monday.replace(day=1):
            return None
        first, last, begun = (
            _months_back(ended, 12),
            monday.replace(day=1) - timedelta(days=1),
            await self._get_first_day(),
        )
        by_month = await self._count_filed(Period(first, last), Dimension.MONTH)
        there = [month for month in sorted(by_month) if begun is not None and month >= begun]
        by_weekday = await self._count_filed(Period(ended, last), Dimension.WEEKDAY)
        before = _months_back(ended, 1)
        return Month(
            month=ended,
            filed=by_month[ended],
            before=by_month[before] if before in there else None,
            year_before=by_month[first] if first in there else None,
            trend=get_trend([by_month[month] for month in there][-_TRENDS_OVER:]),
            busiest=max(sorted(by_weekday), key=lambda weekday: by_weekday[weekday]),
        )

    async def _count_filed(self, period: Period, by: Dimension) -> dict[Any, int]:
        found = await measure(self._session, ["filed"], period, by=by, settings=self._rules, now=self._now)
        return {row.label: int(row.values["filed"].amount or 0) for row in found.rows}


def _months_back(month: date, n: int) -> date:
    years, month0 = divmod(month.year * 12 + month.month - 1 - n, 12)
    return date(years, month0 + 1, 1)


def _day(day: date, counts: _Counts) -> Day:
    return Day(day, {key: n for key, n in counts.get(day, {}).items() if n}, tuple(_outliers(day, counts)))


def _outliers(day: date, counts: _Counts) -> list[Outlier]:
    earlier = [day - n * _WEEK for n in range(1, WEEKS + 1)]
    weeks = [counts[one] for one in earlier if one in counts]
    found = []
    for key, when_few in _WATCHED.items():
        before, value = [week[key] for week in weeks], counts.get(day, {}).get(key, 0)
        if is_outlier(value, before, when_few=when_few):
            found.append(Outlier(day, key, value, get_usual(before) or 0.0))
    return found
