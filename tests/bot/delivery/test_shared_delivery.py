"""Two processes deliver from one outbox: each chat from one of them, in order, at one rate; a killed one leaves no
gap."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from sqlalchemy import text

from db.database import Database
from desk.outbox import Say
from tests.bot.delivery.test_outbox_worker_limits import KEY, Post, make_app, make_delivery, post, serving
from tests.db.waiting import until_somebody_waits
from tests.flows.servers import hang_up
from tests.sql import scalar


@asynccontextmanager
async def two(database: Database, *, chats: int) -> AsyncIterator[tuple[Post, Post]]:
    """Two that deliver for one bot, and know of each other."""
    async with post(database, chats=chats) as first, serving(make_app(first.world, KEY)) as url:
        bot, lock, delivery = await make_delivery(database, first.world, url, first.clock)
        await first.worker_lock.ensure_held()
        yield first, Post(first.clock, first.world, delivery, database, first.people, lock)
        await hang_up(bot)
        await lock.release()


_END_WAITING = text("""
select pg_terminate_backend(pid, 5000) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock'
""")
"""A statement that has been sent would else be done as soon as it gets its lock, also when its process is gone."""


async def _puts(made: Post, numbers: Iterable[int]) -> None:
    for number in numbers:
        for chat in made.people:
            await made.letter(chat, Say("answer-blocked", {"number": number, "name": "R"}), ticket=None)


def _numbers(made: Post, chat: int) -> list[int]:
    """The numbers of a chat's letters, in the order in which they came."""
    texts = [message.body["text"] for message in made.world.chats[chat].messages.values()]
    return [int(words.partition("#")[2].split()[0]) for words in texts if "#" in words]


async def _deliver(*those: Post) -> None:
    while await those[0].waiting():
        await asyncio.gather(*(made.delivery.run_once() for made in those))
        assert those[0].world.limits.refused == 0
        those[0].clock.seconds += 0.05


async def test_each_chat_has_one_of_two_that_keep_one_rate(database: Database) -> None:
    async with two(database, chats=24) as (first, second):
        await _puts(first, range(3))
        await _deliver(first, second)
        assert (72 - 20) / 28 < first.clock.seconds < 3.5
        assert all(_numbers(first, chat) == [0, 1, 2] for chat in first.people)
        chats = [set(made.delivery._limiter._chats) for made in (first, second)]
        assert (len(chats[0]), len(chats[1]), chats[0] & chats[1]) == (12, 12, set())


async def test_the_other_delivers_what_a_killed_one_left(database: Database) -> None:
    async with two(database, chats=12) as (first, second):
        await _puts(first, range(3))
        async with database.engine.connect() as connection:
            await connection.execute(text("lock table messages in exclusive mode"))
            killed = asyncio.create_task(second.delivery.run_once())
            while sum(made.last_id - 1 for made in first.world.chats.values()) < 6:
                await asyncio.sleep(0.01)
            await until_somebody_waits(database)
            killed.cancel()
            await second.delivery._cancel()
            await connection.execute(_END_WAITING)
            await connection.rollback()
        await second.worker_lock.release()
        await first.delivery.run_once()
        assert await first.waiting() == 30
        await first.worker_lock.ensure_held()
        await _deliver(first)
        for chat in first.people:
            assert list(dict.fromkeys(_numbers(first, chat))) == [0, 1, 2]
        doubled = sum(len(_numbers(first, chat)) - 3 for chat in first.people)
        assert doubled == await scalar(database, "select sum(unknown) from jobs") == 6
