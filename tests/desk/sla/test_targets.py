"""What a target counts from after changes of priority: the earlier when raised, from filing when lowered."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.sla.target_calculation import Course, Leg, PriorityChange, calculate_due, find_leg
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import ROUND_THE_CLOCK, WorkCalendar

FILED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday
TARGETS = {priority: timedelta(hours=hours) for priority, hours in {1: 4, 2: 8, 3: 24, 4: 48}.items()}
OFFICE = WorkCalendar(ZoneInfo("UTC"), (((540, 1080),),) * 5 + ((),) * 2)


def _at(hours: float) -> datetime:
    return FILED + timedelta(hours=hours)


def _course(priority: int, *changes: tuple[float, int, int], pauses: Sequence[Paused] = ()) -> Course:
    raises = [PriorityChange(_at(at), old, new) for at, old, new in changes]
    return Course(FILED, priority, raises, pauses, lambda _: ROUND_THE_CLOCK)


@pytest.mark.parametrize(
    ("course", "counted", "ends"),
    [
        (_course(3), Leg(FILED, 3), 24),
        (_course(2, (10, 3, 2)), Leg(_at(10), 2), 18),
        (_course(2, (16, 3, 2)), Leg(FILED, 3), 24),  # both the same: what was promised stays
        (_course(2, (20, 3, 2)), Leg(FILED, 3), 24),
        (_course(4, (10, 3, 4)), Leg(FILED, 4), 48),
        (_course(3, (10, 3, 2), (11, 2, 3)), Leg(FILED, 3), 24),
        (_course(1, (10, 3, 2), (11, 2, 1)), Leg(_at(11), 1), 15),
        (_course(1, (10, 3, 2), (15, 2, 1)), Leg(_at(10), 2), 18),
        (_course(2, (1, 2, 4), (2, 4, 2)), Leg(_at(2), 2), 10),
    ],
)
def test_each_change_of_priority(course: Course, counted: Leg, ends: float) -> None:
    assert find_leg(course, TARGETS) == counted
    assert calculate_due(course, TARGETS)[0] == _at(ends)


def test_what_is_chosen_does_not_change_by_pauses_that_come_later() -> None:
    pause = (_at(12), _at(15))
    early = _course(2, (10, 3, 2), pauses=[pause])
    assert find_leg(early, TARGETS) == Leg(_at(10), 2)
    assert calculate_due(early, TARGETS) == (_at(21), _at(19))
    while_it_stood = _course(2, (13, 3, 2), pauses=[pause])
    assert calculate_due(while_it_stood, TARGETS)[0] == _at(23)
    before_it = _course(2, (18, 3, 2), pauses=[pause])
    assert (find_leg(before_it, TARGETS), calculate_due(before_it, TARGETS)[0]) == (Leg(_at(18), 2), _at(26))
    short = _course(2, (18, 3, 2), pauses=[(_at(12), _at(13))])  # that was over takes nothing more
    assert (find_leg(short, TARGETS), calculate_due(short, TARGETS)[0]) == (Leg(FILED, 3), _at(25))


def test_how_long_a_pause_goes_on_after_a_change_is_not_known_at_it() -> None:
    """Known, a pause over the night would count less in hours of an office than round the clock."""
    course = Course(
        FILED, 1, [PriorityChange(_at(7), 2, 1)], [(_at(6.5), _at(24))], lambda p: ROUND_THE_CLOCK if p == 1 else OFFICE
    )
    assert find_leg(course, TARGETS) == Leg(FILED, 2)


def test_a_target_counts_in_its_own_priority_s_calendar() -> None:
    def calendar(priority: int) -> WorkCalendar:
        return ROUND_THE_CLOCK if priority == 1 else OFFICE

    assert calculate_due(Course(FILED, 2, (), (), calendar), TARGETS)[0] == datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    assert calculate_due(Course(FILED, 3, (), (), calendar), TARGETS)[0] == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    raised = Course(FILED, 1, [PriorityChange(_at(10), 3, 1)], (), calendar)
    assert calculate_due(raised, TARGETS)[0] == _at(14)


def test_hours_that_never_open_again_promise_nothing_but_what_is_critical() -> None:
    never = WorkCalendar(ZoneInfo("UTC"), ((),) * 7)
    course = Course(FILED, 3, (), (), lambda _: never)
    assert calculate_due(course, TARGETS) == (None, None)
    raised = Course(FILED, 1, [PriorityChange(_at(1), 3, 1)], (), lambda p: ROUND_THE_CLOCK if p == 1 else never)
    assert calculate_due(raised, TARGETS)[0] == _at(5)
