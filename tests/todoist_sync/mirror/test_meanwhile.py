"""What happens while a round is under way: another hint, another writer, a project that is full."""

import pytest

from db.locks import LeaderLock
from tests.todoist_sync.table import Table
from todoist_sync.mirror.loop import LockLostError


async def test_a_mirror_asks_for_its_seat_before_it_believes_an_answer(table: Table) -> None:
    worker_lock = LeaderLock(table.database.engine, "todoist")
    await table.mirror._mirror(worker_lock)  # ends at once: nobody holds it
    with pytest.raises(LockLostError):
        await table.client.on_answer()
    assert await worker_lock.try_acquire()
    await table.client.on_answer()
    await worker_lock.release()
