"""The bar of a ticket's clock: what ran, what stood, what is late, in the desk's hours alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.queries.panel.clock_bars import ClockCourse, Stretch, make_bar
from desk.sla.work_calendar import ROUND_THE_CLOCK, WorkCalendar

NINE_TO_FIVE = WorkCalendar(ZoneInfo("UTC"), (((540, 1020),),) * 7)


def at(clock: str, day: int = 2) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=UTC)


def course(
    due: datetime, stopped: datetime | None = None, *pauses: tuple[datetime, datetime | None],
    calendar: WorkCalendar = ROUND_THE_CLOCK,
) -> ClockCourse:  # fmt: skip
    return ClockCourse(at("10:00"), due, timedelta(hours=4), stopped, pauses, calendar)


def test_it_runs_stands_and_is_late() -> None:
    made = make_bar("solve", course(at("15:00"), None, (at("11:00"), at("12:00"))), at("18:00"))
    assert made.stretches == (
        Stretch("runs", 0.0, 125.0), Stretch("stood", 125.0, 125.0), Stretch("runs", 250.0, 375.0),
        Stretch("late", 625.0, 375.0),
    )  # fmt: skip
    assert (made.due, made.over, made.stood, made.stops) == (625.0, timedelta(hours=3), timedelta(hours=1), 1)
    assert made.spent == timedelta(hours=7)
    assert made.is_over
    assert not made.is_met


@pytest.mark.parametrize(
    ("stopped", "met", "over"),
    [(at("14:00"), True, 0), (at("13:00"), True, 0), (at("14:30"), False, 30)],
)
def test_what_was_met_stays_met_whatever_stood_after(stopped: datetime, met: bool, over: int) -> None:
    made = make_bar("first", course(at("14:00"), stopped, (at("16:00"), None)), at("20:00"))
    assert made.is_met is met
    assert made.over == timedelta(minutes=over)
    assert not made.stands
    assert made.stops == 0
    assert all(one.kind != "stood" for one in made.stretches)


def test_while_it_stands_the_due_moves_on_and_is_not_named() -> None:
    made = make_bar("solve", course(at("14:00"), None, (at("12:00"), None)), at("16:00"))
    assert made.stands
    assert made.due_at is None
    assert made.due == 1000.0  # two hours after it goes on: six of eight until now
    assert [one.kind for one in made.stretches] == ["runs", "stood"]
    assert not made.is_over
    assert made.spent == timedelta(hours=2)


def test_what_was_late_before_it_stood_stays_late() -> None:
    made = make_bar("solve", course(at("14:00"), None, (at("15:00"), None)), at("16:00"))
    assert made.due_at == at("14:00")
    assert made.over == timedelta(hours=1)
    assert [one.kind for one in made.stretches] == ["runs", "late", "stood"]


def test_nights_take_no_room() -> None:
    made = make_bar("solve", course(at("11:00", 3), None, calendar=NINE_TO_FIVE), at("10:00", 3))
    assert made.stretches == (Stretch("runs", 0.0, 888.9),)
    assert made.spent == timedelta(hours=8)
    asleep = make_bar(
        "solve", course(at("11:00", 3), None, (at("18:00"), at("20:00")), calendar=NINE_TO_FIVE), at("10:00", 3)
    )
    assert [one.kind for one in asleep.stretches] == ["runs"]
    assert asleep.stops == 0
    assert asleep.stood == timedelta(0)


def test_one_that_began_this_moment() -> None:
    made = make_bar("first", course(at("14:00")), at("10:00"))
    assert made.stretches == ()
    assert made.due == 1000.0
