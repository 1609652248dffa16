"""Periods as they are named, typed and compared."""

from datetime import UTC, date, datetime

import pytest

from desk import Refused
from desk.metrics import Period
from desk.metrics.periods import find_period, get_comparable_end, get_period_before, make_period, parse_period

TODAY = date(2026, 11, 21)
CHANGE = find_period("today", date(2026, 10, 25))
"""When the clocks of Berlin go back."""


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("today", TODAY, TODAY),
        ("Вчера", date(2026, 11, 20), date(2026, 11, 20)),
        ("за неделю", date(2026, 11, 15), TODAY),
        ("month", date(2026, 10, 23), TODAY),
        ("2026-11-01 2026-11-15", date(2026, 11, 1), date(2026, 11, 15)),
        ("с 1 ноября 15 ноября", date(2026, 11, 1), date(2026, 11, 15)),
        ("since 1.11 till 15.11", date(2026, 11, 1), date(2026, 11, 15)),
        ("с 1.11 по 1.11", date(2026, 11, 1), date(2026, 11, 1)),
        ("this week", date(2026, 11, 16), TODAY),
        ("прошлая неделя", date(2026, 11, 9), date(2026, 11, 15)),
        ("за прошлую неделю", date(2026, 11, 9), date(2026, 11, 15)),
        ("этот месяц", date(2026, 11, 1), TODAY),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("Позавчера", date(2026, 11, 19), date(2026, 11, 19)),
        ("year", date(2025, 11, 22), TODAY),
        ("last 7 days", date(2026, 11, 15), TODAY),
        ("за последние 30 дней", date(2026, 10, 23), TODAY),
        ("0 days", TODAY, TODAY),
        ("с 2026-11-01", date(2026, 11, 1), TODAY),
        ("from 1.11", date(2026, 11, 1), TODAY),
        ("since 1.11.2026", date(2026, 11, 1), TODAY),
        ("с сегодня", TODAY, TODAY),
        ("со вчера", date(2026, 11, 20), TODAY),
    ],
)
def test_a_period_is_typed(said: str, first: date, last: date) -> None:
    assert parse_period(said, TODAY) == Period(first, last)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "period-unknown"),
        ("mon-fri", "period-unknown"),
        ("1.11 2.11 3.11", "period-unknown"),
        ("2026-11-15..2026-11-01", "period-backwards"),
        ("2026-11-22", "period-future"),
        ("2020-01-01..2026-01-01", "period-long"),
        ("1099 days", "period-long"),
        ("quarter", "period-unknown"),
        ("0001-01-01", "period-unknown"),
        ("1.1.1999", "period-unknown"),
    ],
)
def test_what_is_none_is_refused(said: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_period(said, TODAY)
    assert refused.value.key == why


def test_the_same_length_just_before() -> None:
    assert get_period_before(Period(date(2026, 3, 1), date(2026, 3, 31))) == Period(
        date(2026, 1, 29), date(2026, 2, 28)
    )
    assert get_period_before(find_period("today", TODAY)) == find_period("yesterday", TODAY)


@pytest.mark.parametrize(
    ("period", "now", "until"),
    [
        (
            find_period("today", TODAY),
            datetime(2026, 11, 21, 14, 30, tzinfo=UTC),
            datetime(2026, 11, 20, 14, 30, tzinfo=UTC),
        ),
        (
            find_period("week", TODAY),
            datetime(2026, 11, 21, 14, 30, tzinfo=UTC),
            datetime(2026, 11, 14, 14, 30, tzinfo=UTC),
        ),
        (
            Period(date(2026, 11, 20), date(2026, 11, 29)),  # two of its ten days have come
            datetime(2026, 11, 21, 14, 30, tzinfo=UTC),
            datetime(2026, 11, 11, 14, 30, tzinfo=UTC),
        ),
        (find_period("yesterday", TODAY), datetime(2026, 11, 21, 14, 30, tzinfo=UTC), None),
        (CHANGE, datetime(2026, 10, 25, 11, tzinfo=UTC), datetime(2026, 10, 24, 10, tzinfo=UTC)),
        (CHANGE, datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 23, 22, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_what_is_not_over_is_compared_with_as_much_of_the_days_before(
    period: Period, now: datetime, until: datetime | None
) -> None:
    assert get_comparable_end(period, now, "Europe/Berlin" if period == CHANGE else "UTC") == until


def test_a_period_is_never_backwards() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(TODAY, date(2026, 11, 20))
    assert make_period(TODAY, TODAY, TODAY).length == 1


def test_days_last_as_long_as_they_do_there() -> None:
    """On 25 October 2026 clocks go back in Berlin: 25 hours."""
    day = date(2026, 10, 25)
    assert Period(day, day).get_bounds("Europe/Berlin") == (
        datetime(2026, 10, 24, 22, tzinfo=UTC),
        datetime(2026, 10, 25, 23, tzinfo=UTC),
    )
