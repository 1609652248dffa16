"""What a clock shows next."""

from datetime import UTC, datetime

from desk.text.typed_times import next_clock

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_clock_time_is_the_zones_next_one() -> None:
    assert next_clock(13, 0, now=NOW, zone="Europe/Moscow") == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert next_clock(11, 0, now=NOW, zone="Europe/Moscow") == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert next_clock(9, 0, now=NOW, zone="UTC") == datetime(2026, 11, 21, 9, tzinfo=UTC)
