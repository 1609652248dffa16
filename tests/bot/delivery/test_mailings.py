"""A mailing on its way: killed before Telegram was asked, to thousands, beside an answer to somebody."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import text

from db import queue
from db.database import Database
from db.models import Lane
from desk import DeskSettings
from desk.announcements import delivery
from tests.bot.delivery.test_outbox_worker_limits import NOW, Post, post
from tests.sql import execute, scalar

_BEGUN = text("""
with made as (insert into mailings (author_id, text, state, created_at, started_at, next_at)
  values (:author, 'The hall opens at 10.', 'sending', :now, :now, :now) returning id)
insert into mailing_receivers (mailing_id, person_id) select made.id, unnest(cast(:people as bigint[])) from made
returning mailing_id
""")
_CROWD = text("""
insert into people (telegram_id, name, role, started_at, created_at)
select 700000000 + n, 'Crowd ' || n, 'requester', :now, :now from generate_series(1, 2999) n returning id
""")


async def begun(made: Post, people: Iterable[int]) -> int:
    """The id of a mailing that goes to these."""
    given = {"author": next(iter(made.people.values())), "people": list(people), "now": NOW}
    async with made.database.unit_of_work() as session:
        return (await session.execute(_BEGUN, given)).scalars().first() or 0


async def goes_on(made: Post, mailing: int) -> None:
    """The clock's look at it, a second later than the one before."""
    async with made.database.unit_of_work() as session:
        await session.execute(text("update mailings set next_at = :now where next_at is not null"), {"now": NOW})
        await delivery.send_due(session, mailing, NOW, DeskSettings())


async def test_who_was_not_asked_for_yet_is_written_to_after_a_kill(database: Database) -> None:
    async with post(database, chats=3) as made:
        await goes_on(made, await begun(made, made.people.values()))
        async with database.engine.connect() as connection:
            await connection.execute(text("lock table mailings in access exclusive mode"))
            killed = asyncio.create_task(made.delivery.run_once())
            while not await _waits_for_a_lock(made):
                await asyncio.sleep(0.01)
            killed.cancel()
            with suppress(asyncio.CancelledError):
                await killed
            await connection.rollback()
        await made.worker_lock.release()
        await made.worker_lock.acquire()
        async with made.database.unit_of_work() as session:
            await queue.free_dead(session)
        while await made.waiting():
            await made.step()
        assert [made.got(chat) for chat in made.people] == [1, 1, 1]


async def _waits_for_a_lock(made: Post) -> bool:
    waits = text("select exists (select from pg_locks where not granted and locktype = 'relation')")
    return bool(await scalar(made, waits))


async def test_to_three_thousand_an_answer_goes_first_and_no_limit_is_met(database: Database) -> None:
    async with post(database, chats=6) as made:
        *few, rita = made.people
        async with database.unit_of_work() as session:
            crowd = list(await session.scalars(_CROWD, {"now": NOW}))
        mailing = await begun(made, [*(made.people[chat] for chat in few), *crowd[: 3000 - len(few)]])
        for second in range(2):
            await goes_on(made, mailing)
            assert await made.waiting() <= 20 * (second + 1)
            while made.clock.seconds < second + 1:
                await made.step()
        assert await made.waiting() <= 20
        await goes_on(made, mailing)
        await made.puts(rita, lane=Lane.ANSWERS)
        asked = made.clock.seconds
        while not made.got(rita):
            await made.step()
        assert made.clock.seconds - asked < 0.1
        assert made.world.limits.refused == 0
        async with database.sessions() as session:
            posted = text("select count(posted_at), count(*) from mailing_receivers")
            assert tuple((await session.execute(posted)).one()) == (60, 3000)


async def test_what_became_of_each_is_known_before_it_counts_as_sent(database: Database) -> None:
    async with post(database, chats=5) as made:
        mailing = await begun(made, made.people.values())
        await goes_on(made, mailing)
        outcomes = ["done", "done", "done", "done", "buried"]
        reasons = [None, "it may have come", "not reachable", "not for this reader any more", "Bad Request"]
        for person, state, why in zip(sorted(made.people.values())[:4], outcomes, reasons, strict=False):
            settled = text("update jobs set state = :state, error = :why where person_id = :person")
            await execute(database, settled, state=state, why=why, person=person)
        await goes_on(made, mailing)
        assert await _became(made) == ("sending", ["sent", "unknown", "refused", "passed", None])
        await execute(database, "update jobs set state = 'buried', error = 'no' where state = 'waiting'")
        await goes_on(made, mailing)
        assert await _became(made) == ("sent", ["sent", "unknown", "refused", "passed", "failed"])


async def _became(made: Post) -> tuple[str, list[str | None]]:
    async with made.database.sessions() as session:
        state = await session.scalar(text("select state from mailings"))
        outcomes = await session.scalars(text("select outcome from mailing_receivers order by person_id"))
        return str(state), list(outcomes)
