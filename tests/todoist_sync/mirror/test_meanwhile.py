"""What happens while a round is under way: another hint, another writer, a project that is full."""

import pytest

from db.locks import LeaderLock
from db.models import BoardCommand
from tests.desk.cast import PRINTER, cast
from tests.todoist_sync.table import Table
from todoist_sync import hints
from todoist_sync.cards import store
from todoist_sync.mirror.loop import SeatLostError

pytestmark = pytest.mark.broad


async def _hint(table: Table) -> bool:
    """A webhook comes; whether it leaves a hint of its own."""
    async with table.database.unit_of_work() as session:
        return await hints.put(session, now=table.now)


async def test_a_hint_that_comes_while_the_board_is_read_is_there_for_the_next_reading(table: Table) -> None:
    """What it tells of may have happened after the answer was made."""
    await table.settle()
    assert await _hint(table)
    left = []

    async def comes() -> None:
        left.append(await _hint(table))

    table.client.on_answer = comes
    await table.mirror.round()
    assert left[0]
    async with table.database.unit_of_work() as session:
        assert await hints.waits(session)


async def test_a_mirror_asks_for_its_seat_before_it_believes_an_answer(table: Table) -> None:
    seat = LeaderLock(table.database.engine, "todoist")
    await table.mirror._mirror(seat)  # ends at once: nobody holds it
    with pytest.raises(SeatLostError):
        await table.client.on_answer()
    assert await seat.try_win()
    await table.client.on_answer()
    await seat.resign()


async def test_a_project_that_was_full_is_tried_with_one_task(table: Table) -> None:
    mirror = table.mirror
    assert mirror._room(7) == 7
    mirror._full_until = table.now + store.REST
    assert mirror._room(7) == 0
    table.later(seconds=store.REST.total_seconds())
    assert [mirror._room(7), mirror._room(7)] == [1, 7]


async def test_a_change_that_was_not_sent_is_weighed_against_the_board_before_it_is(table: Table) -> None:
    """Planned before a restart, it would undo what somebody has changed there since."""
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    task = await table.task(number)
    ticket = (await table.ticket(number)).id
    table.later(minutes=5)
    await table.on_board("task/update", number, by=board, content=f"#{number} Scanner", quietly=True)
    async with table.database.unit_of_work() as session:
        given = {"uuid": "u", "project_id": task["project_id"], "ticket_id": ticket, "created_at": table.now, "part": 0}
        session.add(BoardCommand(kind="item_update", args={"id": task["id"], "content": task["content"]}, **given))
    table.restart()
    await table.settle()
    assert ((await table.task(number))["content"], (await table.ticket(number)).subject) == (
        f"#{number} Scanner", "Scanner"
    )  # fmt: skip
