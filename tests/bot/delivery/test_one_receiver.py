"""One receiver is one receiver: whatever waits for a chat that may not be written to, others get theirs at once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import Box, Lane, Person, Role
from db.queue import keys, put_job
from db.queue.store import MOST_OF_RECEIVER
from db.unit_of_work import NewJob
from desk.operations import failed_jobs
from sandbox.telegram import perform_action
from tests.bot.delivery.test_outbox_worker_limits import FIRST, NOW, SLICE, Post, post
from tests.sql import add, execute

OTHERS = {FIRST + 1: Lane.PEOPLE, FIRST + 2: Lane.ANSWERS, FIRST + 3: Lane.BROADCASTS}
MANY = 800


async def _within_a_second(made: Post) -> list[int]:
    """How many of the others have got their letter after a second."""
    end = made.clock.seconds + 1
    while made.clock.seconds < end and not all(made.got(chat) for chat in OTHERS):
        await made.step()
    return [made.got(chat) for chat in OTHERS]


@pytest.mark.parametrize("lane", [Lane.ANSWERS, Lane.PEOPLE, Lane.EDITS, Lane.BROADCASTS])
async def test_a_chat_stopped_for_an_hour_delays_no_other(database: Database, lane: Lane) -> None:
    async with post(database, chats=4) as made:
        made.delivery._limiter.stop_chat(FIRST, 3600)
        await made.puts(FIRST, lane=lane, count=MANY)
        await made.step()
        for chat, other in OTHERS.items():
            await made.puts(chat, lane=other)
        assert (await _within_a_second(made), made.got(FIRST)) == ([1, 1, 1], 0)
        assert await _find_due_times(database) == [NOW + timedelta(hours=1)]


async def _find_due_times(database: Database) -> list[object]:
    """When what waits is due, to the minute."""
    async with database.sessions() as session:
        found = await session.scalars(text("select distinct date_trunc('minute', due_at + '1 s') from job_keys"))
        return list(found)


async def test_a_group_with_a_thousand_letters_delays_no_receipt_and_gets_its_own_in_turn(database: Database) -> None:
    async with post(database, chats=4) as made:
        group = perform_action(made.world, "group", {"person": FIRST, "title": "Hall"})["id"]
        row = await add(database, Person(telegram_id=group, role=Role.INTAKE_GROUP, name="Hall", created_at=NOW))
        made.people[group] = row.id
        await made.puts(group, lane=Lane.ANSWERS, count=1000)
        before = made.world.chats[group].last_id
        for _ in range(3):
            await made.step()
        for chat in OTHERS:
            await made.puts(chat, lane=Lane.PEOPLE)
        assert await _within_a_second(made) == [1, 1, 1]
        assert len(made.delivery._held) < 10
        for _ in range(20):
            await made.step()
            made.clock.seconds += 3 - SLICE
        assert 15 <= made.world.chats[group].last_id - before <= 21
        assert made.world.limits.refused == 0


async def test_a_chat_whose_calls_hang_has_a_few_places_and_others_get_theirs(database: Database) -> None:
    """Telegram takes as many letters of a chat as its rate allows, and answers none of them."""
    async with post(database, chats=4) as made:
        made.world.faults.add_fault({"method": "sendMessage", "chat_id": FIRST, "delay": 60, "times": None})
        await made.puts(FIRST, lane=Lane.ANSWERS, count=60)
        for _ in range(40):
            await made.delivery._take()
            made.clock.seconds += 1
        assert len(made.delivery._under_way) == MOST_OF_RECEIVER
        assert made.delivery._pause(0) > 0.1
        for chat in OTHERS:
            await made.puts(chat, lane=Lane.PEOPLE)
        await made.delivery._take()
        assert len(made.delivery._under_way) == MOST_OF_RECEIVER + len(OTHERS)
        await asyncio.sleep(0)  # they begin
        await made.delivery._cancel()


@pytest.mark.parametrize(
    ("key", "receiver"), [("7", "7"), ("7:12", "7"), ("7:words", "7"), ("mailing:7", "7"), ("words", "words")]
)
async def test_of_whom_a_key_is(database: Database, key: str, receiver: str) -> None:
    async with database.sessions() as session:
        asked = text("select job_key_share('to_telegram', :key), job_key_share('to_webhooks', '12:7')")
        assert tuple((await session.execute(asked, {"key": key})).one()) == (receiver, "12")
    assert keys.get_receiver(key) == receiver


POISONS = {
    "no JSON": b"{",
    "deep": b"[" * 100_000,
    "a list": b"[]",
    "no type": b"{}",
    "an unknown type": b'{"type": "nothing"}',
    "without its fields": b'{"type": "relay", "edit": true}',
    "a strange view": b'{"type": "show", "only_edit": true, "view": [1]}',
}


@pytest.mark.parametrize(
    ("payload", "lane"),
    [*((one, Lane.ANSWERS) for one in POISONS.values()), (POISONS["no JSON"], Lane.MAILINGS)],
    ids=[*POISONS, "an announcement"],
)
async def test_a_letter_that_cannot_be_read_stops_no_other_and_is_named(
    database: Database, payload: bytes, lane: Lane
) -> None:
    """The limit of the chat leaves one turn, so that it is held first: there its words are looked at, too."""
    async with post(database, chats=2) as made:
        made.delivery._limiter.take(FIRST)
        made.delivery._limiter.take(FIRST)
        async with database.unit_of_work() as session:
            person = made.people[FIRST]
            put_job(session, NewJob(Box.TO_TELEGRAM, f"{person}", payload, NOW, lane=lane, slot="x", person_id=person))
        await made.puts(FIRST + 1, lane=Lane.BROADCASTS)
        for _ in range(3):
            await made.step()
        assert made.got(FIRST + 1) == 1
        for _ in range(25):
            await execute(database, "update jobs set due_at = :now where state = 'waiting'", now=NOW)
            await execute(database, "update job_keys set due_at = :now", now=NOW)
            made.clock.seconds += 1
            await made.step()
        async with database.reading() as session:
            assert f"P{FIRST}" in [row.name for row in await failed_jobs.list_failed(session)]
