"""A ticket's dues beside those of others: whose pauses and whose priority count, and what was judged stays so."""

import asyncio

from sqlalchemy import func, select

from db.models import Policy
from desk.sla import target_versions
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import Stage
from tests.sql import scalar


async def test_of_two_first_tickets_with_new_targets_one_makes_the_version(stage: Stage) -> None:
    stage.with_rules(targets__enabled=True)
    async with stage.database.unit_of_work() as first, stage.database.unit_of_work() as second:
        assert await target_versions.ensure_current_version(first, stage.rules, stage.now) == 1
        beside = asyncio.ensure_future(target_versions.ensure_current_version(second, stage.rules, stage.now))
        await until_somebody_waits(stage.database)
        await first.commit()
        assert await beside == 1
    assert await scalar(stage, select(func.count()).select_from(Policy)) == 1
