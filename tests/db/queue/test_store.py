"""The queue machine: order within a key, urgency between keys, settling, parking, dead workers."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box
from db.queue import ClaimedJob, Done, Park, Retry, Verdict, maintenance
from db.unit_of_work import NewJob
from tests.db.waiting import until_somebody_waits

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


async def _put(database: Database, key: str, *values: int, **more: object) -> None:
    async with database.unit_of_work() as session:
        for value in values:
            queue.put_job(session, NewJob(Box.TO_TELEGRAM, key, queue.encode_payload({"n": value}), NOW, **more))  # type: ignore[arg-type]


async def _claim(database: Database, *, worker: int = 1, limit: int = 1, now: datetime = NOW) -> list[ClaimedJob]:
    async with database.unit_of_work() as session:
        return await queue.claim_jobs(session, Box.TO_TELEGRAM, worker=worker, now=now, limit=limit)


async def _settle(database: Database, job: ClaimedJob, verdict: Verdict, now: datetime = NOW) -> None:
    async with database.unit_of_work() as session:
        await queue.settle_job(session, job, verdict, now=now)


async def _drain(database: Database) -> list[tuple[str, int]]:
    seen = []
    while jobs := await _claim(database):
        seen.append((jobs[0].key, jobs[0].load_payload()["n"]))
        await _settle(database, jobs[0], Done())
    return seen


async def test_a_key_keeps_its_order_and_runs_one_job_at_a_time(database: Database) -> None:
    await _put(database, "a", 1, 2, 3)
    (first,) = await _claim(database, limit=5)
    assert await _claim(database, limit=5) == []
    await _settle(database, first, Done())
    assert await _drain(database) == [("a", 2), ("a", 3)]


async def test_what_is_behind_a_job_comes_with_it_and_ends_with_it(database: Database) -> None:
    await _put(database, "a", 1, 2, 3, 4)
    await _put(database, "b", 5)
    async with database.unit_of_work() as session:
        found = await queue.claim_jobs(session, Box.TO_TELEGRAM, worker=1, now=NOW, limit=5, of_key=3)
        assert [[job.load_payload()["n"] for job in (head, *head.behind)] for head in found] == [[1, 2, 3], [5]]
        three = [(job, Done()) for job in (found[0], *found[0].behind)]
        assert await queue.settle_jobs(session, three, now=NOW) == 3
    assert await _drain(database) == [("a", 4)]


async def test_a_job_put_once_is_never_put_twice(database: Database) -> None:
    await _put(database, "a", 1, dedup="update:7")
    await _put(database, "a", 2, dedup="update:7")
    assert await _drain(database) == [("a", 1)]
    await _put(database, "a", 3, dedup="update:7")
    assert await _drain(database) == []


async def test_parked_jobs_come_back_in_their_order(database: Database) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("insert into people (name, created_at) values ('Rita', now())"))
        person = (await session.execute(text("select id from people"))).scalar_one()
    await _put(database, "a", 1, 2, person_id=person)
    for _ in range(2):
        (job,) = await _claim(database)
        await _settle(database, job, Park("blocked"))
    assert await _claim(database) == []
    async with database.unit_of_work() as session:
        await maintenance.unpark_jobs(session, person, now=NOW)
    assert await _drain(database) == [("a", 1), ("a", 2)]


async def test_every_repeat_counts_also_of_workers_that_died_one_after_the_other(database: Database) -> None:
    await _put(database, "a", 1)
    for died in range(3):
        worker_lock = WorkerLock(database.engine)
        (job,) = await _claim(database, worker=await worker_lock.acquire())
        assert await _begun(database, [job], worker=worker_lock.number) == {job.id}
        async with database.unit_of_work() as session:
            assert (await maintenance.count_repeats(session)).get("to_telegram", 0) == died
        await worker_lock.release()
        async with database.unit_of_work() as session:
            await maintenance.free_dead(session)
    (job,) = await _claim(database)
    async with database.unit_of_work() as session:
        await queue.settle_job(session, job, Done(), now=NOW)
        assert await maintenance.count_repeats(session) == {"to_telegram": 2}


async def _begun(database: Database, jobs: list[ClaimedJob], *, worker: int) -> set[int]:
    async with database.autocommit() as asking:
        return set(await queue.start_jobs(asking, jobs, worker=worker, now=NOW))


async def test_what_was_settled_meanwhile_does_not_begin_again(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    await _settle(database, job, Done("by another"))
    assert await _begun(database, [job], worker=1) == set()


async def test_only_who_holds_the_key_begins(database: Database) -> None:
    await _put(database, "a", 1, 2)
    await _put(database, "b", 3)
    first, other = await _claim(database, limit=5, worker=1)
    async with database.unit_of_work() as session:
        await queue.free_unknown_keys(session, Box.TO_TELEGRAM, worker=1, but=["b"])
    (again,) = await _claim(database, limit=5, worker=2)
    assert again.id == first.id
    assert await _begun(database, [first, other], worker=1) == {other.id}
    assert await _begun(database, [again], worker=2) == {first.id}


async def test_a_number_is_known_when_its_lock_is_held(database: Database) -> None:
    """Told earlier, it would be taken for a dead worker's by whoever frees their keys at that moment."""
    worker_lock = WorkerLock(database.engine)
    async with database.engine.connect() as other:
        last = (await other.execute(text("select last_value from worker_seats"))).scalar_one()
        for number in (last, last + 1):
            await other.execute(text("select pg_advisory_lock(:c, :n)"), {"c": queue.LOCK_CLASS, "n": number})
        taking = asyncio.create_task(worker_lock.acquire())
        while not await _waits_for_a_lock(other):
            await asyncio.sleep(0)
        assert worker_lock.number == 0
        await other.execute(text("select pg_advisory_unlock_all()"))
        assert await taking == worker_lock.number > 0
    await worker_lock.release()


async def _waits_for_a_lock(asking: AsyncConnection) -> bool:
    waiting = text("select exists (select from pg_locks where locktype = 'advisory' and not granted)")
    return bool((await asking.execute(waiting)).scalar_one())


@pytest.mark.parametrize("keys", [1, 40])
async def test_finding_work_does_not_scan_a_blocked_key(database: Database, keys: int) -> None:
    await _put(database, "blocked", *range(2000))
    (job,) = await _claim(database)
    await _settle(database, job, Retry(NOW + timedelta(hours=1), "flood"))
    for n in range(keys):
        await _put(database, f"k{n}", n)
    assert len(await _drain(database)) == keys


async def test_a_failed_unit_of_work_puts_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.unit_of_work() as session:
            queue.put_job(session, NewJob(Box.TO_TELEGRAM, "a", b"{}", NOW))
            raise RuntimeError
    assert await _claim(database) == []


async def test_a_job_settled_before_has_no_second_effect(database: Database) -> None:
    await _put(database, "a", 1, 2)
    (first,) = await _claim(database, worker=1)
    async with database.unit_of_work() as session:
        await queue.settle_job(session, first, Done(), now=NOW)
    (second,) = await _claim(database, worker=2)
    with pytest.raises(queue.SettledBeforeError):
        async with database.unit_of_work() as session:
            await queue.settle_job(session, first, Retry(NOW, "late"), now=NOW)
    assert await _claim(database, worker=3) == []  # the key is still with who claimed the second
    await _settle(database, second, Done())
    assert await _drain(database) == []


async def test_settling_and_putting_take_their_keys_in_one_order(database: Database) -> None:
    """One settles the later of two keys and puts into the earlier, the other puts into both: none waits for the other
    while holding what that one waits for."""
    await _put(database, "a", 1)
    await _put(database, "b", 2)
    _, (second,) = [await _claim(database), await _claim(database)]
    async with database.unit_of_work() as settling:
        queue.put_job(settling, NewJob(Box.TO_TELEGRAM, "a", queue.encode_payload({"n": 3}), NOW))
        await queue.settle_job(settling, second, Done(), now=NOW)

        async def put_both() -> None:
            async with database.unit_of_work() as session:
                for key in ("a", "b"):
                    queue.put_job(session, NewJob(Box.TO_TELEGRAM, key, queue.encode_payload({"n": 4}), NOW))

        other = asyncio.create_task(put_both())
        await until_somebody_waits(database)
    await other
