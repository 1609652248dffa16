"""Due items that fail: counted by the time they were due at, and due again one by one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import literal, select

from db.models import Box, Job, JobState
from desk import NotAllowed, Outdated
from desk.operations import failed_due_items, failed_jobs
from tests.desk.stage import Someone, Stage
from tests.sql import scalar, scalars


async def _fails(stage: Stage, due_at: datetime, object_id: int = 1, kind: str = "remind") -> datetime | None:
    async with stage.database.unit_of_work() as session:
        return await failed_due_items.count_failure(
            session, kind, object_id, ValueError(), due_at=due_at, now=stage.now
        )


async def _given_up(stage: Stage) -> list[int]:
    aside = select(Job.id).where(Job.box == Box.CLOCK, Job.state == JobState.BURIED).order_by(Job.id)
    return await scalars(stage, aside)


async def test_what_failed_is_passed_over_until_its_time_and_what_is_due_anew_is_not(stage: Stage) -> None:
    due, moment = stage.now, timedelta(microseconds=1)
    again = await _fails(stage, due)
    assert again is not None
    for _ in range(5):
        await _fails(stage, due, 2)  # given up
    for key, due_at, now, passed in (
        (1, due, again - moment, True),
        (1, due, again, False),
        (1, due + moment, due + moment, False),
        (2, due, due + timedelta(days=9), True),
        (3, due, due, False),
    ):
        over = failed_due_items.is_skipped("remind", key, literal(due_at), literal(now))
        assert await scalar(stage, select(over)) is passed, (key, due_at, now)


async def test_only_what_was_given_up_is_listed_and_only_admins_try_it_again(
    stage: Stage, olga: Someone, vera: Someone
) -> None:
    for _ in range(5):
        await _fails(stage, stage.now)
    (aside,) = await _given_up(stage)
    async with stage.database.unit_of_work() as session:
        waits = Job(box=Box.FROM_TELEGRAM, key="1", payload=b"{}", due_at=stage.now, created_at=stage.now)
        session.add(waits)
        await session.flush()
        assert [row.job for row in await failed_jobs.list_failed(session)] == [aside]
    with pytest.raises(NotAllowed):
        await stage.does(olga, failed_jobs.retry_job, aside)
    await stage.does(vera, failed_jobs.retry_job, aside)
    for gone in (aside, waits.id):
        with pytest.raises(Outdated):
            await stage.does(vera, failed_jobs.retry_job, gone)
