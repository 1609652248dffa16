"""The queue's conditions one by one: each test fails when a word of a statement is left out or turned round.

Two boxes, two workers, two people and two keys stand in most of them, so that what one query says of one of them is
seen not to touch the other.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db import queue
from db.database import Database
from db.embedded.server import EmbeddedServer
from db.enums import Box, Lane
from db.locks import WorkerLock
from db.models import Person
from db.queue import Bury, ClaimedJob, Done, Park, Put, Retry, Verdict, retention, upkeep

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
OUT, IN = Box.TO_TELEGRAM, Box.FROM_TELEGRAM


async def _put(database: Database, key: str, n: int, *, box: Box = OUT, now: datetime = NOW, **more: Any) -> None:
    async with database.unit_of_work() as session:
        queue.put(session, Put(box, key, queue.body({"n": n}), now, **more))


async def _claim(
    database: Database,
    *,
    box: Box = OUT,
    worker: int = 1,
    limit: int = 10,
    now: datetime = NOW,
    lane: Lane = Lane.BROADCASTS,
) -> list[ClaimedJob]:
    async with database.unit_of_work() as session:
        return await queue.claim(session, box, worker=worker, now=now, limit=limit, max_lane=lane)


async def _settle(database: Database, job: ClaimedJob, verdict: Verdict, *, now: datetime = NOW) -> bool:
    async with database.unit_of_work() as session:
        return await queue.settle(session, job, verdict, now=now)


async def _start(database: Database, *jobs: ClaimedJob, worker: int = 1) -> frozenset[int]:
    async with database.unit_of_work() as session:
        return await queue.start(session, jobs, worker=worker, now=NOW)


def _numbers(jobs: Sequence[ClaimedJob]) -> list[int]:
    return [job.data()["n"] for job in jobs]


async def _rows(database: Database, query: str, **given: Any) -> list[Any]:
    async with database.unit_of_work() as session:
        return list((await session.execute(text(query), given)).all())


async def _row(database: Database, n: int) -> Any:
    payload = queue.body({"n": n})
    (row,) = await _rows(database, "select * from jobs where payload = :payload", payload=payload)
    return row


async def _people(database: Database, *names: str) -> list[int]:
    async with database.unit_of_work() as session:
        made = [Person(name=name, telegram_id=700 + n, created_at=NOW) for n, name in enumerate(names)]
        session.add_all(made)
        await session.flush()
        return [person.id for person in made]


# Putting


async def test_one_dedup_is_once_in_each_box(database: Database) -> None:
    await _put(database, "a", 1, dedup="7")
    await _put(database, "a", 2, dedup="7", box=IN)
    await _put(database, "b", 3, dedup="7")
    assert _numbers(await _claim(database)) == [1]
    assert _numbers(await _claim(database, box=IN)) == [2]


async def test_a_key_is_as_urgent_and_as_early_as_what_was_put_first(database: Database) -> None:
    async with database.unit_of_work() as session:
        later = NOW + timedelta(seconds=5)
        queue.put(session, Put(OUT, "a", queue.body({"n": 1}), NOW, lane=Lane.EDITS))
        queue.put(session, Put(OUT, "a", queue.body({"n": 2}), NOW, lane=Lane.BROADCASTS, due_at=later))
    (job,) = await _claim(database, lane=Lane.EDITS)
    assert (job.data()["n"], job.lane) == (1, Lane.EDITS)


async def test_a_less_urgent_job_slows_no_key_down(database: Database) -> None:
    await _put(database, "a", 1, lane=Lane.PEOPLE)
    await _put(database, "a", 2, lane=Lane.BROADCASTS)
    assert _numbers(await _claim(database, lane=Lane.PEOPLE)) == [1]


async def test_what_is_put_behind_a_waiting_job_does_not_wake_it(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    await _settle(database, job, Retry(NOW + timedelta(minutes=1), "flood"))
    await _put(database, "a", 2)
    assert await _claim(database) == []


async def test_what_is_put_behind_a_job_under_way_waits_for_it(database: Database) -> None:
    await _put(database, "a", 1)
    await _claim(database, worker=1)
    await _put(database, "a", 2, lane=Lane.ANSWERS)
    assert await _claim(database, worker=2) == []


async def test_a_put_job_is_due_when_it_says(database: Database) -> None:
    await _put(database, "a", 1, due_at=NOW + MOMENT)
    assert await _claim(database, now=NOW) == []
    (job,) = await _claim(database, now=NOW + MOMENT)
    assert (job.created_at, job.attempts, job.repeated, job.chat) == (NOW, 0, False, None)


async def test_a_claimed_job_says_whose_it_is(database: Database) -> None:
    rita, olga = await _people(database, "Rita", "Olga")
    await _put(database, "a", 1, person_id=olga, slot="card:1", lane=Lane.EDITS)
    (job,) = await _claim(database)
    assert (job.person_id, job.chat, job.slot, job.lane, job.key, job.box) == (
        olga,
        701,
        "card:1",
        Lane.EDITS,
        "a",
        OUT,
    )
    assert rita != olga


async def test_boxes_with_news_are_named(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.put(session, Put(OUT, "a", b"{}", NOW))
        queue.put(session, Put(IN, "a", b"{}", NOW))
        assert await queue.flush(session) == {OUT, IN}
        assert await queue.flush(session) == frozenset()


async def test_a_part_that_failed_takes_its_own_jobs_along_and_no_others(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.put(session, Put(OUT, "a", queue.body({"n": 1}), NOW))
        before = queue.remembered(session)
        queue.put(session, Put(OUT, "b", queue.body({"n": 2}), NOW))
        queue.rewind(session, before)
        queue.put(session, Put(OUT, "c", queue.body({"n": 3}), NOW))
    assert _numbers(await _claim(database)) == [1, 3]


async def test_nothing_remembered_is_nothing_to_rewind_or_forget(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.forget(session)
        assert queue.remembered(session) == 0
        queue.rewind(session, 0)


# Claiming


async def test_a_claim_takes_from_its_own_box_only(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "a", 2, box=IN)
    assert _numbers(await _claim(database, worker=1)) == [1]
    assert _numbers(await _claim(database, box=IN, worker=2)) == [2]
    assert await _rows(database, "select box, worker from job_keys order by box") == [(IN, 2), (OUT, 1)]


async def test_a_claim_takes_the_oldest_of_its_key_and_box(database: Database) -> None:
    await _put(database, "a", 1, box=IN)
    await _put(database, "b", 2)
    await _put(database, "a", 3)
    await _put(database, "a", 4)
    assert [(j.key, j.data()["n"]) for j in await _claim(database)] == [("b", 2), ("a", 3)]


async def test_a_key_is_due_at_its_moment_and_not_before(database: Database) -> None:
    await _put(database, "a", 1, due_at=NOW)
    assert await _claim(database, now=NOW - MOMENT) == []
    assert len(await _claim(database, now=NOW)) == 1


@pytest.mark.parametrize("lane", list(Lane))
async def test_a_claim_goes_down_to_its_lane_and_no_further(database: Database, lane: Lane) -> None:
    for other in Lane:
        await _put(database, f"k{int(other)}", int(other), lane=other)
    assert _numbers(await _claim(database, lane=lane)) == [int(other) for other in Lane if other <= lane]


async def test_of_many_keys_the_most_urgent_are_taken_then_the_earliest(database: Database) -> None:
    await _put(database, "late", 1, lane=Lane.PEOPLE, now=NOW)
    await _put(database, "early", 2, lane=Lane.PEOPLE, now=NOW - MOMENT)
    await _put(database, "oldest", 3, lane=Lane.EDITS, now=NOW - timedelta(hours=1))
    order = [_numbers(await _claim(database, limit=1)) for _ in range(3)]
    assert order == [[2], [1], [3]]


async def test_a_claim_is_answered_in_the_order_of_putting(database: Database) -> None:
    for n in (1, 2, 3):
        await _put(database, f"k{n}", n, lane=Lane.PEOPLE, now=NOW - timedelta(seconds=n))
    assert _numbers(await _claim(database, limit=2)) == [2, 3]


async def test_a_key_that_somebody_is_claiming_is_not_waited_for(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "b", 2)
    async with asyncio.timeout(5), database.unit_of_work() as session:
        assert _numbers(await queue.claim(session, OUT, worker=1, now=NOW)) == [1]
        assert _numbers(await _claim(database, worker=2)) == [2]


async def test_only_what_waits_is_claimed(database: Database) -> None:
    for verdict in (Done(), Bury("no"), Park("blocked")):
        await _put(database, "a", 1)
        (job,) = await _claim(database)
        assert await _settle(database, job, verdict)
    await _put(database, "a", 2)
    assert _numbers(await _claim(database)) == [2]


async def test_a_slots_newer_job_is_of_the_same_key_box_and_slot(database: Database) -> None:
    await _put(database, "a", 1, slot="card:1")
    await _put(database, "b", 2, slot="card:1")
    await _put(database, "a", 3, slot="card:1", box=IN)
    await _put(database, "a", 4, slot="card:2")
    await _put(database, "a", 5)
    assert _numbers(await _claim(database)) == [1, 2]


async def test_a_newer_job_of_the_slot_that_waits_no_more_supersedes_nothing(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "a", 2, slot="card:1")
    await _put(database, "a", 3, slot="card:1")
    await _rows(database, "update jobs set state = 'parked' where payload = :p returning 1", p=queue.body({"n": 3}))
    (first,) = await _claim(database)
    await _settle(database, first, Done())
    assert _numbers(await _claim(database)) == [2]


async def test_a_superseded_job_says_so(database: Database) -> None:
    later = NOW + timedelta(seconds=3)
    await _put(database, "a", 1, slot="card:1")
    await _put(database, "a", 2, slot="card:1")
    assert _numbers(await _claim(database, now=later)) == [2]
    row = await _row(database, 1)
    assert (row.state, row.error, row.settled_at) == ("done", "superseded", later)
    assert (await _row(database, 2)).state == "waiting"


# Settling


async def test_settling_frees_its_own_key_of_its_own_box(database: Database) -> None:
    for box in (OUT, IN):
        for key in ("a", "b"):
            await _put(database, key, 1, box=box)
            await _put(database, key, 2, box=box)
    a, _ = await _claim(database, worker=1)
    await _claim(database, box=IN, worker=2)
    await _settle(database, a, Done())
    keys = await _rows(database, "select box, key, worker from job_keys order by 1, 2")
    assert keys == [(IN, "a", 2), (IN, "b", 2), (OUT, "a", None), (OUT, "b", 1)]


async def test_settling_the_last_removes_its_own_key_only(database: Database) -> None:
    for box in (OUT, IN):
        for key in ("a", "b"):
            await _put(database, key, 1, box=box)
    a, _ = await _claim(database)
    await _settle(database, a, Done())
    assert await _rows(database, "select box, key from job_keys order by 1, 2") == [(IN, "a"), (IN, "b"), (OUT, "b")]


async def test_a_freed_key_is_due_with_its_next_job_and_as_urgent_as_its_most_urgent(database: Database) -> None:
    soon, late = NOW + timedelta(seconds=1), NOW + timedelta(seconds=9)
    await _put(database, "a", 9, box=IN, due_at=late)
    await _put(database, "b", 8, due_at=late)
    await _put(database, "a", 1, lane=Lane.ANSWERS)
    await _put(database, "a", 2, due_at=soon, lane=Lane.BROADCASTS)
    await _put(database, "a", 3, due_at=NOW, lane=Lane.EDITS)
    (first,) = await _claim(database)
    await _settle(database, first, Done())
    rows = await _rows(database, "select due_at, lane from job_keys where key = 'a' and box = 'to_telegram'")
    assert rows == [(soon, Lane.EDITS)]


async def test_a_retried_job_comes_back_at_its_time_with_what_is_known_of_it(database: Database) -> None:
    again = NOW + timedelta(seconds=5)
    await _put(database, "a", 1)
    await _put(database, "a", 2, lane=Lane.EDITS)
    (job,) = await _claim(database)
    await _start(database, job)
    assert await _settle(database, job, Retry(again, "x" * 600))
    row = await _row(database, 1)
    assert (row.state, row.attempts, row.unknown, row.started_at, row.settled_at) == ("waiting", 1, 0, None, None)
    assert (row.due_at, row.error) == (again, "x" * 500)
    assert await _claim(database, now=again - MOMENT) == []
    (back,) = await _claim(database, now=again)
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
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    then = NOW + timedelta(seconds=1)
    await _settle(database, job, verdict, now=then)
    row = await _row(database, 1)
    assert (row.state, row.attempts, row.error) == (state, attempts, error)
    assert row.settled_at == (then if ended else None)


async def test_a_lost_answer_is_kept_and_counted_where_the_repeat_begins(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    await _start(database, job)
    await _settle(database, job, Retry(NOW, "no answer", unknown=True))
    assert (await _row(database, 1)).unknown == 0
    (again,) = await _claim(database)
    assert again.repeated
    await _start(database, again)
    await _settle(database, again, Done())
    async with database.unit_of_work() as session:
        assert await upkeep.repeats(session) == {"to_telegram": 1}


async def test_a_job_settled_twice_keeps_what_it_came_to_first(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    assert await _settle(database, job, Bury("no"))
    assert not await _settle(database, job, Done())
    assert (await _row(database, 1)).state == "buried"


async def test_only_the_jobs_named_are_settled(database: Database) -> None:
    for n, key in enumerate(("a", "b", "c")):
        await _put(database, key, n)
    a, b, c = await _claim(database)
    async with database.unit_of_work() as session:
        assert await queue.settle_all(session, [], now=NOW) == 0
        assert await queue.settle_all(session, [(a, Done()), (c, Bury("no"))], now=NOW) == 2
    assert [(await _row(database, n)).state for n in (0, 1, 2)] == ["done", "waiting", "buried"]
    assert await _rows(database, "select key, worker from job_keys") == [("b", 1)]
    assert b.key == "b"


async def test_a_box_is_named_where_more_waits_behind_what_was_settled(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "a", 2)
    for left in ({OUT}, set()):
        (job,) = await _claim(database)
        async with database.unit_of_work() as session:
            await queue.settle(session, job, Done(), now=NOW)
            assert await queue.flush(session) == left


async def test_a_box_that_got_something_while_settling_is_named(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    async with database.unit_of_work() as session:
        queue.put(session, Put(IN, "b", queue.body({"n": 2}), NOW))
        assert await queue.settle(session, job, Done(), now=NOW)
        assert queue.remembered(session) == 0
        assert await queue.flush(session) == {IN}
    assert _numbers(await _claim(database, box=IN)) == [2]


async def test_what_a_part_puts_goes_with_the_part(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    async with database.unit_of_work() as session:
        queue.put(session, Put(OUT, "b", queue.body({"n": 2}), NOW))
        part = await session.begin_nested()
        assert await queue.settle(session, job, Done(), now=NOW)
        await part.rollback()
    assert _numbers(await _claim(database, worker=2)) == [2]
    assert (await _row(database, 1)).state == "waiting"


async def test_what_a_rolled_back_unit_had_to_say_is_forgotten(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "a", 2)
    (job,) = await _claim(database)
    async with database.unit_of_work() as session:
        queue.put(session, Put(IN, "b", b"{}", NOW))
        await queue.settle(session, job, Done(), now=NOW)
        queue.put(session, Put(IN, "b", b"{}", NOW))
        queue.forget(session)
        assert await queue.flush(session) == frozenset()


# A key put into while its last job is being settled is not lost


async def _until_somebody_waits(database: Database) -> None:
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    async with asyncio.timeout(10), database.engine.connect() as connection:
        while not (await connection.execute(text(query))).scalar_one():
            await connection.rollback()


async def test_what_is_put_while_the_last_of_its_key_is_settled_is_found(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    async with database.unit_of_work() as putting:
        queue.put(putting, Put(OUT, "a", queue.body({"n": 2}), NOW))
        await queue.flush(putting)
        settling = asyncio.create_task(_settle(database, job, Done()))
        await _until_somebody_waits(database)
    assert await settling
    assert _numbers(await _claim(database)) == [2]


async def test_what_is_put_while_its_key_is_removed_is_found(database: Database) -> None:
    await _put(database, "a", 1)
    (job,) = await _claim(database)
    async with database.unit_of_work() as settling:
        await queue.settle(settling, job, Done(), now=NOW)
        putting = asyncio.create_task(_put(database, "a", 2))
        await _until_somebody_waits(database)
    await putting
    assert _numbers(await _claim(database)) == [2]


async def test_settling_waits_for_nobody_elses_key(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "b", 2)
    await _put(database, "a", 3, box=IN)
    a, _ = await _claim(database)
    async with asyncio.timeout(10), database.unit_of_work() as other:
        await other.execute(text("select 1 from job_keys where key = 'b' or box = 'from_telegram' for update"))
        assert await _settle(database, a, Done())


# Beginning and giving back


async def test_a_job_begins_when_nothing_earlier_of_its_key_waits(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "a", 2)
    (first,) = await _claim(database)
    await _settle(database, first, Park("blocked"))
    (second,) = await _claim(database)
    await _rows(database, "update jobs set state = 'waiting' where id = :id returning 1", id=first.id)
    assert await _start(database, second) == frozenset()
    assert (await _row(database, 2)).started_at is None


async def test_others_keys_and_boxes_hold_no_job_back(database: Database) -> None:
    await _put(database, "a", 1, box=IN)
    await _put(database, "b", 2)
    await _put(database, "a", 3)
    await _put(database, "a", 4)
    b, a = await _claim(database)
    assert await _start(database, a) == {a.id}
    rows = await _rows(database, "select payload from jobs where started_at is not null")
    assert [bytes(row.payload) for row in rows] == [a.payload]
    assert b.key == "b"


async def test_an_earlier_job_that_waits_no_more_holds_nothing_back(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "a", 2)
    (first,) = await _claim(database)
    await _settle(database, first, Bury("no"))
    (second,) = await _claim(database)
    assert await _start(database, second) == {second.id}


async def test_a_job_settled_meanwhile_does_not_begin(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "a", 2)
    (job,) = await _claim(database)
    await _settle(database, job, Done())
    await _claim(database)
    assert await _start(database, job) == frozenset()
    assert (await _row(database, 1)).started_at is None


async def test_a_job_whose_key_is_another_workers_by_now_does_not_begin(database: Database) -> None:
    await _put(database, "a", 1, box=IN)
    await _put(database, "b", 2)
    await _put(database, "a", 3)
    b, a = await _claim(database, worker=1)
    await _claim(database, box=IN, worker=2)
    await _rows(database, "update job_keys set worker = 2 where key = 'a' and box = 'to_telegram' returning 1")
    assert await _start(database, a, worker=1) == frozenset()
    assert await _start(database, a, b, worker=2) == {a.id}


async def test_what_was_not_begun_is_handed_back_as_far_as_it_is_still_held(database: Database) -> None:
    soon = NOW + timedelta(seconds=3)
    for key in ("a", "b", "c", "d"):
        await _put(database, key, 1)
    await _put(database, "a", 9, box=IN)
    await _claim(database, box=IN, worker=1)
    a, b, c, _ = await _claim(database, worker=1)
    await _rows(database, "update job_keys set worker = 2 where key = 'b' returning 1")
    await _rows(database, "update jobs set due_at = :soon where id = :id returning 1", soon=soon, id=a.id)
    await _settle(database, c, Park("blocked"))
    async with database.unit_of_work() as session:
        await queue.hand_back(session, [], worker=1)
        await queue.hand_back(session, [a, b, c], worker=1)
    keys = await _rows(database, "select box, key, worker, due_at from job_keys order by 1, 2")
    assert keys == [(IN, "a", 1, NOW), (OUT, "a", None, soon), (OUT, "b", 2, NOW), (OUT, "d", 1, NOW)]


async def test_a_worker_lets_go_of_its_own_keys_in_one_box_but_those_it_knows(database: Database) -> None:
    for box in (OUT, IN):
        for key in ("a", "b"):
            await _put(database, key, 1, box=box)
    await _put(database, "c", 1)
    await _claim(database, worker=1, limit=2)
    await _claim(database, worker=2, limit=1)
    await _claim(database, box=IN, worker=1)
    async with database.unit_of_work() as session:
        await queue.let_go(session, OUT, worker=1, but=["b"])
    held = await _rows(database, "select box, key from job_keys where worker is not null order by 1, 2")
    assert held == [(IN, "a"), (IN, "b"), (OUT, "b"), (OUT, "c")]


async def test_a_worker_that_knows_of_none_lets_go_of_all(database: Database) -> None:
    await _put(database, "a", 1)
    await _claim(database, worker=1)
    async with database.unit_of_work() as session:
        await queue.let_go(session, OUT, worker=1, but=[])
    assert _numbers(await _claim(database, worker=2)) == [1]


async def test_urgent_are_the_workers_own_keys_of_the_box_with_an_answer(database: Database) -> None:
    await _put(database, "mine", 1, lane=Lane.PEOPLE)
    await _put(database, "calm", 2, lane=Lane.PEOPLE)
    await _put(database, "inbox", 4, lane=Lane.PEOPLE, box=IN)
    await _claim(database, worker=1)
    await _claim(database, worker=1, box=IN)
    await _put(database, "theirs", 3, lane=Lane.PEOPLE)
    await _claim(database, worker=2)
    for box, key in ((OUT, "mine"), (OUT, "theirs"), (OUT, "nobodys"), (IN, "inbox")):
        await _put(database, key, 9, box=box, lane=Lane.ANSWERS)
    async with database.unit_of_work() as session:
        assert await queue.urgent(session, OUT, worker=1) == {"mine"}


async def test_how_far_a_job_has_come_is_kept_with_it_alone(database: Database) -> None:
    await _put(database, "a", 1)
    await _put(database, "b", 2)
    a, b = await _claim(database)
    async with database.unit_of_work() as session:
        await queue.progress(session, a, {"n": 1, "sent": [5]})
    payloads = {r.id: bytes(r.payload) for r in await _rows(database, "select id, payload from jobs")}
    assert payloads == {a.id: queue.body({"n": 1, "sent": [5]}), b.id: b.payload}


# Seats


async def test_a_living_workers_keys_stay_and_a_dead_ones_come_back(database: Database) -> None:
    living, dead = WorkerLock(database.engine), WorkerLock(database.engine)
    await _put(database, "a", 1)
    await _put(database, "b", 2)
    await _put(database, "c", 3)
    await _claim(database, worker=await living.take(), limit=1)
    await _claim(database, worker=await dead.take(), limit=1)
    await dead.leave()
    async with database.unit_of_work() as session:
        assert await upkeep.free_dead(session) == 1
    assert _numbers(await _claim(database)) == [2, 3]
    await living.leave()


async def test_only_a_workers_own_kind_of_lock_says_that_it_lives(database: Database) -> None:
    await _put(database, "a", 1)
    await _claim(database, worker=4242)
    async with database.unit_of_work() as other:
        await other.execute(text("select pg_advisory_xact_lock(:cls, 4242)"), {"cls": queue.LOCK_CLASS + 1})
        async with database.unit_of_work() as session:
            assert await upkeep.free_dead(session) == 1


async def test_a_worker_of_another_desk_of_the_same_server_is_not_ours(
    database: Database, server: EmbeddedServer
) -> None:
    await _put(database, "a", 1)
    await _claim(database, worker=4242)
    elsewhere = await server.connect()
    try:
        await elsewhere.execute("select pg_advisory_lock($1, 4242)", queue.LOCK_CLASS)
        async with database.unit_of_work() as session:
            assert await upkeep.free_dead(session) == 1
    finally:
        await elsewhere.close()


# What is parked and buried


async def _parked(database: Database, person: int, *numbers: int, key: str = "a", lane: Lane = Lane.PEOPLE) -> None:
    for n in numbers:
        await _put(database, key, n, person_id=person, lane=lane)
        (job,) = await _claim(database)
        await _settle(database, job, Park("blocked"))


async def test_who_is_back_gets_their_own(database: Database) -> None:
    rita, olga = await _people(database, "Rita", "Olga")
    await _parked(database, rita, 1)
    await _parked(database, olga, 2, key="b")
    await _put(database, "c", 3, person_id=rita)
    (buried,) = await _claim(database)
    await _settle(database, buried, Bury("no"))
    later = NOW + timedelta(hours=1)
    async with database.unit_of_work() as session:
        await upkeep.unpark(session, rita, now=later)
    assert await _claim(database, now=later - MOMENT) == []
    assert _numbers(await _claim(database, now=later)) == [1]
    assert [(await _row(database, n)).state for n in (1, 2, 3)] == ["waiting", "parked", "buried"]
    assert ((await _row(database, 1)).error, (await _row(database, 1)).due_at) == (None, later)


async def test_what_comes_back_lifts_its_key(database: Database) -> None:
    (rita,) = await _people(database, "Rita")
    await _parked(database, rita, 1, lane=Lane.BROADCASTS)
    await _parked(database, rita, 2, lane=Lane.PEOPLE)
    async with database.unit_of_work() as session:
        await upkeep.unpark(session, rita, now=NOW)
    assert _numbers(await _claim(database, lane=Lane.PEOPLE)) == [1]


@pytest.mark.parametrize(
    ("stands", "back", "lane"), [(Lane.EDITS, Lane.PEOPLE, Lane.PEOPLE), (Lane.PEOPLE, Lane.EDITS, Lane.PEOPLE)]
)
async def test_what_comes_back_goes_before_what_was_put_since(
    database: Database, stands: Lane, back: Lane, lane: Lane
) -> None:
    (rita,) = await _people(database, "Rita")
    await _parked(database, rita, 1, lane=back)
    await _put(database, "a", 2, person_id=rita, lane=stands, due_at=NOW + timedelta(hours=1))
    async with database.unit_of_work() as session:
        await upkeep.unpark(session, rita, now=NOW)
    (first,) = await _claim(database)
    assert (first.data()["n"], first.lane) == (1, lane)


async def test_a_job_given_up_is_tried_again_once_it_is_asked_for(database: Database) -> None:
    for n, key in ((1, "a"), (2, "b")):
        await _put(database, key, n, lane=Lane.EDITS)
        (job,) = await _claim(database)
        await _settle(database, job, Bury("no"))
    later = NOW + timedelta(hours=1)
    first = (await _row(database, 1)).id
    async with database.unit_of_work() as session:
        assert await upkeep.retry_buried(session, first, now=later)
        assert not await upkeep.retry_buried(session, first, now=later)
    row = await _row(database, 1)
    assert (row.state, row.attempts, row.settled_at, row.due_at) == ("waiting", 0, None, later)
    assert (await _row(database, 2)).state == "buried"
    assert await _claim(database, now=later - MOMENT) == []
    (job,) = await _claim(database, now=later)
    assert (job.id, job.lane) == (first, Lane.EDITS)


@pytest.mark.parametrize(
    ("stands", "back", "lane"), [(Lane.EDITS, Lane.PEOPLE, Lane.PEOPLE), (Lane.PEOPLE, Lane.EDITS, Lane.PEOPLE)]
)
async def test_a_job_tried_again_goes_before_what_was_put_since(
    database: Database, stands: Lane, back: Lane, lane: Lane
) -> None:
    await _put(database, "a", 1, lane=back)
    (job,) = await _claim(database)
    await _settle(database, job, Bury("no"))
    await _put(database, "a", 2, lane=stands, due_at=NOW + timedelta(hours=1))
    async with database.unit_of_work() as session:
        assert await upkeep.retry_buried(session, job.id, now=NOW)
    (first,) = await _claim(database)
    assert (first.data()["n"], first.lane) == (1, lane)


async def test_only_what_was_given_up_is_tried_again(database: Database) -> None:
    (rita,) = await _people(database, "Rita")
    await _parked(database, rita, 1)
    await _put(database, "b", 2)
    (done,) = await _claim(database)
    await _settle(database, done, Done())
    async with database.unit_of_work() as session:
        for n in (1, 2):
            assert not await upkeep.retry_buried(session, (await _row(database, n)).id, now=NOW)


async def test_what_was_kept_for_one_person_is_let_go_of(database: Database) -> None:
    rita, olga = await _people(database, "Rita", "Olga")
    await _parked(database, rita, 1)
    await _parked(database, olga, 2, key="b")
    await _put(database, "c", 3, person_id=rita)
    later = NOW + timedelta(hours=1)
    async with database.unit_of_work() as session:
        await upkeep.drop_parked(session, rita, why="dismissed", now=later)
    rows = await _rows(database, "select state, error, settled_at, payload from jobs order by id")
    assert (*rows[0][:3], bytes(rows[0].payload)) == ("done", "dismissed", later, b"{}")
    assert [row.state for row in rows] == ["done", "parked", "waiting"]
    assert bytes(rows[1].payload) == queue.body({"n": 2})


# Figures and the end


async def test_depths_are_by_box_lane_and_state_and_leave_out_what_is_done(database: Database) -> None:
    for n in (1, 2):
        await _put(database, "a", n, now=NOW + timedelta(seconds=n))
    await _put(database, "b", 3, lane=Lane.EDITS, box=IN)
    await _put(database, "c", 4)
    (done,) = [job for job in await _claim(database) if job.key == "c"]
    await _settle(database, done, Done())
    async with database.unit_of_work() as session:
        found = {(d.box, d.lane, d.state): (d.count, d.oldest) for d in await upkeep.depths(session)}
    assert found == {
        ("to_telegram", int(Lane.PEOPLE), "waiting"): (2, NOW + timedelta(seconds=1)),
        ("from_telegram", int(Lane.EDITS), "waiting"): (1, NOW),
    }


async def test_repeats_are_counted_by_box(database: Database) -> None:
    for n, (box, unknown) in enumerate(((OUT, 2), (OUT, 3), (IN, 1), (IN, 0), (Box.TO_TODOIST, 0))):
        await _put(database, f"k{n}", n, box=box)
        await _rows(database, "update jobs set unknown = :u where key = :k returning 1", u=unknown, k=f"k{n}")
    async with database.unit_of_work() as session:
        assert await upkeep.repeats(session) == {"to_telegram": 5, "from_telegram": 1}


@pytest.mark.parametrize(
    ("box", "state", "ago", "since"),
    [
        (OUT, "done", retention.SETTLED, "settled_at"),
        (IN, "done", retention.UPDATES, "settled_at"),
        (OUT, "buried", retention.LEFT, "settled_at"),
        (IN, "buried", retention.LEFT, "settled_at"),
        (OUT, "parked", retention.LEFT, "created_at"),
    ],
)
async def test_each_is_kept_for_its_time_and_no_longer(
    database: Database, box: Box, state: str, ago: timedelta, since: str
) -> None:
    """Just old enough goes, exactly as old stays; what waits stays whatever its age."""
    for n, (at, what) in enumerate(
        ((NOW - ago, state), (NOW - ago - MOMENT, state), (NOW - 2 * retention.LEFT, "waiting"))
    ):
        await _put(database, f"k{n}", n, box=box)
        settled = at if since == "settled_at" and what != "waiting" else None
        change = "update jobs set state = :what, created_at = :at, settled_at = :settled where key = :key returning 1"
        await _rows(database, change, what=what, at=at if since == "created_at" else NOW, settled=settled, key=f"k{n}")
    async with database.unit_of_work() as session:
        await retention.prune(session, now=NOW)
    assert [row.key for row in await _rows(database, "select key from jobs order by key")] == ["k0", "k2"]


async def test_searches_are_kept_for_half_a_year(database: Database) -> None:
    put = "insert into searches (at, language, words, by_staff, found) values (:at, 'en', 'w', false, 0) returning 1"
    for at in (NOW - retention.SEARCHES, NOW - retention.SEARCHES - MOMENT):
        await _rows(database, put, at=at)
    async with database.unit_of_work() as session:
        await retention.prune(session, now=NOW)
    assert [row.at for row in await _rows(database, "select at from searches")] == [NOW - retention.SEARCHES]


def test_a_payload_is_ascii_whatever_it_holds() -> None:
    assert queue.body({"t": "я\ud800", "n": 1}) == b'{"t":"\\u044f\\ud800","n":1}'
