"""A person's shifts: as they are typed, who is on shift at a moment, which hours of the desk nobody works."""

from datetime import UTC, date, datetime

import pytest

from desk import Minutes
from desk.sla.shifts import Rota, find_empty_hours, parse_shifts
from tests.rules import rules_with

MONDAY = date(2026, 11, 23)
NINE_TO_SIX = ((540, 1080),)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("9-18", NINE_TO_SIX),
        ("9:00 – 18.00", NINE_TO_SIX),
        ("9 to 18", NINE_TO_SIX),
        ("from 9am till 6 p.m.", NINE_TO_SIX),
        ("13-17, 8:30-12", ((510, 720), (780, 1020))),
        ("8-12 и 13-17", ((480, 720), (780, 1020))),
        ("22-6", ((1320, 1800),)),
        ("0-24", ((0, 1440),)),
        ("None", ()),
        ("нет", ()),
        ("—", ()),
        ("9 to 6", NINE_TO_SIX),
        ("с 9.00 до 18.00", NINE_TO_SIX),
        ("9 утра - 6 вечера", NINE_TO_SIX),
    ],
)
def test_a_days_shifts_as_they_are_typed(words: str, expected: tuple[Minutes, ...]) -> None:
    assert parse_shifts(words) == expected


@pytest.mark.parametrize(
    "words",
    ["", "9", "25-26", "9-9", "24-6", "9:60-18", "9-18, 17-20", "1-2,3-4,5-6,7-8,9-10", "x" * 4096, "9-18\n<b>"],
)
def test_what_is_no_shift_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_shifts(words)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ((23, 8, 59), False),
        ((23, 9, 0), True),
        ((23, 17, 59), True),
        ((23, 18, 0), False),
        ((24, 22, 0), True),  # over midnight
        ((25, 5, 59), True),
        ((25, 6, 0), False),
        ((26, 12, 0), False),  # off that day, although it is a weekday of theirs
        ((27, 12, 0), True),  # on that day only
    ],
)
def test_a_moment_lies_in_a_shift_or_not(at: tuple[int, int, int], holds: bool) -> None:
    week = {0: NINE_TO_SIX, 1: ((1320, 1800),), 3: NINE_TO_SIX}
    rota = Rota(week, {date(2026, 11, 26): (), date(2026, 11, 27): ((660, 780),)})
    assert rota.is_working(datetime(2026, 11, at[0], at[1], at[2], tzinfo=UTC), "UTC") is holds


def test_without_a_week_the_desks_hours_are_theirs_but_on_the_days_they_named() -> None:
    rota = Rota({}, {date(2026, 11, 26): (), date(2026, 11, 27): ((1320, 1800),)})
    open_at_noon = [
        rota.is_working(datetime(2026, 11, day, 12, tzinfo=UTC), "UTC", desk_open=True) for day in (25, 26, 27)
    ]
    assert open_at_noon == [True, False, False]
    assert rota.is_working(datetime(2026, 11, 28, 5, tzinfo=UTC), "UTC", desk_open=False)  # over midnight
    assert not rota.is_working(datetime(2026, 11, 28, 6, tzinfo=UTC), "UTC", desk_open=False)
    rules = rules_with(hours__week=tuple(((540, 600),) for _ in range(7)))
    assert find_empty_hours([rota], MONDAY, rules) == [(date(2026, 11, day), (540, 600)) for day in (26, 27)]


def test_a_shift_over_midnight_and_over_the_night_the_clocks_change() -> None:
    rota = Rota({5: ((1320, 1800),), 6: ((150, 210),)})  # Saturday 22-6, Sunday 2:30-3:30
    spring = [datetime(2027, 3, 28, hour, 30, tzinfo=UTC) for hour in range(6)]  # 1:30, 3:30, 4:30 … in Berlin
    assert [rota.is_working(at, "Europe/Berlin") for at in spring] == [True] * 4 + [False] * 2
    autumn = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in range(6)]  # 2:30 twice, then 3:30 …
    assert [rota.is_working(at, "Europe/Berlin") for at in autumn] == [True] * 5 + [False]


def test_shifts_are_in_the_desks_zone() -> None:
    rota = Rota({0: NINE_TO_SIX})
    assert rota.is_working(datetime(2026, 11, 23, 6, 0, tzinfo=UTC), "Europe/Moscow")
    assert not rota.is_working(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "Europe/Moscow")


def test_the_hours_of_the_desk_that_nobody_works() -> None:
    rules = rules_with(hours__week=tuple(((540, 1200),) if n < 5 else () for n in range(7)))
    rota = Rota(dict.fromkeys(range(4), NINE_TO_SIX))
    evenings: list[tuple[date, Minutes]] = [(date(2026, 11, 23 + n), (1080, 1200)) for n in range(4)]
    assert find_empty_hours([rota], MONDAY, rules) == [*evenings, (date(2026, 11, 27), (540, 1200))]
    assert find_empty_hours([rota, Rota({4: ((0, 1440),)})], MONDAY, rules) == evenings
    assert not find_empty_hours([rota, None], MONDAY, rules)  # who has no shifts works whenever the desk is open
