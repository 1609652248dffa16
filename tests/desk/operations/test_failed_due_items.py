"""Due items that fail: counted by the time they were due at, and due again one by one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, literal, select

from db import retry_policy
from db.models import AuditRecord, Box, DueFailure, Job, JobState
from desk import NotAllowed, Outdated
from desk.operations import failed_due_items, failed_jobs
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _fails(stage: Stage, due_at: datetime, object_id: int = 1, kind: str = "remind") -> datetime | None:
    async with stage.database.unit_of_work() as session:
        return await failed_due_items.note(session, kind, object_id, ValueError(), due_at=due_at, now=stage.now)


async def _given_up(stage: Stage) -> list[int]:
    async with stage.database.sessions() as session:
        aside = select(Job.id).where(Job.box == Box.CLOCK, Job.state == JobState.BURIED).order_by(Job.id)
        return list(await session.scalars(aside))


async def test_due_anew_it_is_another_and_tried_as_often(stage: Stage) -> None:
    first, anew = stage.now, stage.now + timedelta(hours=1)
    for _ in range(4):
        assert await _fails(stage, first) is not None
    for _ in range(4):
        assert await _fails(stage, anew) is not None
    assert await _given_up(stage) == []
    assert await _fails(stage, anew) is None
    assert len(await _given_up(stage)) == 1


async def test_what_is_tried_again_by_hand_is_due_and_no_other(stage: Stage, rita: Someone, vera: Someone) -> None:
    first, other = await stage.files(rita, "The printer is on fire"), await stage.files(rita, "There is no soap")
    ids = [(await stage.ticket(number)).id for number in (first, other)]
    for number in (first, other):
        await stage.change(number, remind_at=None)
    for key in ids:
        for _ in range(5):
            await _fails(stage, stage.now, key)
    aside, *_ = await _given_up(stage)
    await stage.does(vera, lambda desk: failed_jobs.retry(desk, aside))
    assert [(await stage.ticket(number)).remind_at for number in (first, other)] == [stage.now, None]
    assert len(await _given_up(stage)) == 1
    async with stage.database.sessions() as session:
        assert await session.scalar(select(func.array_agg(DueFailure.object_id))) == [ids[1]]
        audited = await session.execute(select(AuditRecord.actor_id, AuditRecord.action, AuditRecord.object))
        assert [tuple(row) for row in audited] == [(vera.id, "job-retried", f"job:{aside}")]
    (aside,) = await _given_up(stage)
    later = stage.now + timedelta(hours=1)
    await stage.change(other, remind_at=later)
    await stage.does(vera, lambda desk: failed_jobs.retry(desk, aside))
    assert (await stage.ticket(other)).remind_at == later


async def test_what_failed_is_passed_over_until_its_time_and_what_is_due_anew_is_not(stage: Stage) -> None:
    due, moment = stage.now, timedelta(microseconds=1)
    again = await _fails(stage, due)
    assert again is not None
    for _ in range(5):
        await _fails(stage, due, 2)  # given up
    async with stage.database.sessions() as session:
        for key, due_at, now, passed in (
            (1, due, again - moment, True),
            (1, due, again, False),
            (1, due + moment, due + moment, False),
            (2, due, due + timedelta(days=9), True),
            (3, due, due, False),
        ):
            over = failed_due_items.passed_over("remind", key, literal(due_at), literal(now))
            assert await session.scalar(select(over)) is passed, (key, due_at, now)


async def test_one_that_stands_for_many_is_tried_again_however_often_it_fails(stage: Stage) -> None:
    """The pauses grow, and its due time stays its own."""
    tries = [await _fails(stage, stage.now, failed_due_items.ALL) for _ in range(7)]
    waits = [at - stage.now for at in tries if at is not None]
    assert len(waits) == 7
    assert waits == sorted(waits)
    assert waits[0] == retry_policy.backoff(0) < waits[-1]
    assert await _given_up(stage) == []
    async with stage.database.sessions() as session:
        assert await session.scalar(select(DueFailure.due_at)) == stage.now


async def test_what_was_put_aside_long_ago_and_is_still_due_is_tried_once_more(stage: Stage) -> None:
    due, moment = stage.now, timedelta(microseconds=1)
    for _ in range(5):
        await _fails(stage, due)  # given up
    for before, left in ((due, 1), (due + moment, 0)):
        async with stage.database.unit_of_work() as session:
            await failed_due_items.prune(session, before=before)
            assert await session.scalar(select(func.count()).select_from(DueFailure)) == left


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
        assert [row.job for row in await failed_jobs.failed(session)] == [aside]
    with pytest.raises(NotAllowed):
        await stage.does(olga, lambda desk: failed_jobs.retry(desk, aside))
    await stage.does(vera, lambda desk: failed_jobs.retry(desk, aside))
    for gone in (aside, waits.id):
        with pytest.raises(Outdated):
            await stage.does(vera, lambda desk, gone=gone: failed_jobs.retry(desk, gone))
