"""What begins, who holds it and who lives, condition by condition: each test fails when a word is left out."""

from datetime import timedelta

from sqlalchemy import text

from db import queue
from db.database import Database
from db.embedded.shared_server import EmbeddedServer
from db.locks import WorkerLock
from db.models import Lane
from db.queue import Bury, Park, maintenance
from tests.db.queue.guarding import (
    IN,
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

# Beginning and giving back


async def test_a_job_begins_when_nothing_earlier_of_its_key_waits(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "a", 2)
    (first,) = await claim_jobs(database)
    await settle_job(database, first, Park("blocked"))
    (second,) = await claim_jobs(database)
    await rows_of(database, "update jobs set state = 'waiting' where id = :id returning 1", id=first.id)
    assert await start_jobs(database, second) == frozenset()
    assert (await row_of(database, 2)).started_at is None


async def test_others_keys_and_boxes_hold_no_job_back(database: Database) -> None:
    await put_job(database, "a", 1, box=IN)
    await put_job(database, "b", 2)
    await put_job(database, "a", 3)
    await put_job(database, "a", 4)
    b, a = await claim_jobs(database)
    assert await start_jobs(database, a) == {a.id}
    rows = await rows_of(database, "select payload from jobs where started_at is not null")
    assert [bytes(row.payload) for row in rows] == [a.payload]
    assert b.key == "b"


async def test_an_earlier_job_that_waits_no_more_holds_nothing_back(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "a", 2)
    (first,) = await claim_jobs(database)
    await settle_job(database, first, Bury("no"))
    (second,) = await claim_jobs(database)
    assert await start_jobs(database, second) == {second.id}


async def test_what_was_not_begun_is_handed_back_as_far_as_it_is_still_held(database: Database) -> None:
    soon = NOW + timedelta(seconds=3)
    for key in ("a", "b", "c", "d"):
        await put_job(database, key, 1)
    await put_job(database, "a", 9, box=IN)
    await claim_jobs(database, box=IN, worker=1)
    a, b, c, _ = await claim_jobs(database, worker=1)
    await rows_of(database, "update job_keys set worker = 2 where key = 'b' returning 1")
    await rows_of(database, "update jobs set due_at = :soon where id = :id returning 1", soon=soon, id=a.id)
    await settle_job(database, c, Park("blocked"))
    async with database.unit_of_work() as session:
        await queue.hand_back(session, [], worker=1)
        await queue.hand_back(session, [a, b, c], worker=1)
    keys = await rows_of(database, "select box, key, worker, due_at from job_keys order by 1, 2")
    assert keys == [(IN, "a", 1, NOW), (OUT, "a", None, soon), (OUT, "b", 2, NOW), (OUT, "d", 1, NOW)]


async def test_a_worker_lets_go_of_its_own_keys_in_one_box_but_those_it_knows(database: Database) -> None:
    for box in (OUT, IN):
        for key in ("a", "b"):
            await put_job(database, key, 1, box=box)
    await claim_jobs(database, worker=1, limit=2)
    await put_job(database, "c", 1)
    await claim_jobs(database, worker=2, limit=1)
    await claim_jobs(database, box=IN, worker=1)
    async with database.unit_of_work() as session:
        await queue.free_unknown_keys(session, OUT, worker=1, but=["b"])
    held = await rows_of(database, "select box, key from job_keys where worker is not null order by 1, 2")
    assert held == [(IN, "a"), (IN, "b"), (OUT, "b"), (OUT, "c")]


async def test_urgent_are_the_workers_own_keys_of_the_box_with_an_answer(database: Database) -> None:
    await put_job(database, "mine", 1, lane=Lane.PEOPLE)
    await put_job(database, "calm", 2, lane=Lane.PEOPLE)
    await put_job(database, "inbox", 4, lane=Lane.PEOPLE, box=IN)
    await claim_jobs(database, worker=1)
    await claim_jobs(database, worker=1, box=IN)
    await put_job(database, "theirs", 3, lane=Lane.PEOPLE)
    await claim_jobs(database, worker=2)
    for box, key in ((OUT, "mine"), (OUT, "theirs"), (OUT, "nobodys"), (IN, "inbox")):
        await put_job(database, key, 9, box=box, lane=Lane.ANSWERS)
    async with database.unit_of_work() as session:
        assert await queue.find_urgent_keys(session, OUT, worker=1) == {"mine"}


async def test_how_far_a_job_has_come_is_kept_with_it_alone(database: Database) -> None:
    await put_job(database, "a", 1)
    await put_job(database, "b", 2)
    a, b = await claim_jobs(database)
    async with database.unit_of_work() as session:
        await queue.save_progress(session, a, {"n": 1, "sent": [5]})
    payloads = {r.id: bytes(r.payload) for r in await rows_of(database, "select id, payload from jobs")}
    assert payloads == {a.id: queue.encode_payload({"n": 1, "sent": [5]}), b.id: b.payload}


# Seats


async def test_a_living_workers_keys_stay_and_a_dead_ones_come_back(database: Database) -> None:
    living, dead = WorkerLock(database.engine), WorkerLock(database.engine)
    await put_job(database, "a", 1)
    await put_job(database, "b", 2)
    await put_job(database, "c", 3)
    kept = numbers_of(await claim_jobs(database, worker=await living.acquire(), limit=1))
    await claim_jobs(database, worker=await dead.acquire(), limit=1)
    await dead.release()
    async with database.unit_of_work() as session:
        assert await maintenance.free_dead(session) == 1
    assert [*kept, *numbers_of(await claim_jobs(database))] in ([1, 2, 3], [2, 1, 3], [3, 1, 2])  # all are due at once
    await living.release()


async def test_only_a_workers_own_kind_of_lock_says_that_it_lives(database: Database) -> None:
    await put_job(database, "a", 1)
    await claim_jobs(database, worker=4242)
    async with database.unit_of_work() as other:
        await other.execute(text("select pg_advisory_xact_lock(:cls, 4242)"), {"cls": queue.LOCK_CLASS + 1})
        async with database.unit_of_work() as session:
            assert await maintenance.free_dead(session) == 1


async def test_a_worker_of_another_desk_of_the_same_server_is_not_ours(
    database: Database, server: EmbeddedServer
) -> None:
    await put_job(database, "a", 1)
    await claim_jobs(database, worker=4242)
    elsewhere = await server.connect()
    try:
        await elsewhere.execute("select pg_advisory_lock($1, 4242)", queue.LOCK_CLASS)
        async with database.unit_of_work() as session:
            assert await maintenance.free_dead(session) == 1
    finally:
        await elsewhere.close()
