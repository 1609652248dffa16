"""Random hours, nights of daylight saving, holidays and pauses: the arithmetic says what counting minutes says.

`make properties` runs these with 10,000 histories.
"""

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import DayRange
from desk.sla.ticket_clock import Paused, find_due, measure_clock
from desk.sla.work_calendar import WorkCalendar
from tests.desk.sla.slow_model import Range, SlowDesk, Week

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "40"))
_THOROUGH = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DAYS = 3
_PLACES = [  # a zone, and a day on which its clocks are moved (or on which nothing happens)
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 3, 8)),  # midnight is left out
    ("America/Havana", date(2026, 11, 1)),  # the hour after midnight comes twice
    ("America/Sao_Paulo", date(2018, 2, 18)),  # the hour before midnight comes twice
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/St_Johns", date(2010, 11, 7)),  # a minute of Sunday, then Saturday's last hour again
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
    ("Europe/Moscow", date(2026, 11, 20)),
    ("Asia/Kathmandu", date(2026, 11, 20)),
]


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Up to three stretches of hours a day, at most of them none; some go over midnight, some overlap."""
    days = []
    for _ in range(7):
        hours = []
        for _ in range(draw(st.sampled_from([0, 1, 1, 2, 3]))):
            start = draw(st.sampled_from([0, 60, 90, 120, 150, 540, 799, 1080, 1320, 1380, 1439]))
            hours.append((start, start + draw(st.sampled_from([1, 30, 60, 119, 240, 540, 1440]))))
        days.append(tuple(hours))
    return tuple(days)


@st.composite
def histories(draw: st.DrawFn) -> tuple[SlowDesk, WorkCalendar, datetime, datetime, timedelta, list[Paused]]:
    """A desk watched for some days, a ticket filed in them, its target and its pauses."""
    name, day = draw(st.sampled_from(_PLACES))
    zone = ZoneInfo(name)
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    minute = st.integers(0, DAYS * 1440 - 1).map(lambda n: since + timedelta(minutes=n))
    days = st.integers(-1, DAYS).map(lambda n: since.date() + timedelta(days=n))
    ranges: list[Range] = [
        (first, first + timedelta(days=length), is_open)
        for first, length, is_open in draw(st.lists(st.tuples(days, st.integers(0, 2), st.booleans()), max_size=3))
    ]
    pauses: list[Paused] = draw(st.lists(st.tuples(minute, st.one_of(st.none(), minute, minute, minute)), max_size=4))
    week = draw(weeks())
    desk = SlowDesk(zone, week, ranges, since, DAYS)
    calendar = WorkCalendar(zone, week, tuple(DayRange(*held) for held in ranges))
    target = timedelta(minutes=draw(st.sampled_from([0, 1, 59, 60, 240, 480, 1440])))
    start = draw(minute)
    return desk, calendar, start, draw(minute), target, pauses


@pytest.mark.limit(120 + EXAMPLES // 5)
@_THOROUGH
@given(histories())
def test_properties_of_a_ticket_s_clock(
    history: tuple[SlowDesk, WorkCalendar, datetime, datetime, timedelta, list[Paused]],
) -> None:
    desk, calendar, start, end, target, pauses = history
    elsewhere = start.astimezone(ZoneInfo("Asia/Tokyo"))  # a moment is a moment, wherever its clock hangs
    assert measure_clock(elsewhere, end, calendar, pauses) == desk.spent(start, end, pauses)
    assert calendar.measure_work(start, end) == desk.spent(start, end, ())
    expected, reckoned = desk.due(start, target, pauses), find_due(elsewhere, target, calendar, pauses)
    assert reckoned == expected or (expected is None and (reckoned is None or reckoned > desk.until))
    assert calendar.is_open(start) is desk.is_open(start)
    for say, seen in (calendar.find_next_open, desk.find_next_open), (calendar.find_next_close, desk.find_next_close):
        said, shown = say(elsewhere), seen(start)
        assert said == shown or (shown is None and (said is None or said >= desk.until))
