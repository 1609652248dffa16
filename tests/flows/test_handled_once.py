"""An update whose commit was not answered, or whose worker was taken for dead, has its effect once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db import queue
from db.models import Box
from tests.flows.phone import Phone
from tests.flows.scenes import entries_of
from tests.flows.stage import Stage
from tests.inbox import make_inbox

pytestmark = pytest.mark.sentence("5 Guarantees")

BOARD = False


@asynccontextmanager
async def _away(stage: Stage, function: str) -> AsyncIterator[None]:
    """Let the database not know this function for a while."""

    async def rename(before: str, after: str) -> None:
        async with stage.database.engine.begin() as connection:
            await connection.execute(text(f"alter function {before} rename to {after}"))

    await rename(function, f"{function}_away")
    try:
        yield
    finally:
        await rename(f"{function}_away", function)


async def _all_polled(stage: Stage) -> None:
    """What waits is stored before it is claimed; Telegram gives it by one to a desk that starts anew."""
    stage.duties.poller._into_inbox = make_inbox(stage.database)
    while stage.duties.poller._offset != stage.telegram_world.updates.last_id + 1:
        await stage.duties.poller.poll_once()


@pytest.mark.board
async def test_an_update_handled_twice_has_one_effect(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("The printer is on fire again", quietly=True)
    await _all_polled(stage)
    other = stage.app.make_worker()
    async with stage.database.unit_of_work() as session:
        [job] = await queue.claim_jobs(session, Box.FROM_TELEGRAM, worker=other._worker_lock.number, now=stage.clock())
    for worker in (stage.worker, other):
        await worker._handling.attempt(job)
    await stage.pass_time(seconds=15)
    [task] = (await stage.board.state())["tasks"]
    assert task["content"] == "#1 The printer is on fire again"
    assert str(task["description"]).count("on fire") == 1
    assert len([m for m in await olga.received() if "claim:1" in str(m["buttons"])]) == 1


async def test_what_a_claim_took_whose_answer_was_lost_is_free_again(stage: Stage, rita: Phone) -> None:
    """As when the connection breaks after the commit: nobody knows what the worker has taken."""
    worker_lock = stage.worker._worker_lock.number
    await rita.writes("The printer is on fire again", quietly=True)
    await _all_polled(stage)
    async with _away(stage, "jobs_claim"):
        with pytest.raises(SQLAlchemyError):
            await stage.worker.run_once()
    async with stage.database.unit_of_work() as session:
        assert len(await queue.claim_jobs(session, Box.FROM_TELEGRAM, worker=worker_lock, now=stage.clock())) == 1
    assert await stage.worker.run_once() == 1
    assert await entries_of(stage, 1) == ["The printer is on fire again"]


async def test_a_letter_that_a_lost_claim_took_is_sent(stage: Stage, rita: Phone) -> None:
    await rita.writes("The printer is on fire again", quietly=True)
    await _all_polled(stage)
    await stage.worker.run_once()
    delivery = stage.delivery
    async with _away(stage, "job_key_part"):
        with pytest.raises(SQLAlchemyError):
            await delivery.run_once()
    async with stage.database.unit_of_work() as session:
        worker_lock, now = delivery._worker_lock.number, stage.clock()
        assert await queue.claim_jobs(session, Box.TO_TELEGRAM, worker=worker_lock, now=now, limit=9)
    await stage.settle()
    assert "send:1" in await rita.buttons()
