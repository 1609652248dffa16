"""Counting in memory: when it is to be written, and what becomes of what could not be."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.figures.usage import UseCounter, UseKind

NOW = datetime(2026, 11, 20, 22, 59, 30, tzinfo=UTC)


def test_it_is_due_a_minute_after_the_first() -> None:
    uses = UseCounter()
    assert not uses.is_due(NOW)
    for seconds in (0, 50):
        uses.count(UseKind.BUTTON, "claim", 7, now=NOW + timedelta(seconds=seconds), zone="Europe/Berlin")
    assert not uses.is_due(NOW + timedelta(seconds=59))
    assert uses.is_due(NOW + timedelta(seconds=60))
    assert uses.is_due(NOW - timedelta(hours=1)), "the clock went back"
    assert uses.taken() == {
        (date(2026, 11, 20), "button", "claim", 7): 1,
        (date(2026, 11, 21), "button", "claim", 7): 1,
    }
    assert not uses.is_due(NOW + timedelta(hours=1))
    assert not uses.taken()


def test_what_could_not_be_written_is_kept() -> None:
    uses = UseCounter()
    uses.count(UseKind.MESSAGE, "", 7, now=NOW, zone="UTC")
    seen = uses.taken()
    uses.count(UseKind.MESSAGE, "", 7, now=NOW, zone="UTC")
    uses.put_back(seen, now=NOW + timedelta(minutes=5))
    assert not uses.is_due(NOW + timedelta(minutes=5, seconds=59))
    assert uses.is_due(NOW + timedelta(minutes=6))
    assert uses.taken() == {(date(2026, 11, 20), "message", "", 7): 2}


@pytest.mark.parametrize("many", [1, 1000])
def test_a_person_s_day_is_one_row(many: int) -> None:
    uses = UseCounter()
    for _ in range(many):
        uses.count(UseKind.MESSAGE, "", 7, now=NOW, zone="UTC")
    assert list(uses.taken().values()) == [many]
