"""Times as people type them."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.text.typed_times import means_tomorrow, moment, next_clock

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("14:00", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        ("until 14.30", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("до 14:00", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        ("9", datetime(2026, 11, 21, 9, tzinfo=UTC)),
        ("09:01", datetime(2026, 11, 20, 9, 1, tzinfo=UTC)),
        ("2h", NOW + timedelta(hours=2)),
        ("на 2 часа", NOW + timedelta(hours=2)),
        ("90 Min", NOW + timedelta(minutes=90)),
        ("31 d", NOW + timedelta(days=31)),
        ("32 d", None),
        ("0 h", None),
        ("9999 h", None),
        ("24:00", None),
        ("12:60", None),
        ("2 parsecs", None),
        ("", None),
        ("tomorrow", None),
        ("\u0662h", NOW + timedelta(hours=2)),
        ("x" * 4096, None),
    ],
)
def test_what_a_typed_time_means(words: str, expected: datetime | None) -> None:
    assert moment(words, now=NOW, zone="UTC") == expected


def test_a_clock_time_is_the_zones_next_one() -> None:
    assert moment("13:00", now=NOW, zone="Europe/Moscow") == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert moment("11:00", now=NOW, zone="Europe/Moscow") == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert next_clock(9, 0, now=NOW, zone="UTC", days=1) == datetime(2026, 11, 21, 9, tzinfo=UTC)
    late = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # already tomorrow in Moscow
    assert next_clock(9, 0, now=late, zone="Europe/Moscow", days=1) == datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_tomorrow_is_a_word_of_both_languages() -> None:
    assert [means_tomorrow(words) for words in ("until Tomorrow", "до завтра", "завтра", "today", "")] == [
        True, True, True, False, False
    ]  # fmt: skip
