"""The queue's conditions one by one, putting and claiming: each test fails when a word of a statement is left out.

Two boxes, two workers, two people and two keys stand in most of them, so that what one query says of one of them is
seen not to touch the other.
"""

import asyncio
from datetime import timedelta

import pytest

from db import queue
from db.database import Database
from db.models import Lane
from db.queue import Bury, Done, Park, Retry
from db.unit_of_work import NewJob
from tests.db.queue.guarding import (
    IN,
    MOMENT,
    NOW,
    OUT,
    claim_jobs,
    made_people,
    numbers_of,
    put_job,
    row_of,
    rows_of,
    settle_job,
)

# Putting


async def test_one_dedup_is_once_in_each_box(database: Database) -> None:
    await put_job(database, "a", 1, dedup="7")
    await put_job(database, "a", 2, dedup="7", box=IN)
    await put_job(database, "b", 3, dedup="7")
    assert numbers_of(await claim_jobs(database)) == [1]
    assert numbers_of(await claim_jobs(database, box=IN)) == [2]


async def test_a_key_is_as_urgent_and_as_early_as_what_was_put_first(database: Database) -> None:
    async with database.unit_of_work() as session:
        later = NOW + timedelta(seconds=5)
        queue.put_job(session, NewJob(OUT, "a", queue.encode_payload({"n": 1}), NOW, lane=Lane.EDITS))
        queue.put_job(
            session, NewJob(OUT, "a", queue.encode_payload({"n": 2}), NOW, lane=Lane.BROADCASTS, due_at=later)
        )
    (job,) = await claim_jobs(database, lane=Lane.EDITS)
    assert (job.load_payload()["n"], job.lane) == (1, Lane.EDITS)


async def test_a_less_urgent_job_slows_no_key_down(database: Database) -> None:
    await put_job(database, "a", 1, lane=Lane.PEOPLE)
    await put_job(database, "a", 2, lane=Lane.BROADCASTS)
    assert numbers_of(await claim_jobs(database, lane=Lane.PEOPLE)) == [1]


async def test_what_is_put_behind_a_waiting_job_does_not_wake_it(database: Database) -> None:
    await put_job(database, "a", 1)
    (job,) = await claim_jobs(database)
    await settle_job(database, job, Retry(NOW + timedelta(minutes=1), "flood"))
    await put_job(database, "a", 2)
    assert await claim_jobs(database) == []


async def test_what_is_put_behind_a_job_under_way_waits_for_it(database: Database) -> None:
    await put_job(database, "a", 1)
    await claim_jobs(database, worker=1)
    await put_job(database, "a", 2, lane=Lane.ANSWERS)
    assert await claim_jobs(database, worker=2) == []


async def test_a_put_job_is_due_when_it_says(database: Database) -> None:
    await put_job(database, "a", 1, due_at=NOW + MOMENT)
    assert await claim_jobs(database, now=NOW) == []
    (job,) = await claim_jobs(database, now=NOW + MOMENT)
    assert (job.created_at, job.attempts, job.repeated, job.chat) == (NOW, 0, False, None)


async def test_a_claimed_job_says_whose_it_is(database: Database) -> None:
    rita, olga = await made_people(database, "Rita", "Olga")
    await put_job(database, "a", 1, person_id=olga, slot="card:1", lane=Lane.EDITS)
    (job,) = await claim_jobs(database)
    assert (job.person_id, job.chat, job.slot, job.lane, job.key, job.box) == (
        olga,
        701,
        "card:1",
        Lane.EDITS,
        "a",
        OUT,
    )
    assert rita != olga


async def test_what_takes_the_last_place_in_its_key_stays_what_it_was(database: Database) -> None:
    (rita,) = await made_people(database, "Rita")
    await put_job(database, "a", 1, person_id=rita, ticket_id=7, entry_id=5, slot="card:1")
    await put_job(database, "a", 2, person_id=rita)
    (first,) = await claim_jobs(database)
    async with database.unit_of_work() as session:
        await queue.put_behind(session, [first], lane=Lane.EDITS, now=NOW)
    (second,) = await claim_jobs(database)
    await settle_job(database, second, Done())
    (again,) = await claim_jobs(database)
    assert numbers_of([second, again]) == [2, 1]
    assert (again.person_id, again.ticket_id, again.entry_id, again.slot, again.lane) == (
        rita, 7, 5, "card:1", Lane.EDITS
    )  # fmt: skip


async def test_boxes_with_news_are_named(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(OUT, "a", b"{}", NOW))
        queue.put_job(session, NewJob(IN, "a", b"{}", NOW))
        assert await queue.flush_jobs(session) == {OUT, IN}
        assert await queue.flush_jobs(session) == frozenset()


async def test_a_part_that_failed_takes_its_own_jobs_along_and_no_others(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.put_job(session, NewJob(OUT, "a", queue.encode_payload({"n": 1}), NOW))
        before = queue.count_pending(session)
        queue.put_job(session, NewJob(OUT, "b", queue.encode_payload({"n": 2}), NOW))
        queue.drop_pending_since(session, before)
        queue.put_job(session, NewJob(OUT, "c", queue.encode_payload({"n": 3}), NOW))
    assert numbers_of(await claim_jobs(database)) == [1, 3]


async def test_nothing_remembered_is_nothing_to_rewind_or_forget(database: Database) -> None:
    async with database.unit_of_work() as session:
        queue.forget_pending(session)
        assert queue.count_pending(session) == 0
        queue.drop_pending_since(session, 0)


# Claiming


async def test_a_claim_takes_from_its_own_box_only(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "a", 2, box=IN)
    assert numbers_of(await claim_jobs(database, worker=1)) == [1]
    assert numbers_of(await claim_jobs(database, box=IN, worker=2)) == [2]
    assert await rows_of(database, "select box, worker from job_keys order by box") == [(IN, 2), (OUT, 1)]


async def test_a_claim_takes_the_oldest_of_its_key_and_box(database: Database) -> None:
    await put_job(database, "a", 1, box=IN)
    await put_job(database, "b", 2)
    await put_job(database, "a", 3)
    await put_job(database, "a", 4)
    assert [(j.key, j.load_payload()["n"]) for j in await claim_jobs(database)] == [("b", 2), ("a", 3)]


async def test_a_key_is_due_at_its_moment_and_not_before(database: Database) -> None:
    await put_job(database, "a", 1, due_at=NOW)
    assert await claim_jobs(database, now=NOW - MOMENT) == []
    assert len(await claim_jobs(database, now=NOW)) == 1


@pytest.mark.parametrize("lane", list(Lane))
async def test_a_claim_goes_down_to_its_lane_and_no_further(database: Database, lane: Lane) -> None:
    for other in Lane:
        await put_job(database, f"k{int(other)}", int(other), lane=other)
    assert numbers_of(await claim_jobs(database, lane=lane)) == [int(other) for other in Lane if other <= lane]


async def test_of_many_keys_the_most_urgent_are_taken_then_the_earliest(database: Database) -> None:
    await put_job(database, "late", 1, lane=Lane.PEOPLE, now=NOW)
    await put_job(database, "early", 2, lane=Lane.PEOPLE, now=NOW - MOMENT)
    await put_job(database, "oldest", 3, lane=Lane.EDITS, now=NOW - timedelta(hours=1))
    order = [numbers_of(await claim_jobs(database, limit=1)) for _ in range(3)]
    assert order == [[2], [1], [3]]


async def test_a_claim_is_answered_in_the_order_of_putting(database: Database) -> None:
    for n in (1, 2, 3):
        await put_job(database, f"k{n}", n, lane=Lane.PEOPLE, now=NOW - timedelta(seconds=n))
    assert numbers_of(await claim_jobs(database, limit=2)) == [2, 3]


async def test_a_key_that_somebody_is_claiming_is_not_waited_for(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "b", 2)
    async with asyncio.timeout(5), database.unit_of_work() as session:
        assert numbers_of(await queue.claim_jobs(session, OUT, worker=1, now=NOW)) == [1]
        assert numbers_of(await claim_jobs(database, worker=2)) == [2]


async def test_only_what_waits_is_claimed(database: Database) -> None:
    for verdict in (Done(), Bury("no"), Park("blocked")):
        await put_job(database, "a", 1)
        (job,) = await claim_jobs(database)
        await settle_job(database, job, verdict)
    await put_job(database, "a", 2)
    assert numbers_of(await claim_jobs(database)) == [2]


async def test_a_slots_newer_job_is_of_the_same_key_box_and_slot(database: Database) -> None:
    await put_job(database, "a", 1, slot="card:1")
    await put_job(database, "b", 2, slot="card:1")
    await put_job(database, "a", 3, slot="card:1", box=IN)
    await put_job(database, "a", 4, slot="card:2")
    await put_job(database, "a", 5)
    assert numbers_of(await claim_jobs(database)) == [1, 2]


async def test_a_newer_job_of_the_slot_that_waits_no_more_supersedes_nothing(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "a", 2, slot="card:1")
    await put_job(database, "a", 3, slot="card:1")
    await rows_of(
        database, "update jobs set state = 'parked' where payload = :p returning 1", p=queue.encode_payload({"n": 3})
    )
    (first,) = await claim_jobs(database)
    await settle_job(database, first, Done())
    assert numbers_of(await claim_jobs(database)) == [2]


async def test_a_superseded_job_says_so(database: Database) -> None:
    later = NOW + timedelta(seconds=3)
    await put_job(database, "a", 1, slot="card:1")
    await put_job(database, "a", 2, slot="card:1")
    assert numbers_of(await claim_jobs(database, now=later)) == [2]
    row = await row_of(database, 1)
    assert (row.state, row.error, row.settled_at) == ("done", "superseded", later)
    assert (await row_of(database, 2)).state == "waiting"
