"""Business hours that were changed: each moment counts in the hours that were in force then. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.sla.work_calendar import ROUND_THE_CLOCK, Span, WorkCalendar

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HoursVersion:
    """Hours in force until a moment, None: still; and whether a ticket on hold was paused then."""

    until: datetime | None
    calendar: WorkCalendar
    hold_pauses: bool


@dataclass(frozen=True, slots=True)
class PastHours:
    """The versions of a desk's hours, the oldest first; the first one was in force before, too."""

    versions: tuple[HoursVersion, ...]

    def is_open(self, at: datetime) -> bool:
        """Return True if the moment was within the hours in force then."""
        return next(one for one in self.versions if one.until is None or at < one.until).calendar.is_open(at)

    def measure_work(self, start: datetime, end: datetime) -> timedelta:
        """Return how long it was open from `start` to `end`; zero if `end` is not later."""
        pieces = self._cut(start, end)
        return sum((one.calendar.measure_work(begins, ends) for begins, ends, one in pieces), timedelta(0))

    def choose_calendar(self, *, round_the_clock: bool) -> "WorkCalendar | PastHours":
        """Return these hours, or `ROUND_THE_CLOCK` if a ticket's clock never stops or no hours were ever set."""
        always = round_the_clock or all(one.calendar is ROUND_THE_CLOCK for one in self.versions)
        return ROUND_THE_CLOCK if always else self

    def find_hold_pauses(self, holds: Iterable[tuple[datetime, datetime | None]]) -> Iterator[Span]:
        """Yield the parts of the times on hold in which the clock was paused."""
        for start, end in holds:
            yield from ((begins, ends) for begins, ends, one in self._cut(start, end or _LAST) if one.hold_pauses)

    def _cut(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, HoursVersion]]:
        """Cut the time where a version ends."""
        for one in self.versions:
            until = end if one.until is None else min(end, one.until)
            if start < until:
                yield start, until, one
                start = until
