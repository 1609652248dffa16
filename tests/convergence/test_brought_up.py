"""What days of chaos brought up, each told once and small."""

from tests.desk.cast import PRINTER, cast
from tests.todoist.table import Table, commands_of


async def test_a_task_renamed_before_its_id_was_known_is_still_ours(table: Table) -> None:
    anna, *_ = await cast(table)
    board = await table.at_board("Somebody")
    number = await table.files(anna, PRINTER)
    table.wire.after = commands_of
    await table.fails()
    [task] = (await table.state())["tasks"]
    table.later(seconds=5)
    await table.board.do("task/update", **{"as": board}, id=task["id"], content="Scanner, hall 2")
    await table.board.do("comment/add", **{"as": board}, task_id=task["id"], content="which hall is it")
    table.wire.after = lambda _: False
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    assert (await table.task(number))["content"] == f"#{number} Scanner, hall 2"
    assert [entry.body for entry in await table.entries(number)][-1] == "which hall is it"
