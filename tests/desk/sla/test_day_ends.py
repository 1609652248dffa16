"""Where a day begins and ends: by its hours, over midnight, closed, and when the clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk import Minutes
from desk.sla.day_bounds import get_day_end, get_day_start
from desk.sla.work_calendar import ROUND_THE_CLOCK, WorkCalendar

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _hours(*hours: Minutes) -> WorkCalendar:
    return WorkCalendar(ZoneInfo(BERLIN), (hours,) * 5 + ((),) * 2)


@pytest.mark.parametrize(
    ("calendar", "day", "begins", "ends"),
    [
        (_hours((540, 720), (780, 1080)), date(2026, 11, 20), (20, 8, 0), (20, 17, 0)),
        (_hours((540, 1080)), date(2026, 11, 21), (23, 8, 0), (20, 17, 0)),
        (_hours((1320, 1560)), date(2026, 11, 18), (17, 23, 0), (18, 22, 59)),
        (ROUND_THE_CLOCK, date(2026, 11, 20), (20, 8, 0), (20, 22, 59)),
    ],
)
def test_a_day_begins_and_ends_by_its_hours(
    calendar: WorkCalendar, day: date, begins: tuple[int, int, int], ends: tuple[int, int, int]
) -> None:
    assert get_day_start(day, BERLIN, calendar) == datetime(2026, 11, *begins, tzinfo=UTC)
    assert get_day_end(day, BERLIN, calendar, NOW) == datetime(2026, 11, *ends, tzinfo=UTC)


def test_the_day_on_which_clocks_change_ends_by_the_new_time() -> None:
    every = WorkCalendar(ZoneInfo(BERLIN), (((540, 1080),),) * 7)
    assert get_day_end(date(2026, 3, 29), BERLIN, every, NOW) == datetime(2026, 3, 29, 16, 0, tzinfo=UTC)
    assert get_day_end(date(2026, 10, 25), BERLIN, every, NOW) == datetime(2026, 10, 25, 17, 0, tzinfo=UTC)


def test_of_a_closed_day_the_last_hours_before_it_count_while_they_have_not_ended() -> None:
    calendar = _hours((540, 1080))
    sunday = date(2026, 11, 22)
    for now, ends in (((20, 16, 59), (20, 17, 0)), ((20, 17, 0), (22, 22, 59)), ((22, 10, 0), (22, 22, 59))):
        at = datetime(2026, 11, *now, tzinfo=UTC)
        assert get_day_end(sunday, BERLIN, calendar, at) == datetime(2026, 11, *ends, tzinfo=UTC)
    never = WorkCalendar(ZoneInfo(BERLIN), ((),) * 7)
    assert get_day_end(sunday, BERLIN, never, NOW) == datetime(2026, 11, 22, 22, 59, tzinfo=UTC)
