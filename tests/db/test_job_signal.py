"""Work for another process: it hears of it when it is committed, not at its next look."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import queue
from db.database import Database, create_engine
from db.locks import WorkerLock
from db.models import Box
from db.unit_of_work import NewJob

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_PID = text("select pg_backend_pid()")
_END = text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = :cls")


async def _put(database: Database, box: Box) -> None:
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(box, "1", queue.encode_payload({}), NOW))


async def _heard(database: Database, box: Box, seconds: float) -> bool:
    """Return True if the job signal came: the wait ended before its time."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    await database.job_signal.wait_for_jobs(box, seconds)
    return loop.time() - began < seconds / 2


async def test_another_process_hears_of_what_it_is_to_do(database: Database, emptied_url: str) -> None:
    engine: AsyncEngine = create_engine(emptied_url)
    here, there = Database(engine), Database(create_engine(emptied_url))
    worker_lock = WorkerLock(there.engine, there.job_signal)
    try:
        await worker_lock.acquire()
        here.announced = frozenset({Box.TO_TELEGRAM})
        waiting = asyncio.ensure_future(_heard(there, Box.TO_TELEGRAM, 20))
        await asyncio.sleep(0)
        await _put(here, Box.TO_TELEGRAM)
        assert await waiting
    finally:
        await worker_lock.release()
        await here.aclose()
        await there.aclose()


async def test_a_process_hears_of_letters_to_its_part_of_the_people(emptied_url: str) -> None:
    database, there = Database(create_engine(emptied_url)), Database(create_engine(emptied_url))
    here = WorkerLock(database.engine, delivers=True, patience=timedelta(0))
    lock = WorkerLock(there.engine, there.job_signal, delivers=True)
    try:
        number = await here.acquire()
        await lock.acquire()
        await here.ensure_held()
        waiting = asyncio.ensure_future(_heard(there, Box.TO_TELEGRAM, 20))
        await asyncio.sleep(0)
        await _put(database, Box.TO_TELEGRAM)
        async with database.autocommit() as asking:
            assert not await queue.claim_jobs(asking, Box.TO_TELEGRAM, worker=number, now=NOW, part=here.part)
            assert await waiting
            assert await queue.claim_jobs(asking, Box.TO_TELEGRAM, worker=lock.number, now=NOW, part=lock.part)
        await lock.leave_delivery()
        await here.ensure_held()
        assert here.part == queue.DeliveryPart(0, 1)
    finally:
        await here.release()
        await lock.release()
        await database.aclose()
        await there.aclose()


async def test_who_only_lost_the_connection_keeps_its_part(database: Database) -> None:
    """Whoever is back first: the other one knows which of its letters are on their way."""
    first, second = (WorkerLock(database.engine, delivers=True) for _ in range(2))
    try:
        await first.acquire()
        await second.acquire()
        await first.ensure_held()
        for one in (second, first):
            async with database.unit_of_work() as session:
                await session.execute(_END, {"cls": queue.DELIVERY_CLASS})
            await one.ensure_held()
            assert (first.part, second.part) == (queue.DeliveryPart(0, 2), queue.DeliveryPart(1, 2))
        await second.ensure_held()
        assert (first.part, second.part) == (queue.DeliveryPart(0, 2), queue.DeliveryPart(1, 2))
    finally:
        await first.release()
        await second.release()


async def test_what_is_not_announced_wakes_nobody(emptied_url: str) -> None:
    here, there = Database(create_engine(emptied_url)), Database(create_engine(emptied_url))
    worker_lock = WorkerLock(there.engine, there.job_signal)
    try:
        await worker_lock.acquire()
        here.announced = frozenset({Box.TO_TELEGRAM})
        await _put(here, Box.TO_TODOIST)
        assert not await _heard(there, Box.TO_TODOIST, 0.2)
        assert not await _heard(there, Box.TO_TELEGRAM, 0.2)
    finally:
        await worker_lock.release()
        await here.aclose()
        await there.aclose()


async def test_a_seat_takes_no_connection_from_the_work(emptied_url: str) -> None:
    here = Database(create_engine(emptied_url, pool_size=1))
    worker_lock = WorkerLock(here.engine)
    try:
        await _put(here, Box.TO_TELEGRAM)
        async with here.autocommit() as working:
            first = await working.scalar(_PID)
        await worker_lock.acquire()
        async with here.autocommit() as working:
            assert await working.scalar(_PID) == first
        await worker_lock.release()
        async with here.autocommit() as working:
            assert await working.scalar(_PID) == first
    finally:
        await worker_lock.release()
        await here.aclose()
