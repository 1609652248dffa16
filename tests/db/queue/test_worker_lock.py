"""A worker's lock that the database lost: it has no number any more, and so claims nothing, until it has a new one."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError

from db import queue
from db.database import Database, JobSignal
from db.locks import WorkerLock

_LOSES = text("""
select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory' and classid = :c and objid = :n
""")


_HELD = text("select objid::int from pg_locks where locktype = 'advisory' and classid = :c order by 1")


async def test_a_lost_seat_has_no_number_until_it_is_taken_anew(database: Database) -> None:
    worker_lock = WorkerLock(database.engine)
    number = await worker_lock.acquire()
    assert (await worker_lock.is_held(), worker_lock.number) == (True, number)
    async with database.autocommit() as asking:
        await asking.execute(_LOSES, {"c": queue.LOCK_CLASS, "n": number})
    assert (await worker_lock.is_held(), worker_lock.number) == (False, 0)
    assert await worker_lock.acquire() == worker_lock.number > number
    await worker_lock.release()


async def test_a_seat_that_could_not_be_taken_is_not_held(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks whether it is would go on without a number, and claim nothing for ever."""

    async def add_listener(*_: object) -> None:
        raise asyncpg.InterfaceError("the underlying connection is closed")

    worker_lock = WorkerLock(database.engine, JobSignal())
    with monkeypatch.context() as broken:
        broken.setattr(asyncpg.Connection, "add_listener", add_listener)
        with pytest.raises(InterfaceError):
            await worker_lock.acquire()
    assert (await worker_lock.is_held(), worker_lock.number) == (False, 0)
    assert await _held(database, set()) == set()


async def _held(database: Database, expected: set[int]) -> set[int]:
    """The numbers under whose locks somebody sits, once the server has seen who is gone."""
    found: set[int] = set()
    for _ in range(1000):
        async with database.autocommit() as asking:
            found = set(await asking.scalars(_HELD, {"c": queue.LOCK_CLASS}))
        if found == expected:
            break
    return found
