"""Business hours, and counting in working time only. Pure; knows no ticket, no table and no clock.

The wall clock rules: a moment is open if the desk's local time at that moment lies in its hours. So a local hour that
daylight saving doubles counts twice, and a skipped one never. All moments must know their zone; answers are in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from desk.settings.hours import DayRange, Minutes, Week

Span = tuple[datetime, datetime]
"""A span of time: its first moment, and the first one after it."""

_DAY = 1440
_HORIZON_DAYS = 3700  # hours that do not open within ten years never do
_ONE_DAY, _ONE_SECOND, _NO_TIME = timedelta(days=1), timedelta(seconds=1), timedelta(0)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The hours of a desk or a person: `week` from Monday, then `ranges`; the last range that covers a day decides.
    Hours over midnight belong to the day they begin on: they do not begin on a closed day, and end at the midnight that
    begins one. Raises ValueError for impossible hours."""

    zone: tzinfo
    week: Week
    ranges: tuple[DayRange, ...] = ()
    _by_day: dict[int, tuple[Span, ...]] = field(init=False, compare=False, repr=False, default_factory=dict)
    _always: bool = field(init=False, compare=False, repr=False, default=False)

    def __post_init__(self) -> None:
        hours = [minutes for day in self.week for minutes in day]
        if len(self.week) != 7 or any(not 0 <= start < end <= start + _DAY or start >= _DAY for start, end in hours):
            raise ValueError("a week has seven days, and hours last from a minute to a day")
        object.__setattr__(self, "_always", not self.ranges and all((0, _DAY) in day for day in self.week))

    def is_open(self, at: datetime) -> bool:
        """Return True if the moment is within the hours; the moment they end is not."""
        at = at.astimezone(UTC)
        return any(start <= at < end for start, end in self._day(at.toordinal()))

    def find_next_open(self, at: datetime) -> datetime | None:
        """Return `at` itself if open then, else the next opening, or None if there is none."""
        at = at.astimezone(UTC)
        return next((max(start, at) for start, _ in self._spans(at)), None)

    def find_next_close(self, at: datetime) -> datetime | None:
        """Return the next closing after `at`, or after the next opening if closed then. None if it never closes or
        never opens."""
        if self._always:
            return None
        closes: datetime | None = None
        for start, end in self._spans(at.astimezone(UTC)):
            if closes is not None and start > closes:
                return closes
            closes = end
        lasts = closes is not None and closes - at > timedelta(days=_HORIZON_DAYS - 2)
        return None if lasts else closes

    def add_work(self, start: datetime, work: timedelta) -> datetime | None:
        """Return the first moment at which it was open for `work` since `start`, or None if that never comes."""
        start = start.astimezone(UTC)
        if self._always or work <= _NO_TIME:
            return start + max(work, _NO_TIME)
        for opens, closes in self._spans(start):
            begins = max(opens, start)
            if closes - begins >= work:
                return begins + work
            work -= closes - begins
        return None

    def measure_work(self, start: datetime, end: datetime) -> timedelta:
        """Return how long it was open from `start` to `end`; zero if `end` is not later."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if self._always or end <= start:
            return max(end - start, _NO_TIME)
        worked = _NO_TIME
        for ordinal in range(start.toordinal(), end.toordinal() + 1):
            for begins, ends in self._day(ordinal):
                worked += max(min(ends, end) - max(begins, start), _NO_TIME)
        return worked

    def _spans(self, at: datetime) -> Iterator[Span]:
        """Yield the open spans that are not over at `at`, in order; a span may touch the next one."""
        first = at.toordinal()
        last = min(first + _HORIZON_DAYS, date.max.toordinal() - 2)
        if not any(self.week):
            last = min(last, max((held.last.toordinal() for held in self.ranges if held.is_open), default=0) + 2)
        for ordinal in range(first, last):
            yield from (span for span in self._day(ordinal) if span[1] > at)

    def _day(self, ordinal: int) -> tuple[Span, ...]:
        """Return the open spans within that day of UTC, computed once."""
        known = self._by_day.get(ordinal)
        if known is None:
            known = self._by_day[ordinal] = tuple(self._compute_day(date.fromordinal(ordinal)))
        return known

    def _compute_day(self, day: date) -> Iterator[Span]:
        begins = datetime.combine(day, time(), UTC)
        for start, end in self._pieces(begins, begins + _ONE_DAY):
            offset = self._offset(start)
            local_start, local_end = (start + offset).replace(tzinfo=None), (end + offset).replace(tzinfo=None)
            local = local_start.date()
            while (midnight := datetime.combine(local, time())) < local_end:
                for open_from, open_until in self._hours(local):
                    opens = max(local_start, midnight + timedelta(minutes=open_from))
                    closes = min(local_end, midnight + timedelta(minutes=open_until))
                    if opens < closes:
                        yield (opens - offset).replace(tzinfo=UTC), (closes - offset).replace(tzinfo=UTC)
                local += _ONE_DAY

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Cut the time from start to end where the zone's offset changes (zones change at whole seconds)."""
        if self._offset(start) == self._offset(end - _ONE_SECOND):
            yield start, end
            return
        middle = start + timedelta(seconds=int((end - start).total_seconds()) // 2)
        yield from self._pieces(start, middle)
        yield from self._pieces(middle, end)

    def _offset(self, at: datetime) -> timedelta:
        return at.astimezone(self.zone).utcoffset() or _NO_TIME

    def _hours(self, day: date) -> list[Minutes]:
        """Return the open minutes of a local day in order, including those of a night that began the evening before."""
        rule = self._rule(day)
        if rule is not None:
            return [(0, _DAY)] if rule else []
        hours = list(self.week[day.weekday()])
        before = day - _ONE_DAY
        if self._rule(before) is not False:
            hours += [(0, end - _DAY) for _, end in self.week[before.weekday()] if end > _DAY]
        return _join_hours((start, min(end, _DAY)) for start, end in hours)

    def _rule(self, day: date) -> bool | None:
        return next((held.is_open for held in reversed(self.ranges) if held.has_day(day)), None)


def _join_hours(hours: Iterator[Minutes]) -> list[Minutes]:
    joined: list[Minutes] = []
    for start, end in sorted(hours):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


ROUND_THE_CLOCK = WorkCalendar(ZoneInfo("UTC"), (((0, _DAY),),) * 7)
"""The hours of a desk that has set none."""


CRITICAL = 1
