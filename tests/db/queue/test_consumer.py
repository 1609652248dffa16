"""The loop of a consumer: each job is done and settled once, whatever happens to it, the database or the lock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict, maintenance
from db.queue.consumer import Consumer
from tests.db.queue.guarding import IN, NOW, claim_jobs, put_job, row_of, rows_of
from tests.failing import AWAY, failing

CLAIM_JOBS = queue.claim_jobs


class Numbers(Consumer):
    """A consumer of numbered jobs: what is done for one is said by the test, and is nothing otherwise."""

    def __init__(self, database: Database, worker_lock: WorkerLock) -> None:
        super().__init__(database, IN, worker_lock, lambda: NOW)
        self.worker_lock = worker_lock
        self.begun: list[int] = []
        self.does: dict[int, Callable[[], Awaitable[Verdict | None]]] = {}
        self.claims_by = CLAIM_JOBS
        self.pause = 3600.0

    async def _take(self) -> int:
        async with self._database.autocommit() as asking:
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(queue, "claim_jobs", self.claims_by)
                claimed = await self._claim(asking, 5)
            for job in await self._record_start(asking, claimed):
                self._begin(job, self._work(job))
        return len(claimed)

    def _pause(self, found: int) -> float:
        return self.pause

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        number = job.load_payload()["n"]
        self.begun.append(number)
        if number in self.does and (verdict := await self.does[number]()) is not None:
            return verdict
        async with self._database.unit_of_work() as session:
            await self._settle(session, job, Done())
        return None


@pytest_asyncio.fixture
async def numbers(database: Database) -> AsyncIterator[Numbers]:
    worker_lock = WorkerLock(database.engine)
    await worker_lock.acquire()
    consumer = Numbers(database, worker_lock)
    yield consumer
    await consumer._cancel()
    await worker_lock.release()


async def _until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0)


async def _states(database: Database) -> list[tuple[str, int]]:
    return [(row.state, row.attempts) for row in await rows_of(database, "select * from jobs order by id")]


async def test_a_verdict_is_settled_and_what_settled_itself_is_left_alone(numbers: Numbers, database: Database) -> None:
    async def refused() -> Verdict:
        return Bury("no use")

    await put_job(database, "1", 1, box=IN)
    await put_job(database, "2", 2, box=IN)
    numbers.does[2] = refused
    assert await numbers.run_once() == 2
    assert await _states(database) == [("done", 0), ("buried", 1)]
    assert await numbers.run_once() == 0


async def test_a_job_that_is_put_off_while_a_claim_is_on_its_way_is_done_again(
    numbers: Numbers, database: Database
) -> None:
    await put_job(database, "1", 1, box=IN)
    asked = asyncio.Event()

    async def put_off() -> Verdict | None:
        if asked.is_set():
            return None
        await asked.wait()
        return Retry(NOW, "not yet", counts=False)

    async def slow(*given: Any, **more: Any) -> list[ClaimedJob]:
        asked.set()
        await _until(lambda: not numbers._under_way)
        return await CLAIM_JOBS(*given, **more)

    numbers.does[1] = put_off
    assert await numbers._take() == 1
    numbers.claims_by = slow
    assert await numbers._take() == 0
    numbers.claims_by = CLAIM_JOBS
    assert await numbers.run_once() == 1
    assert await _states(database) == [("done", 0)]


@pytest.mark.parametrize("at", ["its work", "its settling", "a verdict's settling"])
async def test_while_the_database_is_away_nothing_counts_and_the_job_is_done_again(
    numbers: Numbers, database: Database, at: str
) -> None:
    async def lost() -> Verdict | None:
        if at == "its work" and numbers.begun == [1]:
            raise ConnectionResetError
        return Bury("no use") if at == "a verdict's settling" else None

    await put_job(database, "1", 1, box=IN)
    numbers.does[1] = lost
    fails = [] if at == "its work" else [AWAY]
    async with failing(database, fails, on="update", when="new.state <> 'waiting'"):
        assert await numbers.run_once() == 1
        assert await _states(database) == [("waiting", 0)]
        assert await numbers.run_once() == 1
    assert await _states(database) == [("buried", 1) if at == "a verdict's settling" else ("done", 0)]
    assert numbers.begun == [1, 1]


class _HeldError(OSError):
    sqlstate = "55P03"


@pytest.mark.parametrize(
    ("error", "attempts", "waits", "level"),
    [
        (ZeroDivisionError(), 1, 1, "error"),
        (RecursionError(), 1, 1, "error"),
        (_HeldError(), 0, 10, "warning"),
        (TimeoutError(), 1, 1, "warning"),
    ],
)
async def test_a_mistake_counts_against_its_job_and_the_next_goes_on(
    numbers: Numbers, database: Database, error: Exception, attempts: int, waits: int, level: str
) -> None:
    async def broken() -> None:
        raise error

    await put_job(database, "1", 1, box=IN)
    await put_job(database, "2", 2, box=IN)
    numbers.does[1] = broken
    with capture_logs() as said:
        await numbers.run_once()
    assert await _states(database) == [("waiting", attempts), ("done", 0)]
    assert (await row_of(database, 1)).due_at == NOW + timedelta(seconds=waits)
    assert [line["log_level"] for line in said] == [level]


async def test_what_was_settled_by_another_is_left_as_it_is(numbers: Numbers, database: Database) -> None:
    async def overtaken() -> None:
        await rows_of(database, "update jobs set state = 'done', settled_at = now() returning id")

    await put_job(database, "1", 1, box=IN)
    numbers.does[1] = overtaken
    with capture_logs() as said:
        await numbers.run_once()
    assert (await _states(database), said) == ([("done", 0)], [])


async def test_what_may_not_begin_is_handed_back_and_goes_after_what_was_freed(
    numbers: Numbers, database: Database
) -> None:
    async def claimed(*given: Any, **more: Any) -> list[ClaimedJob]:
        found = await CLAIM_JOBS(*given, **more)
        await rows_of(database, "update jobs set state = 'waiting' where state = 'parked' returning id")
        return found

    for number, key in enumerate(("1", "1", "2"), 1):
        await put_job(database, key, number, box=IN)
    await rows_of(database, "update jobs set state = 'parked' where id = (select min(id) from jobs) returning id")
    numbers.claims_by = claimed
    await numbers.run_once()
    assert numbers.begun == [3]
    for _ in range(2):
        await numbers.run_once()
    assert (numbers.begun, await _states(database)) == ([3, 1, 2], [("done", 0)] * 3)


async def test_a_claim_whose_answer_was_lost_is_had_again_and_what_is_under_way_is_kept(
    numbers: Numbers, database: Database
) -> None:
    may_end = asyncio.Event()

    async def slow() -> None:
        await may_end.wait()

    async def lost(*given: Any, **more: Any) -> list[ClaimedJob]:
        await CLAIM_JOBS(*given, **more)
        raise ConnectionResetError

    await put_job(database, "1", 1, box=IN)
    numbers.does = {1: slow, 2: slow}
    assert await numbers._take() == 1
    await put_job(database, "2", 2, box=IN)
    numbers.claims_by = lost
    with pytest.raises(ConnectionResetError):
        await numbers._take()
    numbers.claims_by = CLAIM_JOBS
    assert await numbers._take() == 1
    keys = await rows_of(database, "select worker from job_keys")
    assert [row.worker for row in keys] == [numbers.worker_lock.number] * 2
    may_end.set()
    await numbers.run_once()
    assert (sorted(numbers.begun), await _states(database)) == ([1, 2], [("done", 0)] * 2)


@pytest.mark.parametrize("is_seat_new", [False, True])
async def test_what_is_under_way_is_not_begun_again_when_its_key_was_lost(
    numbers: Numbers, database: Database, is_seat_new: bool
) -> None:
    may_end = asyncio.Event()

    async def slow() -> None:
        await may_end.wait()

    await put_job(database, "1", 1, box=IN)
    numbers.does[1] = slow
    await numbers._take()
    if is_seat_new:
        await numbers.worker_lock.release()
        await numbers.worker_lock.ensure_held()
    else:
        await rows_of(database, "update job_keys set worker = null returning key")
    await put_job(database, "2", 2, box=IN)
    await numbers._take()
    may_end.set()
    await numbers.run_once()
    assert (numbers.begun, await _states(database)) == ([1, 2], [("done", 0)] * 2)
    assert await _repeats(database) == {}


async def _repeats(database: Database) -> dict[str, int]:
    async with database.unit_of_work() as session:
        return await maintenance.count_repeats(session)


async def test_it_runs_on_after_a_look_that_failed_wakes_by_the_bell_and_stops_at_once(
    numbers: Numbers, database: Database
) -> None:
    """Its pauses are of an hour."""
    looks: list[str] = []

    async def look() -> int:
        looks.append("look")
        if len(looks) == 1:
            raise ZeroDivisionError
        return await numbers._take()

    numbers._look = look  # type: ignore[method-assign]
    stop = asyncio.Event()
    async with asyncio.timeout(20):
        running = asyncio.create_task(numbers.run(stop))
        await _until(lambda: looks)
        await put_job(database, "1", 1, box=IN)
        await _until(lambda: numbers.begun)
        stop.set()
        await running
    await numbers.run_once()
    assert await _states(database) == [("done", 0)]


async def test_what_is_cancelled_is_done_again(numbers: Numbers, database: Database) -> None:
    async def endless() -> None:
        await asyncio.Event().wait()

    await put_job(database, "1", 1, box=IN)
    numbers.does[1] = endless
    await numbers._take()
    await _until(lambda: numbers.begun)
    await numbers._cancel()
    numbers.does.clear()
    assert await numbers.run_once() == 1
    assert await _states(database) == [("done", 0)]


async def test_without_a_seat_nothing_is_claimed(numbers: Numbers, database: Database) -> None:
    await put_job(database, "1", 1, box=IN)
    await numbers.worker_lock.release()
    assert await numbers.run_once() == 0
    assert [job.key for job in await claim_jobs(database, box=IN)] == ["1"]


async def test_a_job_that_was_due_long_before_the_last_look_is_found_by_the_next_look_at_all_keys(
    numbers: Numbers, database: Database
) -> None:
    await put_job(database, "1", 1, box=IN)
    stop = asyncio.Event()
    numbers.pause = 0.05
    running = asyncio.create_task(numbers.run(stop))
    await _until(lambda: numbers.begun == [1])
    await put_job(database, "2", 2, box=IN, now=NOW - timedelta(hours=1))
    await _until(lambda: numbers.begun == [1, 2])
    stop.set()
    await running


async def test_a_quiet_box_is_looked_at_less_often(numbers: Numbers) -> None:
    pauses = [Consumer._pause(numbers, found) for found in [0] * 26 + [3, 0]]
    assert pauses == [0.1] * 4 + [0.5] * 20 + [1.0] * 2 + [0.1] * 2
    numbers._worker_lock.others_deliver = True
    assert [Consumer._pause(numbers, 0) for _ in range(30)][-1] == 0.5
