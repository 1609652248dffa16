"""What is under way: not sent again when the seat is lost, and never what others wait for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import queue
from db.database import Database
from db.models import Lane
from desk.outbox import Show, View
from tests.bot.delivery.test_mailings import begun, goes_on
from tests.bot.delivery.test_outbox_worker_limits import FIRST, Post, post
from tests.failing import AWAY, failing

_HELD = text("select count(*) from job_keys where worker = :worker")


@asynccontextmanager
async def _nothing_stored(database: Database) -> AsyncIterator[None]:
    """While this lasts no outcome of a send can be stored; everything else can be done."""
    async with database.engine.connect() as connection:
        await connection.execute(text("lock table messages in share row exclusive mode"))
        yield
        await connection.rollback()


async def _new_seat(made: Post) -> None:
    await made.seat.leave()
    await made.seat.take()
    async with made.database.unit_of_work() as session:
        assert await queue.free_dead(session) == 1


async def _claimed_anew(made: Post) -> None:
    while True:
        async with made.database.sessions() as session:
            held = await session.scalar(_HELD, {"worker": made.seat.number})
        if held:
            return


async def test_what_is_under_way_is_not_sent_again_by_a_new_seat(database: Database) -> None:
    async with post(database, chats=1) as made:
        await made.puts(FIRST, lane=Lane.ANSWERS)
        async with _nothing_stored(database):
            sending = asyncio.create_task(made.delivery.run_once())
            while not made.got(FIRST):
                await asyncio.sleep(0)
            await _new_seat(made)
            again = asyncio.create_task(made.delivery.run_once())
            await _claimed_anew(made)
        await asyncio.gather(sending, again)
        assert (made.got(FIRST), await made.waiting()) == (1, 0)
        async with database.sessions() as session:
            assert await queue.repeats(session) == {}


async def test_a_list_that_takes_long_to_read_delays_nobody_else(database: Database) -> None:
    async with post(database, chats=2) as made:
        vera, rita = made.people
        async with database.unit_of_work() as session:
            await session.execute(text("update people set role = 'admin' where telegram_id = :t"), {"t": vera})
        await made.letter(vera, Show(View.STAFF, slot="staff", fresh=True), ticket=1)
        await made.puts(rita, lane=Lane.PEOPLE)
        async with database.engine.connect() as connection:
            await connection.execute(text("lock table invites in access exclusive mode"))
            delivering = asyncio.create_task(made.delivery.run_once())
            async with asyncio.timeout(20):
                while not made.got(rita):
                    await asyncio.sleep(0)
            assert made.got(vera) == 0
            await connection.rollback()
        await delivering
        assert (made.got(vera), await made.waiting()) == (1, 0)


@pytest.mark.broad
async def test_a_list_under_way_does_not_begin_again_when_others_could_not_begin(database: Database) -> None:
    """The database goes away between the two: what is begun goes on, the rest is tried again."""
    async with post(database, chats=2) as made:
        vera, rita = made.people
        async with database.unit_of_work() as session:
            await session.execute(text("update people set role = 'admin' where telegram_id = :t"), {"t": vera})
        await made.letter(vera, Show(View.STAFF, slot="staff", fresh=True), ticket=1)
        await made.puts(rita, lane=Lane.PEOPLE)
        begins = f"new.started_at is not null and new.person_id = {made.people[rita]}"
        async with database.engine.connect() as connection:
            await connection.execute(text("lock table invites in access exclusive mode"))
            async with failing(database, [AWAY], on="update", when=begins):
                with pytest.raises(DBAPIError):
                    await made.delivery.run_once()
            delivering = asyncio.create_task(made.delivery.run_once())
            async with asyncio.timeout(20):
                while not made.got(rita):
                    await asyncio.sleep(0)
            await connection.rollback()
        await delivering
        assert (made.got(vera), made.got(rita), await made.waiting()) == (1, 1, 0)


@pytest.mark.broad
async def test_a_mailing_that_could_not_begin_begins_when_the_database_is_back(database: Database) -> None:
    async with post(database, chats=2) as made:
        await goes_on(made, await begun(made, made.people.values()))
        async with failing(database, [AWAY], on="update", when="new.started_at is not null"):
            with pytest.raises(DBAPIError):
                await made.delivery.run_once()
        for _ in range(200):
            await made.step()
        assert [made.got(chat) for chat in made.people] == [1, 1]
