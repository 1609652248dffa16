"""Whatever Todoist answers, and whatever a job of the desk holds, the mirror waits and goes on."""

from typing import Any

import pytest

from db import queue
from db.models import Box
from db.unit_of_work import NewJob
from desk.operations import failed_jobs
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


@pytest.mark.parametrize("payload", [b"{", b"[" * 100_000, b"[]", b"{}", b'{"do": "nothing"}'], ids=lambda one: one[:9])
async def test_a_job_that_cannot_be_read_stops_no_other_and_is_named(table: Table, payload: bytes) -> None:
    rita, *_ = await cast(table)
    async with table.database.unit_of_work() as session:
        queue.put_job(session, NewJob(Box.TO_TODOIST, "ticket:0", payload, table.now))
    number = await table.files(rita, PRINTER)
    await table.settle()
    assert (await table.task(number))["content"].startswith(f"#{number} ")
    for _ in range(25):
        table.later(minutes=6)
        await table.mirror.run_round(read=True)
    async with table.database.reading() as session:
        assert [row.box for row in await failed_jobs.list_failed(session)] == [Box.TO_TODOIST]
