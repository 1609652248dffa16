"""Days and times as people type them before other words, in both languages and in a zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.text.typed_dates import TypedDate, dated

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # a Friday, 12:30 in Moscow
ZONE = "Europe/Moscow"


def _utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("2026-12-01 14:00", TypedDate(_utc(1, 11, month=12), None, "", marked=False)),
        ("until 2026-12-01", TypedDate(None, date(2026, 12, 1), "", marked=True)),
        ("2h", TypedDate(NOW + timedelta(hours=2), None, "", marked=False)),
        ("2 h waits", TypedDate(NOW + timedelta(hours=2), None, "waits", marked=False)),
        ("до 2 дней ждём", TypedDate(NOW + timedelta(days=2), None, "ждём", marked=True)),
        ("14:00", TypedDate(_utc(20, 11), None, "", marked=False)),
        ("12:00 sharp", TypedDate(_utc(21, 9), None, "sharp", marked=False)),
        ("tomorrow 12:00", TypedDate(_utc(21, 9), None, "", marked=False)),
        ("завтра", TypedDate(None, date(2026, 11, 21), "", marked=False)),
        ("until Monday the key", TypedDate(None, date(2026, 11, 23), "the key", marked=True)),
        ("до пятницы, 9:30 ключ", TypedDate(_utc(27, 6, 30), None, "ключ", marked=True)),
        ("friday", TypedDate(None, date(2026, 11, 27), "", marked=False)),
        ("today 08:00", TypedDate(_utc(20, 5), None, "", marked=False)),
        ("1.12", TypedDate(None, date(2026, 12, 1), "", marked=False)),
        ("1.11", TypedDate(None, date(2027, 11, 1), "", marked=False)),
        ("01.12.2026 10:15", TypedDate(_utc(1, 7, 15, month=12), None, "", marked=False)),
    ],
)
def test_a_time_is_read_with_what_follows(words: str, read: TypedDate) -> None:
    assert dated(words, now=NOW, zone=ZONE) == read


@pytest.mark.parametrize(
    "words",
    [
        "",
        "until",
        "the key",
        "2026-13-01",
        "31.11",
        "32.1",
        "0000-01-01",
        "9999-12-31",
        "monday 25:00",
        "0h",
        "🙂",
        "until the key comes",
    ],
)
def test_what_is_no_time_is_none(words: str) -> None:
    assert dated(words, now=NOW, zone=ZONE) is None
