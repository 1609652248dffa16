"""Letters that begin as they are stored: which of them, and that none is lost or done twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db import queue
from db.backup import copying, restored_mark
from db.database import Database, start_over
from db.models import Box, Lane, Person
from db.queue import maintenance
from db.queue.hand_over import LetterHandOver
from db.queue.store import ALL, DeliveryPart
from db.unit_of_work import NewJob
from tests.db.queue.guarding import IN, MOMENT, NOW, claim_jobs, numbers_of, put_job, rows_of

WORKER = 7
OWN_CHAT = 1 << 52


def test_a_letter_is_of_the_worker_that_its_statement_was_given() -> None:
    """Whatever the delivery's number is by then."""
    hand_over = LetterHandOver()
    hand_over.open(WORKER + 1, ALL, 10)
    job = queue.make_claimed(NewJob(Box.TO_TELEGRAM, "1", b"{}", NOW))
    assert [one.worker for one in hand_over.announce([job], WORKER)] == [WORKER]


async def _put(database: Database, *letters: dict[str, Any], chat: int = 5) -> list[int]:
    """Store letters to a person, numbered from 1; return those that were handed over."""
    async with database.unit_of_work() as session:
        person = Person(telegram_id=chat, name="Rita", created_at=NOW)
        session.add(person)
        await session.flush()
        for n, more in enumerate(letters, 1):
            given = {"box": Box.TO_TELEGRAM, "key": f"{person.id}:{n}", "now": NOW, "person_id": person.id, **more}
            queue.put_job(session, NewJob(payload=queue.encode_payload({"n": n}), **given))
    return numbers_of([one.job for one in database.hand_over.take()])


@pytest.mark.parametrize(
    ("letters", "chat", "begun"),
    [
        ([{}, {"lane": Lane.EDITS}], 5, [1, 2]),
        ([{"key": "9"}, {"key": "9"}], 5, [1]),
        ([{"key": "9", "slot": "card:1"}, {"key": "9"}], 5, []),
        ([{"lane": Lane.BROADCASTS}, {"slot": "card:1"}, {"due_at": NOW + timedelta(seconds=1)}, {}], 5, [4]),
        ([{"box": IN}, {"person_id": None}, {}], 5, [3]),
        ([{}, {"dedup": "mailing:1:1"}], 5, []),
        ([{}], OWN_CHAT, []),
        ([{}, {}, {}, {}], 5, [1, 2, 3]),
    ],
)
async def test_only_what_is_sent_at_once_begins(
    database: Database, letters: list[dict[str, Any]], chat: int, begun: list[int]
) -> None:
    database.hand_over.open(WORKER, ALL, 3)
    assert await _put(database, *letters, chat=chat) == begun
    asked = "select key from job_keys where worker is null and due_at <= :now and box = 'to_telegram'"
    free = {row.key for row in await rows_of(database, asked, now=NOW)}
    assert {job.key for job in await claim_jobs(database)} == free
    assert len(await rows_of(database, "select 1 from jobs where started_at is not null")) == len(begun)


@pytest.mark.parametrize("part", [0, 1])
async def test_of_the_people_of_other_parts_nothing_begins(database: Database, part: int) -> None:
    database.hand_over.open(WORKER, DeliveryPart(part, 2), 9)
    assert await _put(database, {"key": "4:1"}, {"key": "5:1"}) == [part + 1]


async def test_nothing_begins_before_what_waits_in_its_key_or_after_a_restore(database: Database) -> None:
    await put_job(database, "9", 1)
    database.hand_over.open(WORKER, ALL, 9)
    assert await _put(database, {"key": "9"}) == []
    await rows_of(database, "insert into desk (id, recovery) values (1, 'inbox') returning id")
    assert await _put(database, {}, chat=6) == []


async def test_after_a_restore_whatever_goes_to_people_is_held_by_whichever_door(database: Database) -> None:
    """Also what waited in the backup; what comes in, what systems get, and erasures go on."""
    to_people = {Box.TO_TELEGRAM, Box.TO_MAIL, Box.TO_GATEWAY}
    await _put_one_in_each_box(database, "before")
    async with copying.open_raw(database.engine) as raw:
        assert await restored_mark.mark_restored(raw, NOW, quiet=False)
    await _put_one_in_each_box(database, "while it recovers")
    states = await rows_of(database, "select box, lane, state, count(*) as n from jobs group by 1, 2, 3")
    assert {(row.box, row.lane, row.state, row.n) for row in states} == {
        *((box, Lane.PEOPLE, "held" if box in to_people or box is Box.REPORTS else "waiting", 2) for box in Box),
        *((box, Lane.MAILINGS, "held" if box in to_people else "waiting", 2) for box in Box),
    }
    assert {row.box for row in await rows_of(database, "select box from job_keys")} == {*Box} - to_people


async def _put_one_in_each_box(database: Database, key: str) -> None:
    async with database.unit_of_work() as session:
        for box in Box:
            for lane in (Lane.PEOPLE, Lane.MAILINGS):
                queue.put_job(session, NewJob(box, f"{key} {lane}", b"{}", NOW, lane=lane))


async def test_what_died_before_it_was_handed_over_is_begun_again_and_counted(database: Database) -> None:
    database.hand_over.open(WORKER, ALL, 9)
    await _put(database, {})
    assert await claim_jobs(database) == []
    async with database.unit_of_work() as session:
        assert await maintenance.free_dead(session) == 1
    assert [job.repeated for job in await claim_jobs(database)] == [True]


@pytest.mark.parametrize("rolls_back", [True, False])
async def test_of_a_transaction_that_failed_nothing_is_handed_over(database: Database, rolls_back: bool) -> None:
    """Whether it was committed is not known: what it may have claimed is to be freed."""
    database.hand_over.open(WORKER, ALL, 9)
    with pytest.raises(RuntimeError):
        async with database.unit_of_work() as session:
            session.add(Person(id=1, telegram_id=5, name="Rita", created_at=NOW))
            await session.flush()
            queue.put_job(session, NewJob(Box.TO_TELEGRAM, "1", b"{}", NOW, person_id=1))
            await queue.flush_jobs(session)
            assert len(database.hand_over.list_jobs()) == 1
            if rolls_back:
                await start_over(session)
                await session.execute(text("select 1"))
            raise RuntimeError
    assert (database.hand_over.list_jobs(), database.hand_over.is_doubtful) == ([], True)


async def test_updates_are_claimed_as_they_are_stored_unless_older_ones_wait(database: Database) -> None:
    async def put_and_claim(limit: int, *keys: str) -> list[str]:
        places = [(key, "bcade".index(key)) for key in keys]
        jobs = [NewJob(IN, key, b"{}", NOW + n * MOMENT, lane=Lane(n // 2)) for key, n in places]
        async with database.autocommit() as asking:
            found = await queue.claim_jobs(asking, IN, worker=WORKER, now=NOW + 5 * MOMENT, limit=limit, after=jobs)
        return [job.key for job in found]

    assert await put_and_claim(2, "b", "c", "a") == ["b", "c"]
    assert await put_and_claim(1, "d") == ["a"]
    assert await put_and_claim(5, "a", "e") == ["d", "e"]
