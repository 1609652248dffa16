"""Which hours of a week the desk is closed for the whole of."""

from desk.charts.heat_map import find_closed_hours


def test_an_hour_that_is_open_for_a_minute_is_not_closed_and_sundays_night_goes_into_monday() -> None:
    week = (((9 * 60, 18 * 60 + 1),), (), (), (), (), (), ((22 * 60, 26 * 60),))
    found = find_closed_hours(week)
    assert [hour for hour in range(24) if not found[0][hour]] == [0, 1, *range(9, 19)]
    assert [hour for hour in range(24) if not found[6][hour]] == [22, 23]
    assert all(found[1])


def test_a_desk_without_hours_is_never_closed() -> None:
    assert not any(any(day) for day in find_closed_hours(()))
