"""What stands out, what is expected, where it leads."""

from collections.abc import Sequence

import pytest

from desk.summaries import trends

CALM = (10, 11, 9, 10, 12, 10, 8, 10)


@pytest.mark.parametrize(
    ("value", "weeks", "when_few", "found"),
    [
        (15, CALM, False, True),
        (14, CALM, False, False),  # not by half
        (15, (*CALM[:7], 15), False, False),  # it was so once before
        (5, CALM, True, True),
        (5, CALM, False, False),
        (6, CALM, True, False),
        (5, (*CALM[:7], 5), True, False),
        (0, (3, 3, 3, 3), True, True),
        (0, (2, 2, 2, 2), True, False),  # by less than three
        (3, (0, 0, 0, 0), False, True),
        (2, (0, 0, 0, 0), False, False),
        (99, (1, 1, 1), False, False),  # three weeks are not enough
        (99, (1, 1, 1, 1), False, True),
        (0, (), True, False),
    ],
)
def test_what_stands_out(value: int, weeks: Sequence[int], when_few: bool, found: bool) -> None:
    assert trends.is_outlier(value, weeks, when_few=when_few) is found


def test_next_week_is_each_weekdays_median_of_eight_weeks() -> None:
    days = [n for week in (90, *range(1, 9)) for n in (week, 0, 3, 3, 3, 3, 3)]
    assert trends.make_forecast(days) == [4.5, 0, 3, 3, 3, 3, 3]  # the ninth week back no longer counts
    assert trends.make_forecast(days[:27]) is None
    assert trends.make_forecast(days[7:35]) == [2.5, 0, 3, 3, 3, 3, 3]


@pytest.mark.parametrize(
    ("months", "slope"),
    [
        ((1, 2), None),
        ((10, 12, 14), 2),
        ((10, 12, 900, 16, 18), 2),
        ((9, 6, 3, 0), -3),
        ((5, 5, 5), 0),
        ((0, 10, 11, 12, 13), 1),
    ],
)
def test_one_odd_month_makes_no_trend(months: Sequence[int], slope: float | None) -> None:
    assert trends.get_trend(months) == slope


def test_how_far_off_a_forecast_was() -> None:
    assert (
        trends.get_forecast_error(50, 40),
        trends.get_forecast_error(40, 50),
        trends.get_forecast_error(0, 3),
    ) == (0.2, 0.25, None)
