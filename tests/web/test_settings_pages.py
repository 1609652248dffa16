"""What pages of settings say of values: days as people write them, targets that contradict their priorities."""

from datetime import date, timedelta

import pytest

from desk.settings.hours import DayRange
from web.features.hours.routes import describe_range
from web.features.targets.routes import list_odd_targets


@pytest.mark.parametrize(
    ("last", "is_open", "name", "said"),
    [
        (2, False, "New Year", "1 January 2027 – 2 January 2027: closed, New Year"),
        (1, False, "", "1 January 2027: closed"),
        (1, True, "", "1 January 2027: open"),
    ],
)
def test_days_are_written_as_people_do(last: int, is_open: bool, name: str, said: str) -> None:
    assert describe_range("en", DayRange(date(2027, 1, 1), date(2027, 1, last), is_open, name)) == said


@pytest.mark.parametrize(
    ("minutes", "odd"),
    [
        ([(5, 60), (10, 120), (10, 240), (60, 480)], []),
        ([(60, 60), (240, 240), (30, 480), (60, 480)], [(3, 2)]),
        ([(60, 60), (30, 30), (20, 480), (60, 300)], [(2, 1), (3, 2), (4, 3)]),
    ],
)
def test_a_target_shorter_than_that_of_a_more_urgent_priority_is_named(
    minutes: list[tuple[int, int]], odd: list[tuple[int, int]]
) -> None:
    lengths = {n: tuple(timedelta(minutes=one) for one in pair) for n, pair in enumerate(minutes, start=1)}
    assert list_odd_targets(lengths) == odd  # type: ignore[arg-type]
