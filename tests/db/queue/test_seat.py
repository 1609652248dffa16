"""A worker's seat that the database lost: it has no number any more, and so claims nothing, until it has a new one."""

import pytest
from sqlalchemy import text

from db import queue
from db.database import Database
from db.locks import WorkerLock

pytestmark = pytest.mark.broad

_LOSES = text("""
select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory' and classid = :c and objid = :n
""")


async def test_a_lost_seat_has_no_number_until_it_is_taken_anew(database: Database) -> None:
    seat = WorkerLock(database.engine)
    number = await seat.take()
    assert (await seat.held(), seat.number) == (True, number)
    async with database.each_alone() as asking:
        await asking.execute(_LOSES, {"c": queue.LOCK_CLASS, "n": number})
    assert (await seat.held(), seat.number) == (False, 0)
    assert await seat.take() == seat.number > number
    await seat.leave()
