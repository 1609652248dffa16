"""What a ticket's target counts from, and in whose hours, after its priority was changed. Pure; knows no table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from desk.sla import clock
from desk.sla.calendar import WorkCalendar
from desk.sla.clock import Paused

WARNED_AT = 0.75  # of the time, its agent hears of it


class Raise(NamedTuple):
    """A change of priority: when, and what it was and became (1 critical … 4 low)."""

    at: datetime
    old: int
    new: int


class Leg(NamedTuple):
    """From when a target counts, and whose it is."""

    start: datetime
    priority: int


class Course(NamedTuple):
    """What both targets are reckoned with: filing, the priority now, its changes since, the stretches in which the
    clock stood; the calendar of each priority."""

    filed_at: datetime
    priority: int
    changes: Sequence[Raise]
    pauses: Sequence[Paused]
    calendar: Callable[[int], WorkCalendar]


def due(course: Course, targets: Mapping[int, timedelta]) -> tuple[datetime | None, datetime | None]:
    """When the target of the leg in force is reached, and when three quarters of it; None: never as things are."""
    in_force = leg(course, targets)
    length, calendar = targets[in_force.priority], course.calendar(in_force.priority)
    ends = clock.due(in_force.start, length, calendar, course.pauses)
    return ends, clock.due(in_force.start, length * WARNED_AT, calendar, course.pauses)


def leg(course: Course, targets: Mapping[int, timedelta]) -> Leg:
    """Raised: the earlier of the old due and the change + target. Lowered: filing + target."""
    changes = course.changes
    current = Leg(course.filed_at, changes[0].old if changes else course.priority)
    for change in changes:
        if change.new > change.old:
            current = Leg(course.filed_at, change.new)
            continue
        known = list(_until(course.pauses, change.at))
        raised = Leg(change.at, change.new)
        if _sooner(_ends(course, raised, targets, known), _ends(course, current, targets, known)):
            current = raised
    return current


def _ends(course: Course, counted: Leg, targets: Mapping[int, timedelta], pauses: Sequence[Paused]) -> datetime | None:
    return clock.due(counted.start, targets[counted.priority], course.calendar(counted.priority), pauses)


def _sooner(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one < other)


def _until(pauses: Iterable[Paused], at: datetime) -> Iterable[Paused]:
    """What was known of the pauses at that moment."""
    return ((start, at if end is None else min(end, at)) for start, end in pauses if start < at)
