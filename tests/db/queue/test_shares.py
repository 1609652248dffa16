"""Claims of keys that share far sides: who gets none, in which order they are taken, what need wait no longer."""

from datetime import timedelta

from db import queue
from db.database import Database
from db.models import Box, Lane
from db.queue import maintenance
from tests.db.queue.guarding import NOW, OUT, numbers_of, put_job, rows_of

HOOKS = Box.TO_WEBHOOKS
LATER = NOW + timedelta(hours=1)


async def _claimed(database: Database, *, worker: int = 1, limit: int = 10) -> list[int]:
    async with database.autocommit() as asking:
        found = await queue.claim_jobs(asking, HOOKS, worker=worker, now=NOW, limit=limit)
    return numbers_of(found)


async def test_who_has_no_seat_gets_nothing(database: Database) -> None:
    await put_job(database, "1:1", 1, box=HOOKS)
    assert await _claimed(database, worker=0) == []
    assert await _claimed(database) == [1]


async def test_what_has_waited_longest_is_taken_first_whatever_its_key(database: Database) -> None:
    await put_job(database, "1:1", 1, box=HOOKS, due_at=NOW - timedelta(seconds=1))
    await put_job(database, "2:1", 2, box=HOOKS, due_at=NOW - timedelta(seconds=3))
    await put_job(database, "0:1", 3, box=HOOKS, due_at=NOW - timedelta(seconds=5), lane=Lane.BROADCASTS)
    taken = [await _claimed(database, limit=1) for _ in range(3)]
    assert taken == [[2], [1], [3]]


async def test_of_one_box_alone_what_waits_need_wait_no_longer(database: Database) -> None:
    await put_job(database, "1:1", 1, box=HOOKS, due_at=LATER)
    await put_job(database, "1:1", 2, box=OUT, due_at=LATER)
    async with database.unit_of_work() as session:
        await maintenance.retry_now(session, HOOKS, "1:", now=NOW)
    for table in ("jobs", "job_keys"):
        due = {row.box: row.due_at for row in await rows_of(database, f"select box, due_at from {table}")}  # noqa: S608
        assert due == {HOOKS.value: NOW, OUT.value: LATER}
