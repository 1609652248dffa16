"""What becomes of a job that is settled, condition by condition: each test fails when a word is left out."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from db import queue
from db.database import Database
from db.models import Lane
from db.queue import Bury, Done, Park, Retry, Verdict, maintenance
from db.unit_of_work import NewJob
from tests.db.queue.guarding import (
    IN,
    MOMENT,
    NOW,
    OUT,
    claim_jobs,
    numbers_of,
    put_job,
    row_of,
    rows_of,
    settle_job,
    start_jobs,
)
from tests.db.waiting import until_somebody_waits

# Settling


async def test_settling_frees_its_own_key_of_its_own_box(database: Database) -> None:
    for box in (OUT, IN):
        for key in ("a", "b"):
            await put_job(database, key, 1, box=box)
            await put_job(database, key, 2, box=box)
    a, _ = await claim_jobs(database, worker=1)
    await claim_jobs(database, box=IN, worker=2)
    await settle_job(database, a, Done())
    keys = await rows_of(database, "select box, key, worker from job_keys order by 1, 2")
    assert keys == [(IN, "a", 2), (IN, "b", 2), (OUT, "a", None), (OUT, "b", 1)]


async def test_settling_the_last_removes_its_own_key_only(database: Database) -> None:
    for box in (OUT, IN):
        for key in ("a", "b"):
            await put_job(database, key, 1, box=box)
    a, _ = await claim_jobs(database)
    await settle_job(database, a, Done())
    assert await rows_of(database, "select box, key from job_keys order by 1, 2") == [(IN, "a"), (IN, "b"), (OUT, "b")]


async def test_a_freed_key_is_due_with_its_next_job_and_as_urgent_as_its_most_urgent(database: Database) -> None:
    soon, late = NOW + timedelta(seconds=1), NOW + timedelta(seconds=9)
    await put_job(database, "a", 9, box=IN, due_at=late)
    await put_job(database, "b", 8, due_at=late)
    await put_job(database, "a", 1, lane=Lane.ANSWERS)
    await put_job(database, "a", 2, due_at=soon, lane=Lane.BROADCASTS)
    await put_job(database, "a", 3, due_at=NOW, lane=Lane.EDITS)
    (first,) = await claim_jobs(database)
    await settle_job(database, first, Done())
    rows = await rows_of(database, "select due_at, lane from job_keys where key = 'a' and box = 'to_telegram'")
    assert rows == [(soon, Lane.EDITS)]


async def test_a_retried_job_comes_back_at_its_time_with_what_is_known_of_it(database: Database) -> None:
    again = NOW + timedelta(seconds=5)
    await put_job(database, "a", 1)
    await put_job(database, "a", 2, lane=Lane.EDITS)
    (job,) = await claim_jobs(database)
    await start_jobs(database, job)
    await settle_job(database, job, Retry(again, "x" * 600))
    row = await row_of(database, 1)
    assert (row.state, row.attempts, row.unknown, row.started_at, row.settled_at) == ("waiting", 1, 0, None, None)
    assert (row.due_at, row.error) == (again, "x" * 500)
    assert await claim_jobs(database, now=again - MOMENT) == []
    (back,) = await claim_jobs(database, now=again)
    assert (back.id, back.attempts, back.repeated) == (job.id, 1, False)


@pytest.mark.parametrize(
    ("verdict", "state", "attempts", "error", "ended"),
    [
        (Done(), "done", 0, None, True),
        (Done("refused"), "done", 0, "refused", True),
        (Retry(NOW, "flood", counts=False), "waiting", 0, "flood", False),
        (Retry(NOW, "lost"), "waiting", 1, "lost", False),
        (Park("blocked"), "parked", 1, "blocked", False),
        (Bury("no"), "buried", 1, "no", True),
    ],
)
async def test_what_each_verdict_leaves(
    database: Database, verdict: Verdict, state: str, attempts: int, error: str | None, ended: bool
) -> None:
    await put_job(database, "a", 1)
    (job,) = await claim_jobs(database)
    then = NOW + timedelta(seconds=1)
    await settle_job(database, job, verdict, now=then)
    row = await row_of(database, 1)
    assert (row.state, row.attempts, row.error) == (state, attempts, error)
    assert row.settled_at == (then if ended else None)


async def test_a_lost_answer_is_kept_and_counted_where_the_repeat_begins(database: Database) -> None:
    await put_job(database, "a", 1)
    (job,) = await claim_jobs(database)
    await start_jobs(database, job)
    await settle_job(database, job, Retry(NOW, "no answer", unknown=True))
    assert (await row_of(database, 1)).unknown == 0
    (again,) = await claim_jobs(database)
    assert again.repeated
    await start_jobs(database, again)
    await settle_job(database, again, Done())
    async with database.unit_of_work() as session:
        assert await maintenance.count_repeats(session) == {"to_telegram": 1}


async def test_only_the_jobs_named_are_settled(database: Database) -> None:
    for n, key in enumerate(("a", "b", "c")):
        await put_job(database, key, n)
    a, b, c = await claim_jobs(database)
    async with database.unit_of_work() as session:
        assert await queue.settle_jobs(session, [], now=NOW) == 0
        assert await queue.settle_jobs(session, [(a, Done()), (c, Bury("no"))], now=NOW) == 2
    assert [(await row_of(database, n)).state for n in (0, 1, 2)] == ["done", "waiting", "buried"]
    assert await rows_of(database, "select key, worker from job_keys") == [("b", 1)]
    assert b.key == "b"


async def test_a_box_is_named_where_more_waits_behind_what_was_settled(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "a", 2)
    for left in ({OUT}, set()):
        (job,) = await claim_jobs(database)
        async with database.unit_of_work() as session:
            await queue.settle_job(session, job, Done(), now=NOW)
            assert await queue.flush_jobs(session) == left


async def test_a_box_that_got_something_while_settling_is_named(database: Database) -> None:
    await put_job(database, "a", 1)
    (job,) = await claim_jobs(database)
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(IN, "b", queue.encode_payload({"n": 2}), NOW))
        await queue.settle_job(session, job, Done(), now=NOW)
        assert queue.count_pending(session) == 0
        assert await queue.flush_jobs(session) == {IN}
    assert numbers_of(await claim_jobs(database, box=IN)) == [2]


async def test_what_a_part_puts_goes_with_the_part(database: Database) -> None:
    await put_job(database, "a", 1)
    (job,) = await claim_jobs(database)
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(OUT, "b", queue.encode_payload({"n": 2}), NOW))
        part = await session.begin_nested()
        await queue.settle_job(session, job, Done(), now=NOW)
        await part.rollback()
    assert numbers_of(await claim_jobs(database, worker=2)) == [2]
    assert (await row_of(database, 1)).state == "waiting"


async def test_what_a_rolled_back_unit_had_to_say_is_forgotten(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "a", 2)
    (job,) = await claim_jobs(database)
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(IN, "b", b"{}", NOW))
        await queue.settle_job(session, job, Done(), now=NOW)
        queue.put_job(session, NewJob(IN, "b", b"{}", NOW))
        queue.forget_pending(session)
        assert await queue.flush_jobs(session) == frozenset()


# A key put into while its last job is being settled is not lost


async def test_what_is_put_while_the_last_of_its_key_is_settled_is_found(database: Database) -> None:
    await put_job(database, "a", 1)
    (job,) = await claim_jobs(database)
    async with database.unit_of_work() as putting:
        queue.put_job(putting, NewJob(OUT, "a", queue.encode_payload({"n": 2}), NOW))
        await queue.flush_jobs(putting)
        settling = asyncio.create_task(settle_job(database, job, Done()))
        await until_somebody_waits(database)
    await settling
    assert numbers_of(await claim_jobs(database)) == [2]


async def test_what_is_put_while_its_key_is_removed_is_found(database: Database) -> None:
    await put_job(database, "a", 1)
    (job,) = await claim_jobs(database)
    async with database.unit_of_work() as settling:
        await queue.settle_job(settling, job, Done(), now=NOW)
        putting = asyncio.create_task(put_job(database, "a", 2))
        await until_somebody_waits(database)
    await putting
    assert numbers_of(await claim_jobs(database)) == [2]


async def test_settling_waits_for_nobody_elses_key(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "b", 2)
    await put_job(database, "a", 3, box=IN)
    a, _ = await claim_jobs(database)
    async with asyncio.timeout(10), database.unit_of_work() as other:
        await other.execute(text("select 1 from job_keys where key = 'b' or box = 'from_telegram' for update"))
        await settle_job(database, a, Done())
