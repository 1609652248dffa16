"""When a ticket's target ends and when its agent is warned; from when it counts, and in whose hours, after a change of
priority. Pure; knows no table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from desk.sla import ticket_clock
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import WorkCalendar

WARNED_AT = 0.75  # of the time, then its agent is notified


class PriorityChange(NamedTuple):
    """A change of priority: when, the old and the new one (1 critical … 4 low)."""

    at: datetime
    old: int
    new: int


class Leg(NamedTuple):
    """From when a target counts, and of which priority."""

    start: datetime
    priority: int


class Course(NamedTuple):
    """The input of both targets: filing, the current priority, its changes, the pauses of the clock; the calendar of
    each priority."""

    filed_at: datetime
    priority: int
    changes: Sequence[PriorityChange]
    pauses: Sequence[Paused]
    calendar: Callable[[int], WorkCalendar]


def calculate_due(course: Course, targets: Mapping[int, timedelta]) -> tuple[datetime | None, datetime | None]:
    """Return when the current target is due, and when three quarters of it have passed; None if that is never reached
    as things are."""
    in_force = find_leg(course, targets)
    length, calendar = targets[in_force.priority], course.calendar(in_force.priority)
    ends = ticket_clock.find_due(in_force.start, length, calendar, course.pauses)
    return ends, ticket_clock.find_due(in_force.start, length * WARNED_AT, calendar, course.pauses)


def find_leg(course: Course, targets: Mapping[int, timedelta]) -> Leg:
    """Return the leg in force. After a raise it is the earlier of the old due and the change + target; after a
    lowering, filing + target."""
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
    return ticket_clock.find_due(counted.start, targets[counted.priority], course.calendar(counted.priority), pauses)


def _sooner(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one < other)


def _until(pauses: Iterable[Paused], at: datetime) -> Iterable[Paused]:
    """Return the pauses as they were known at that moment."""
    return ((start, at if end is None else min(end, at)) for start, end in pauses if start < at)
