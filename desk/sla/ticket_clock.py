"""A ticket's clock: how long it has run, and when it reaches its target. Pure; knows no ticket and no table."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from desk.sla.past_hours import PastHours
from desk.sla.work_calendar import WorkCalendar

Paused = tuple[datetime, datetime | None]
"""The clock is paused from the first moment to the second, None: still. Pauses may overlap and come in any order."""


def find_due(
    start: datetime, target: timedelta, calendar: WorkCalendar, pauses: Iterable[Paused] = ()
) -> datetime | None:
    """Return the first moment at which the clock, started at `start`, has run for `target` in the calendar's hours.
    None if the clock is paused or the calendar does not open again."""
    ran_to = start
    for stops, goes_on in _join_pauses(pauses, start):
        runs = calendar.measure_work(ran_to, stops)
        if runs >= target:
            break
        if goes_on is None:
            return None
        target -= runs
        ran_to = goes_on
    return calendar.add_work(ran_to, target)


def measure_clock(
    start: datetime, end: datetime, calendar: WorkCalendar | PastHours, pauses: Iterable[Paused] = ()
) -> timedelta:
    """Return how long the clock has run from `start` to `end`, in the calendar's hours."""
    ran, ran_to = timedelta(0), start
    for stops, goes_on in _join_pauses(pauses, start):
        ran += calendar.measure_work(ran_to, min(stops, end))
        if goes_on is None:
            return ran
        ran_to = goes_on
    return ran + calendar.measure_work(ran_to, end)


def _join_pauses(pauses: Iterable[Paused], start: datetime) -> Iterator[Paused]:
    """Yield the pauses that end after `start`, in order; pauses that touch or overlap are joined."""
    current: Paused | None = None
    ended_later = (pause for pause in pauses if pause[1] is None or pause[1] > max(start, pause[0]))
    for begun, goes_on in sorted(ended_later, key=lambda pause: pause[0]):
        stops = max(begun, start)
        if current is None:
            current = stops, goes_on
        elif current[1] is None or stops <= current[1]:
            current = current[0], None if goes_on is None or current[1] is None else max(goes_on, current[1])
        else:
            yield current
            current = stops, goes_on
    if current is not None:
        yield current
