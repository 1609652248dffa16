"""What is under way: not sent again when the worker lock is lost, and never what others wait for."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.api.failures import ALONE_TRIES
from bot.api.reach import ALONE_IN_A_ROW, ALONE_SECONDS
from db.database import Database
from db.models import Lane
from desk.outbox import Say, Show
from tests.bot.delivery.test_mailings import begun, goes_on
from tests.bot.delivery.test_outbox_worker_limits import post
from tests.failing import AWAY, failing
from tests.sql import execute, fetch, scalar
from tests.statements import noted


async def test_a_list_that_takes_long_to_read_delays_nobody_else(database: Database) -> None:
    async with post(database, chats=2) as made:
        vera, rita = made.people
        await execute(database, "update people set role = 'admin' where telegram_id = :t", t=vera)
        await made.letter(vera, Show("staff", slot="staff", fresh=True), ticket=1)
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


async def test_a_list_under_way_does_not_begin_again_when_others_could_not_begin(database: Database) -> None:
    """The database goes away between the two: what is begun goes on, the rest is tried again."""
    async with post(database, chats=2) as made:
        vera, rita = made.people
        await execute(database, "update people set role = 'admin' where telegram_id = :t", t=vera)
        await made.letter(vera, Show("staff", slot="staff", fresh=True), ticket=1)
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


async def test_a_mailing_that_could_not_begin_begins_when_the_database_is_back(database: Database) -> None:
    async with post(database, chats=2) as made:
        await goes_on(made, await begun(made, made.people.values()))
        async with failing(database, [AWAY], on="update", when="new.started_at is not null"):
            with pytest.raises(DBAPIError):
                await made.delivery.run_once()
        for _ in range(200):
            await made.step()
        assert [made.got(chat) for chat in made.people] == [1, 1]


async def test_a_letter_takes_two_statements(database: Database) -> None:
    async with post(database, chats=1) as made:
        (rita,) = made.people
        for _ in range(2):  # the first reads the settings
            await made.letter(rita, Say("help-requester"), ticket=None)
            with noted() as asked:
                await made.delivery.run_once()
        assert made.got(rita) == 2
        assert len(set(asked)) == 2, asked


async def test_what_is_held_had_no_try_and_one_before_is_counted_once(database: Database) -> None:
    """A claim begins letters; those whose chat has no turn were not begun after all."""
    async with post(database, chats=1) as made:
        (rita,) = made.people
        made.delivery._limiter.stop_chat(rita, 9)
        await made.puts(rita, lane=Lane.PEOPLE, count=2)
        await execute(database, "update jobs set started_at = created_at where ticket_id = 1")
        for _ in range(3):
            await made.delivery.run_once()
        states = text("select started_at is not null, unknown from jobs order by ticket_id")
        assert [tuple(row) for row in await fetch(database, states)] == [(True, 0), (False, 0)]
        made.clock.seconds += 10
        while await made.waiting():
            await made.step()
        assert [row.unknown for row in await fetch(database, states)] == [1, 0]


@pytest.mark.parametrize(
    ("tries", "others", "alone", "state"),
    [
        (ALONE_TRIES, 3, ALONE_IN_A_ROW, "buried"),
        (ALONE_TRIES - ALONE_IN_A_ROW - 1, 3, ALONE_IN_A_ROW, "waiting"),
        (ALONE_TRIES, 3, ALONE_IN_A_ROW - 1, "waiting"),  # the others failed in an outage, which is over
        (ALONE_TRIES, 2, ALONE_IN_A_ROW, "waiting"),  # too few are written to
        (ALONE_TRIES, -3, ALONE_IN_A_ROW, "waiting"),  # one of the others gets the same page
    ],
)
async def test_a_letter_alone_in_getting_a_page_holds_nothing_behind_it_for_ever(
    database: Database, tries: int, others: int, alone: int, state: str
) -> None:
    blocked = set[int]()

    @web.middleware
    async def proxy(request: web.Request, handler: Handler) -> web.StreamResponse:
        said = await request.json() if request.can_read_body else {}
        return web.Response(text="<html>Blocked</html>") if said.get("chat_id") in blocked else await handler(request)

    async with post(database, chats=4, between=[proxy]) as made:
        rita, *rest = made.people
        made.clock.seconds += ALONE_SECONDS + 1
        blocked |= {rita, *rest[: 1 if others < 0 else 0]}
        await made.letter(rita, Say("help-requester"), ticket=1)
        await made.letter(rita, Say("help-requester"), ticket=1)
        await execute(database, "update jobs set attempts = :n where ticket_id = 1", n=tries)
        for n in range(alone + 1):
            made.clock.seconds += 2  # a message a second for each chat
            for one in rest[: abs(others)] if n else ():
                await made.puts(one, lane=Lane.PEOPLE)
                await made.step()
            async with database.unit_of_work() as session:
                for table in ("jobs", "job_keys"):  # the pauses are over
                    await session.execute(text(f"update {table} set due_at = (select min(created_at) from jobs)"))  # noqa: S608
            await made.step()
        first = text("select state from jobs where person_id = :p order by id limit 1")
        assert await scalar(database, first, p=made.people[rita]) == state
        blocked.clear()
        for _ in range(9):
            await made.step()
        assert made.got(rita) == (1 if state == "buried" else 0), "what is behind it arrives"
