"""Counting in memory: when it is to be written, and what becomes of what could not be."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from db.database import Database
from desk.metrics import use_counting
from desk.metrics.use_counting import UseCounter, UseKind
from tests.sql import fetch

NOW = datetime(2026, 11, 20, 22, 59, 30, tzinfo=UTC)


def test_it_is_due_a_minute_after_the_first() -> None:
    uses = UseCounter()
    assert not uses.is_due(NOW)
    for seconds in (0, 50):
        uses.count_use(UseKind.BUTTON, "claim", 7, now=NOW + timedelta(seconds=seconds), zone="Europe/Berlin")
    assert not uses.is_due(NOW + timedelta(seconds=59))
    assert uses.is_due(NOW + timedelta(seconds=60))
    assert uses.is_due(NOW - timedelta(hours=1)), "the clock went back"
    assert uses.take_counts() == {
        (date(2026, 11, 20), "button", "claim", 7): 1,
        (date(2026, 11, 21), "button", "claim", 7): 1,
    }
    assert not uses.is_due(NOW + timedelta(hours=1))
    assert not uses.take_counts()


def test_what_could_not_be_written_is_kept() -> None:
    uses = UseCounter()
    uses.count_use(UseKind.MESSAGE, "", 7, now=NOW, zone="UTC")
    seen = uses.take_counts()
    uses.count_use(UseKind.MESSAGE, "", 7, now=NOW, zone="UTC")
    uses.put_back(seen, now=NOW + timedelta(minutes=5))
    assert not uses.is_due(NOW + timedelta(minutes=5, seconds=59))
    assert uses.is_due(NOW + timedelta(minutes=6))
    assert uses.take_counts() == {(date(2026, 11, 20), "message", "", 7): 2}


@pytest.mark.parametrize("many", [1, 1000])
def test_a_person_s_day_is_one_row(many: int) -> None:
    uses = UseCounter()
    for _ in range(many):
        uses.count_use(UseKind.MESSAGE, "", 7, now=NOW, zone="UTC")
    assert list(uses.take_counts().values()) == [many]


async def test_what_was_written_minute_by_minute_is_a_row_when_the_day_is_over(database: Database) -> None:
    uses = [(day, kind, "", who) for day in (17, 18, 19) for kind in ("message", "command") for who in (7, None)]
    for many in (1, 2):
        async with database.unit_of_work() as session:
            await use_counting.write_counts(
                session, Counter({(date(2026, 11, one[0]), *one[1:]): many for one in uses})
            )
    for _ in range(2):
        async with database.unit_of_work() as session:
            await use_counting.merge_minutes(session, NOW)
    rows = await fetch(database, "select day, count(*), sum(n) from uses group by day order by day")
    assert [tuple(row) for row in rows] == [
        (date(2026, 11, 17), 4, 12),
        (date(2026, 11, 18), 8, 12),
        (date(2026, 11, 19), 8, 12),
    ]
