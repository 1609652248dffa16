"""Whatever Todoist answers, the mirror waits and goes on."""

from typing import Any

import pytest

from tests.desk.cast import PRINTER, cast
from tests.todoist_sync.table import Table


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "html": True},
        {"status": 401},
        {"status": 401, "html": True},
        {"status": 403, "html": True},
        {"status": 404},
        {"status": 502, "html": True},
        {"reset": True},
    ],
    ids=str,
)
async def test_after_any_answer_the_board_is_written_again(table: Table, answer: dict[str, Any]) -> None:
    rita, *_ = await cast(table)
    number = await table.files(rita, PRINTER)
    await table.board.do("fault", path="*", times=None, **answer)
    for _ in range(2):
        table.later(minutes=2)
        assert (await table.mirror.run_once(read=True)).total_seconds() > 0
    await table.board.do("fault/clear")
    table.later(minutes=2)
    await table.mirror.run_once(read=True)
    assert table.mirror.trouble is None
    await table.settle()
    assert (await table.task(number))["content"].startswith(f"#{number} ")
