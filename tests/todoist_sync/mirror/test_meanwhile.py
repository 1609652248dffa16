"""What happens while a round is under way: another hint, another writer, a project that is full."""

import pytest

from db.locks import LeaderLock
from tests.todoist_sync.table import Table
from todoist_sync.mirror.loop import LockLostError

pytestmark = pytest.mark.broad


async def test_a_mirror_asks_for_its_seat_before_it_believes_an_answer(table: Table) -> None:
    seat = LeaderLock(table.database.engine, "todoist")
    await table.mirror._mirror(seat)  # ends at once: nobody holds it
    with pytest.raises(LockLostError):
        await table.client.on_answer()
    assert await seat.try_win()
    await table.client.on_answer()
    await seat.resign()
