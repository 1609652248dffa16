"""What is counted before figures are shown: once, however many ask, and nobody waits for ever."""

import asyncio
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import text

from db.database import Database
from desk import DeskSettings
from desk.metrics import facts
from desk.metrics.live_counting import LiveCounting

NOW = datetime(2026, 11, 22, tzinfo=UTC)


async def test_once_however_many_ask_and_the_rest_goes_on_without_them(database: Database) -> None:
    counting = LiveCounting(partial(facts.bring_up_to_date, database), 0.0)
    assert not counting.is_under_way
    async with database.unit_of_work() as session:
        await session.execute(text("select pg_advisory_xact_lock(hashtext('pulldesk figures'))"))
        await counting.count_up_to_now(DeskSettings(), NOW)
        assert counting.is_under_way
        begun = counting._task
        await asyncio.gather(*(counting.count_up_to_now(DeskSettings(), NOW) for _ in range(5)))
        assert counting._task is begun
    assert begun is not None
    await begun
    assert not counting.is_under_way
    await LiveCounting(partial(facts.bring_up_to_date, database), 10.0).count_up_to_now(DeskSettings(), NOW)
