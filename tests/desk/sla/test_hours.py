"""The desk's hours as its settings say them."""

from datetime import UTC, date, datetime, timedelta

from desk import DayRange, DeskSettings
from desk.sla import desk_hours, work_calendar
from desk.sla.work_calendar import ROUND_THE_CLOCK
from tests.rules import rules_with

NINE_TO_SIX = (((540, 1080),),) * 5 + ((), ())
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
HOLIDAY = DayRange(date(2026, 11, 20), date(2026, 11, 21), is_open=False, name="Founders' day")


def test_a_desk_without_hours_is_always_there() -> None:
    assert desk_hours.get_desk_calendar(DeskSettings()) is ROUND_THE_CLOCK
    assert desk_hours.get_opening_time(DeskSettings(), FRIDAY) is None


def test_hours_are_those_of_the_desk_s_zone() -> None:
    desk = rules_with(hours__week=NINE_TO_SIX, timezone="Europe/Moscow")
    assert desk_hours.get_opening_time(desk, FRIDAY) == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert desk_hours.get_opening_time(desk, FRIDAY - timedelta(hours=3)) is None
    assert desk_hours.get_desk_calendar(desk) is desk_hours.get_desk_calendar(desk)


def test_only_the_critical_does_not_wait() -> None:
    desk = rules_with(hours__week=NINE_TO_SIX, timezone="Europe/Moscow")
    assert desk_hours.get_waiting_end(desk, FRIDAY, 2) == desk_hours.get_opening_time(desk, FRIDAY) is not None
    assert desk_hours.get_waiting_end(desk, FRIDAY, work_calendar.CRITICAL) is None


def test_a_holiday_alone_closes_a_desk_that_is_there_round_the_clock() -> None:
    desk = rules_with(hours__day_ranges=(HOLIDAY,))
    assert desk_hours.get_opening_time(desk, FRIDAY) == datetime(2026, 11, 22, tzinfo=UTC)
    assert desk_hours.get_opening_time(desk, FRIDAY + timedelta(days=2)) is None


def test_who_never_comes_back_keeps_nothing_waiting() -> None:
    assert desk_hours.get_opening_time(rules_with(hours__week=((),) * 7), FRIDAY) is None
