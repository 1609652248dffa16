"""Hours as a desk would say them: what they mean on the nights that matter, and that reckoning with them is quick."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from desk import DayRange
from desk.sla.ticket_clock import find_due, measure_clock
from desk.sla.work_calendar import ROUND_THE_CLOCK, WorkCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
NINE_TO_SIX = (((540, 1080),),) * 5 + ((), ())
NIGHTS = (((1320, 1800),),) * 7
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=MOSCOW)
NEW_YEAR = DayRange(date(2026, 12, 31), date(2027, 1, 10), is_open=False)
A_HOUR = timedelta(hours=1)


def test_round_the_clock_is_plain_time() -> None:
    assert ROUND_THE_CLOCK.is_open(FRIDAY)
    assert ROUND_THE_CLOCK.find_next_open(FRIDAY) == FRIDAY
    assert ROUND_THE_CLOCK.find_next_close(FRIDAY) is None
    assert ROUND_THE_CLOCK.add_work(FRIDAY, 48 * A_HOUR) == FRIDAY + 48 * A_HOUR
    assert ROUND_THE_CLOCK.measure_work(FRIDAY, FRIDAY + A_HOUR) == A_HOUR
    assert ROUND_THE_CLOCK.measure_work(FRIDAY + A_HOUR, FRIDAY) == timedelta(0)


def test_friday_evening_counts_on_monday_morning() -> None:
    desk = WorkCalendar(MOSCOW, NINE_TO_SIX)
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=MOSCOW)
    assert desk.add_work(FRIDAY, A_HOUR) == FRIDAY + A_HOUR  # met at the last moment, not on Monday
    assert desk.add_work(FRIDAY, 4 * A_HOUR) == monday + 3 * A_HOUR
    assert desk.find_next_open(FRIDAY + A_HOUR) == monday
    assert desk.find_next_close(FRIDAY) == FRIDAY + A_HOUR
    assert desk.find_next_close(FRIDAY + A_HOUR) == monday + 9 * A_HOUR
    assert not desk.is_open(FRIDAY + A_HOUR)
    assert desk.is_open(monday)


def test_a_closed_range_is_left_out_and_an_open_one_is_round_the_clock() -> None:
    hackathon = DayRange(date(2027, 1, 2), date(2027, 1, 3), is_open=True)
    desk = WorkCalendar(MOSCOW, NINE_TO_SIX, (NEW_YEAR, hackathon))
    eve = datetime(2026, 12, 30, 17, 30, tzinfo=MOSCOW)
    assert desk.add_work(eve, A_HOUR) == datetime(2027, 1, 2, 0, 30, tzinfo=MOSCOW)
    assert desk.find_next_close(datetime(2027, 1, 2, tzinfo=MOSCOW)) == datetime(2027, 1, 4, tzinfo=MOSCOW)
    assert desk.find_next_open(datetime(2027, 1, 4, tzinfo=MOSCOW)) == datetime(2027, 1, 11, 9, tzinfo=MOSCOW)
    turned = WorkCalendar(MOSCOW, NINE_TO_SIX, (hackathon, NEW_YEAR))  # of two the later one decides
    assert turned.add_work(eve, A_HOUR) == datetime(2027, 1, 11, 9, 30, tzinfo=MOSCOW)


def test_a_night_ends_where_a_closed_day_begins_and_none_begins_on_it() -> None:
    holiday = DayRange(date(2026, 11, 20), date(2026, 11, 20), is_open=False)
    desk = WorkCalendar(MOSCOW, NIGHTS, (holiday,))
    assert desk.find_next_close(datetime(2026, 11, 19, 23, tzinfo=MOSCOW)) == datetime(2026, 11, 20, tzinfo=MOSCOW)
    assert desk.find_next_open(datetime(2026, 11, 20, tzinfo=MOSCOW)) == datetime(2026, 11, 21, 22, tzinfo=MOSCOW)
    event = DayRange(date(2026, 11, 20), date(2026, 11, 20), is_open=True)
    desk = WorkCalendar(MOSCOW, NIGHTS, (event,))
    assert desk.find_next_close(datetime(2026, 11, 20, 12, tzinfo=MOSCOW)) == datetime(2026, 11, 21, 6, tzinfo=MOSCOW)


def test_the_night_the_clocks_are_moved() -> None:
    desk = WorkCalendar(ZoneInfo("Europe/Berlin"), (((60, 240),),) * 7)  # one to four in the night
    spring, autumn = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    assert desk.measure_work(spring, spring + timedelta(hours=12)) == 2 * A_HOUR
    assert desk.measure_work(autumn - 12 * A_HOUR, autumn + 12 * A_HOUR) == 4 * A_HOUR
    early = WorkCalendar(ZoneInfo("Europe/Berlin"), (((120, 150),),) * 7)  # an hour that is left out, and comes twice
    assert early.find_next_open(spring) == datetime(2026, 3, 30, 0, 0, tzinfo=UTC)
    assert early.measure_work(autumn - 12 * A_HOUR, autumn + 12 * A_HOUR) == A_HOUR


def test_hours_that_never_come() -> None:
    event = DayRange(date(2026, 12, 1), date(2026, 12, 3), is_open=True)
    nothing, once = WorkCalendar(MOSCOW, ((),) * 7), WorkCalendar(MOSCOW, ((),) * 7, (event,))
    assert nothing.find_next_open(FRIDAY) is nothing.find_next_close(FRIDAY) is nothing.add_work(FRIDAY, A_HOUR) is None
    assert once.find_next_open(FRIDAY) == datetime(2026, 12, 1, tzinfo=MOSCOW)
    assert once.find_next_close(FRIDAY) == datetime(2026, 12, 4, tzinfo=MOSCOW)
    assert once.add_work(FRIDAY, 72 * A_HOUR) == datetime(2026, 12, 4, tzinfo=MOSCOW)
    assert once.add_work(FRIDAY, 73 * A_HOUR) is None
    for_ever = DayRange(date(2026, 1, 1), date(9999, 12, 31), is_open=False)
    assert WorkCalendar(MOSCOW, NINE_TO_SIX, (for_ever,)).find_next_open(FRIDAY) is None
    always = WorkCalendar(MOSCOW, (((0, 1440),),) * 7, (DayRange(date(2020, 1, 1), date(2020, 1, 1), is_open=False),))
    assert always.find_next_close(FRIDAY) is None


@pytest.mark.parametrize("hours", [(60, 60), (60, 59), (-1, 60), (1440, 1500), (60, 1501)])
def test_hours_that_are_none_are_refused(hours: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="seven days"):
        WorkCalendar(MOSCOW, ((hours,),) * 7)
    with pytest.raises(ValueError, match="seven days"):
        WorkCalendar(MOSCOW, ())


def test_the_clock_stands_while_halted() -> None:
    def at(hours: float) -> datetime:
        return FRIDAY + hours * A_HOUR

    pauses = [(at(5), at(6)), (at(1), at(2)), (at(1.5), at(3)), (at(3), at(4)), (at(9), None), (at(-3), at(-1))]
    assert find_due(FRIDAY, A_HOUR, ROUND_THE_CLOCK, pauses) == at(1)  # met at the moment it stops
    assert find_due(FRIDAY, 1.5 * A_HOUR, ROUND_THE_CLOCK, pauses) == at(4.5)
    assert find_due(FRIDAY, 5 * A_HOUR, ROUND_THE_CLOCK, pauses) == at(9)
    assert find_due(FRIDAY, 5.1 * A_HOUR, ROUND_THE_CLOCK, pauses) is None
    assert measure_clock(FRIDAY, at(20), ROUND_THE_CLOCK, pauses) == 5 * A_HOUR
    assert measure_clock(FRIDAY, at(8.5), ROUND_THE_CLOCK, pauses) == 4.5 * A_HOUR
    assert measure_clock(FRIDAY, at(3.5), ROUND_THE_CLOCK, pauses) == A_HOUR
    assert measure_clock(FRIDAY, at(1.2), ROUND_THE_CLOCK, pauses) == A_HOUR
    assert measure_clock(FRIDAY, at(-1), ROUND_THE_CLOCK, pauses) == timedelta(0)
    assert find_due(FRIDAY, timedelta(0), ROUND_THE_CLOCK, [(at(-1), None)]) == FRIDAY
    assert find_due(FRIDAY, A_HOUR, ROUND_THE_CLOCK, [(at(-1), at(1)), (at(0), None)]) is None


def test_a_year_of_five_hundred_tickets_a_day_takes_seconds() -> None:
    desk = WorkCalendar(ZoneInfo("Europe/Berlin"), NINE_TO_SIX, (NEW_YEAR,))
    began, before = datetime(2026, 11, 20, tzinfo=UTC), perf_counter()
    for day, ticket in product(range(365), range(0, 500, 50)):  # every fiftieth of them
        filed = began + timedelta(days=day, seconds=172 * ticket)
        pauses = [(filed + A_HOUR, filed + 20 * A_HOUR)]
        for hours in 1, 8, 24, 48:
            assert find_due(filed, hours * A_HOUR, desk, pauses) is not None
        measure_clock(filed, filed + timedelta(days=7), desk, pauses)
    assert perf_counter() - before < 2  # a fifth of a second where nothing else runs
