"""What is under way when the seat is lost: an answer that this process holds is not sent again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from db import queue
from db.session import Database
from db.words import Lane
from tests.bot.test_delivery_limits import FIRST, Post, post

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
