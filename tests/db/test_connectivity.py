"""What counts as "the database is away" and what as a mistake of a statement."""

import asyncio
import time
from datetime import UTC, datetime

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from db import driver, migrate
from db.connectivity import is_away, is_locked_or_slow, is_row_locked, is_unavailable, retry_while_unavailable
from db.database import Database, listen_for_jobs
from ops.queue_metrics import collect_queue_metrics
from tests.holding import held


async def _fails(database: Database, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as raised:
        async with database.unit_of_work() as session:
            await session.execute(text(statement))
    return raised.value


async def test_a_server_that_ends_the_connection_is_away(database: Database) -> None:
    error = await _fails(database, "select pg_terminate_backend(pg_backend_pid())")
    assert is_unavailable(error)
    assert is_away(error)


@pytest.mark.parametrize("statement", ["select 1 / 0", "select * from nothing_of_that_name", "select 'a'::int"])
async def test_a_wrong_statement_is_no_reason_to_repeat_it(database: Database, statement: str) -> None:
    assert not is_unavailable(await _fails(database, statement))


async def test_what_was_given_up_for_another_transaction_is_worth_another_try(database: Database) -> None:
    error = await _fails(database, "do $$ begin raise sqlstate '40P01'; end $$")
    assert is_unavailable(error)
    assert is_row_locked(error)
    assert not is_away(error)


async def test_a_row_that_another_holds_does_not_mean_that_the_database_is_away(database: Database) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("insert into desk (id) values (1)"))
    async with held(database, "desk"):
        error = await _fails(database, "update desk set settings_version = settings_version")
    assert is_row_locked(error)
    assert not is_away(error)


async def test_what_took_longer_than_the_role_may_is_worth_another_try(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised:
        async with database.unit_of_work() as session:
            await session.execute(text("set local statement_timeout = '5ms'"))
            await session.execute(text("select pg_sleep(30)"))
    assert is_unavailable(raised.value)
    assert is_locked_or_slow(raised.value)
    assert not is_away(raised.value)


async def test_a_server_that_dies_while_one_connects_is_away() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as dying:
        port = dying.sockets[0].getsockname()[1]
        with pytest.raises(asyncpg.PostgresConnectionError) as raised:
            await asyncpg.connect(f"postgresql://one@127.0.0.1:{port}/none", ssl=False)
    assert is_away(raised.value)


async def test_a_connection_that_ended_while_it_is_set_up_is_away(emptied_url: str) -> None:
    """SQLAlchemy sets up codecs as it connects, and wraps nothing of what the driver says to that."""
    connection = await driver.open_connection(emptied_url)
    await connection.close()
    with pytest.raises(asyncpg.InterfaceError) as raised:
        await connection.set_type_codec("json", schema="pg_catalog", encoder=str, decoder=str, format="text")
    assert is_away(raised.value)


async def test_a_connection_that_ended_before_it_listens_is_away(database: Database) -> None:
    """LISTEN goes to the driver itself: nothing wraps what it says."""
    async with database.engine.connect() as connection:
        pid = (await connection.execute(text("select pg_backend_pid()"))).scalar_one()
        await connection.commit()
        async with database.unit_of_work() as session:
            await session.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        with pytest.raises((SQLAlchemyError, OSError)) as raised:
            await listen_for_jobs(connection, database.job_signal)
    assert is_unavailable(raised.value)


@pytest.mark.parametrize(
    "ended",
    [
        asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.InterfaceError("the underlying connection is closed"),
        ConnectionResetError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_however_the_driver_says_so_who_cannot_listen_hears_that_the_database_is_away(
    database: Database, ended: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is what it says between a server's last words and the end of the connection."""

    async def add_listener(*_: object) -> None:
        raise ended

    monkeypatch.setattr(asyncpg.Connection, "add_listener", add_listener)
    async with database.engine.connect() as connection:
        with pytest.raises((SQLAlchemyError, OSError)) as raised:
            await listen_for_jobs(connection, database.job_signal)
    assert is_unavailable(raised.value)


async def test_no_connection_to_be_had_is_away() -> None:
    assert is_unavailable(ConnectionRefusedError())
    assert is_unavailable(TimeoutError())
    assert is_unavailable(NoConnectionError("no room in the pool"))
    assert is_unavailable(InterfaceError("", None, Exception("connection is closed")))
    assert not is_unavailable(ValueError())


async def test_what_ended_with_its_connection_is_worth_another_try_whatever_it_says() -> None:
    assert is_unavailable(DBAPIError("", None, Exception("of no state"), connection_invalidated=True))
    assert not is_unavailable(DBAPIError("", None, Exception("of no state")))


async def test_what_the_database_left_in_the_middle_is_begun_anew(database: Database) -> None:
    tries = []

    async def work() -> int:
        tries.append(len(tries))
        async with database.unit_of_work() as session:
            if len(tries) == 1:
                await session.execute(text("select pg_terminate_backend(pg_backend_pid())"))
            return (await session.execute(text("select 42"))).scalar_one()

    assert await retry_while_unavailable(work, asyncio.Event()) == 42
    assert tries == [0, 1]


async def test_a_mistake_is_not_begun_anew(database: Database) -> None:
    async def work() -> None:
        async with database.unit_of_work() as session:
            await session.execute(text("select 1 / 0"))

    with pytest.raises(DBAPIError):
        await retry_while_unavailable(work, asyncio.Event())


async def test_told_to_stop_nothing_is_begun() -> None:
    stop = asyncio.Event()
    stop.set()
    assert await retry_while_unavailable(_never, stop) is None


async def _never() -> None:
    raise AssertionError("begun")


async def test_a_server_without_room_is_not_ready_for_a_minute(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = await _fails(database, "do $$ begin raise exception 'no space left' using errcode = '53100'; end $$")
    assert is_unavailable(error)
    assert await migrate.describe_trouble(database.engine) == "full"
    metrics = {one.name: one.samples for one in await collect_queue_metrics(database, datetime.now(UTC))}
    assert metrics["pulldesk_database_full"][0].value == 1
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert await migrate.describe_trouble(database.engine) is None
    database.engine.get_execution_options()["full"].clear()
