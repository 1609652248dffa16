"""The board and the desk, mirrored over HTTP: every way a change can take."""

import pytest

from db.models import Status
from tests.desk.cast import PRINTER, cast
from tests.todoist_sync.table import Table

pytestmark = pytest.mark.broad


async def test_the_brake_holds_what_is_too_much(table: Table) -> None:
    rita, *_, vera = await cast(table)
    numbers = [await table.files(await table.person(f"P{i}"), f"{PRINTER} {i}") for i in range(8)]
    await table.settle()
    for number in numbers:
        await table.on_board("task/delete", number, by=table.account, quietly=True)
    await table.settle()
    assert {(await table.ticket(number)).status for number in numbers} == {Status.NEW}
    told = [x.get("key") for x in await table.letters(vera)]
    assert (told.count("task-gone"), told.count("brake-vanish")) == (5, 1)
    assert rita


async def test_a_deleted_project_closes_nothing(table: Table) -> None:
    rita, *_, vera = await cast(table)
    number = await table.files(rita, PRINTER)
    await table.settle()
    await table.board.do("project/delete", **{"as": table.account, "id": await table.project_id()})
    table.later(minutes=1)
    for _ in range(3):
        await table.mirror.run_once()
    assert (await table.ticket(number)).status is Status.NEW
    assert [x.get("key") for x in await table.letters(vera)].count("board-trouble-project") == 1
