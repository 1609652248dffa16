"""What a clock shows next."""

from datetime import UTC, datetime

from desk.text.typed_times import find_next_clock

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_clock_time_is_the_zones_next_one() -> None:
    assert find_next_clock(13, 0, now=NOW, zone="Europe/Moscow") == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert find_next_clock(11, 0, now=NOW, zone="Europe/Moscow") == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert find_next_clock(9, 0, now=NOW, zone="UTC") == datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_its_second_one_when_the_first_has_passed() -> None:
    first = datetime(2026, 10, 25, 0, 40, tzinfo=UTC)  # 2:40 in Berlin, an hour before clocks go back to 2:00
    assert find_next_clock(2, 50, now=first, zone="Europe/Berlin") == datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    assert find_next_clock(2, 30, now=first, zone="Europe/Berlin") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    later = datetime(2026, 10, 25, 1, 40, tzinfo=UTC)
    assert find_next_clock(2, 30, now=later, zone="Europe/Berlin") == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
    gap = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)  # 3:10, after there was no 2:30
    assert find_next_clock(2, 30, now=gap, zone="Europe/Berlin") > gap
