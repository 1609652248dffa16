"""A process that lives but does not ask on its lock's connection: its sessions are ended, and what it had is free."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db import locks, queue
from db.database import Database, create_engine
from db.locks import LeaderLock, WorkerLock
from db.models import Box, Lane
from db.queue import DeliveryPart, Retry
from db.queue.store import NOTHING
from db.unit_of_work import NewJob

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FIRST, SECOND = DeliveryPart(0, 2), DeliveryPart(1, 2)


@pytest.fixture
def heed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on every silence counts, however short."""
    return lambda: monkeypatch.setattr(locks, "STALE", timedelta(0))


@asynccontextmanager
async def process(emptied_url: str) -> AsyncIterator[tuple[Database, WorkerLock]]:
    """A process that delivers: its sessions have a name of their own."""
    database = Database(create_engine(emptied_url))
    lock = WorkerLock(database.engine, database.job_signal, delivers=True)
    try:
        await lock.acquire()
        yield database, lock
    finally:
        await lock.release()
        await database.aclose()


async def _put(database: Database, *keys: str) -> None:
    async with database.unit_of_work() as session:
        for key in keys:
            queue.put_job(session, NewJob(Box.TO_TELEGRAM, key, queue.encode_payload({}), NOW, lane=Lane.PEOPLE))


async def _claim(database: Database, lock: WorkerLock) -> list[str]:
    async with database.autocommit() as asking:
        claimed = await queue.claim_jobs(asking, Box.TO_TELEGRAM, worker=lock.number, now=NOW, limit=9, part=lock.part)
    return sorted(job.key for job in claimed)


async def test_what_a_silent_process_had_is_free_at_the_next_look(emptied_url: str, heed: Callable[[], None]) -> None:
    async with process(emptied_url) as (there, silent), process(emptied_url) as (here, lock):
        await _put(there, "1", "2")
        async with there.autocommit() as asking:
            await queue.claim_jobs(asking, Box.TO_TELEGRAM, worker=silent.number, now=NOW, limit=9)
        half_done = await there.engine.connect()
        await half_done.execute(text("select from job_keys for update"))
        heed()
        await lock.ensure_held()
        await lock.ensure_held()
        assert (lock.part, lock.others_deliver) == (DeliveryPart(0, 1), False)
        assert await _claim(here, lock) == ["1", "2"]
        with pytest.raises(SQLAlchemyError):
            await half_done.execute(text("select 1"))
        with suppress(SQLAlchemyError):
            await half_done.close()


async def test_a_process_that_wakes_notices_before_it_claims(emptied_url: str, heed: Callable[[], None]) -> None:
    async with process(emptied_url) as (there, silent), process(emptied_url) as (_, lock):
        await _put(there, "1", "2")
        heed()
        await lock.ensure_held()
        silent._answered_at = float("-inf")  # as its clock shows it after a long sleep
        assert not await silent.make_sure()
        assert (silent.number, await _claim(there, silent)) == (0, [])


async def test_a_process_whose_statement_is_slow_is_not_silent(emptied_url: str, heed: Callable[[], None]) -> None:
    async with process(emptied_url) as (_, slow), process(emptied_url) as (_, lock):

        async def work() -> None:
            async with slow._turn:
                assert slow._connection is not None
                await slow._connection.execute(text("select pg_sleep(1)"))

        busy = asyncio.create_task(work())
        while await _state(lock, slow) != "active":
            await asyncio.sleep(0)
        heed()
        await lock.ensure_held()
        assert lock.others_deliver
        await busy
        assert slow.number


async def _state(lock: WorkerLock, of: WorkerLock) -> str:
    assert lock._connection is not None
    state = text(
        "select state from pg_locks l join pg_stat_activity a using (pid)"
        " where locktype = 'advisory' and classid = :cls and objid = :number"
    )
    found = await lock._connection.scalar(state, {"cls": queue.LOCK_CLASS, "number": of.number})
    await lock._connection.commit()
    return str(found)


async def test_a_process_that_asks_in_time_keeps_its_part(emptied_url: str) -> None:
    async with process(emptied_url) as (_, first), process(emptied_url) as (_, second):
        for lock in (first, second, first):
            await lock.ensure_held()
        assert {first.part, second.part} == {FIRST, SECOND}


async def test_an_elected_process_that_is_silent_is_replaced(emptied_url: str, heed: Callable[[], None]) -> None:
    there, here = (Database(create_engine(emptied_url)) for _ in range(2))
    silent, lock = LeaderLock(there.engine, "one"), LeaderLock(here.engine, "one")
    try:
        assert await silent.try_acquire()
        heed()
        assert await lock.try_acquire()
        silent._answered_at = float("-inf")
        assert not await silent.make_sure()
    finally:
        await silent.release()
        await lock.release()
        await there.aclose()
        await here.aclose()


async def test_a_process_that_leaves_is_followed_at_the_next_look(emptied_url: str) -> None:
    async with process(emptied_url) as (_, first), process(emptied_url) as (_, second):
        await first.ensure_held()
        await second.leave_delivery()
        assert (second.part, second.number > 0) == (NOTHING, True)
        for _ in range(2):  # the notice comes with the answer to a statement
            await first.ensure_held()
        assert first.part == DeliveryPart(0, 1)
        await second.join_delivery()
        await second.ensure_held()
        await first.ensure_held()
        assert {first.part, second.part} == {FIRST, SECOND}


async def test_a_place_that_was_not_taken_is_taken_at_the_next_look(emptied_url: str) -> None:
    async with process(emptied_url) as (_, lock):
        assert lock._connection is not None
        given = {"cls": queue.DELIVERY_CLASS, "number": lock._place}
        await lock._connection.execute(text("select pg_advisory_unlock(:cls, :number)"), given)
        await lock._connection.commit()
        assert await lock.is_held() and lock.part == NOTHING
        await lock.ensure_held()
        assert lock.part == DeliveryPart(0, 1)


async def test_what_failed_once_may_be_tried_by_any_part(emptied_url: str) -> None:
    async with process(emptied_url) as (there, lock), process(emptied_url) as (here, _):
        await _put(there, "2", "2", "3")
        await lock.ensure_held()
        other = DeliveryPart(1 - lock.part.number, 2)
        async with there.autocommit() as asking:
            failed = await queue.claim_jobs(asking, Box.TO_TELEGRAM, worker=lock.number, now=NOW, part=lock.part)
        async with there.unit_of_work() as session:
            await queue.settle_job(session, failed[0], Retry(NOW, "TelegramNetworkError"), now=NOW)
        async with here.autocommit() as asking:
            given = {"worker": lock.number, "now": NOW, "limit": 9, "part": other}
            assert len(await queue.claim_jobs(asking, Box.TO_TELEGRAM, **given)) == 2


@pytest.mark.parametrize("delivers", [True, False])
async def test_of_a_silent_process_the_jobs_of_every_box_are_free_whoever_looks(
    database_url: str, heed: Callable[[], None], delivers: bool
) -> None:
    """The one that is silent is of another kind: it delivers no letters, such as the mailbox's or the panel's."""
    there, here = (Database(create_engine(database_url)) for _ in range(2))
    silent, lock = WorkerLock(there.engine), WorkerLock(here.engine, delivers=delivers)
    try:
        for each in (silent, lock):
            await each.acquire()
        async with there.unit_of_work() as session:
            for box in Box:
                queue.put_job(session, NewJob(box, "1", queue.encode_payload({}), NOW))
        async with there.autocommit() as asking:
            for box in Box:
                await queue.claim_jobs(asking, box, worker=silent.number, now=NOW)
        heed()
        lock._looked_at = float("-inf")
        for _ in range(2):
            await lock.ensure_held()
        async with here.autocommit() as asking:
            found = [await queue.claim_jobs(asking, box, worker=lock.number, now=NOW) for box in Box]
        assert [len(one) for one in found] == [1] * len(Box)
    finally:
        for each in (silent, lock):
            await each.release()
        for database in (there, here):
            await database.aclose()


@pytest.mark.parametrize("kind", ["leader", "worker"])
async def test_a_lock_beats_whatever_its_holder_does_until_it_is_released(
    database: Database, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(locks, "_BEAT_SECONDS", 0.01)
    lock: LeaderLock | WorkerLock
    lock = LeaderLock(database.engine, "one") if kind == "leader" else WorkerLock(database.engine)
    await (lock.try_acquire() if isinstance(lock, LeaderLock) else lock.acquire())
    async with asyncio.timeout(9):
        for _ in range(2):
            began = lock._answered_at
            while lock._answered_at == began:
                await asyncio.sleep(0)
    beating = lock._beating
    await lock.release()
    assert beating is not None and beating.done() and not await lock.is_held()
