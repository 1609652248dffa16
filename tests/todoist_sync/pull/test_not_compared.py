"""A change of a ticket that cannot be compared with the board: tried again, given up where people see it."""

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import BoardCard, BoardCommand, Box, DeskRow, Job, JobState
from db.queue import maintenance
from tests.failing import BROKEN, failing
from tests.sql import scalars
from tests.todoist_sync.rows import NOW, ROUND, Rows
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.mirror import desk_jobs
from todoist_sync.pull.reader import Pull

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _all(rows: Rows, kind: type) -> list:
    return await scalars(rows, select(kind).order_by(kind.id))


async def test_a_plan_that_was_dropped_and_cannot_be_made_anew_stands_among_what_failed(database: Database) -> None:
    """After five tries; tried again by an admin, the ticket is compared, and the board hears of it after all."""
    rows = Rows(database)
    await rows.add(DeskRow(id=1, project_id="P"))
    ticket = await rows.ticket(1, await rows.person(telegram_id=5), subject="Scanner")
    card = await rows.card(ticket, 1, "t1", dirty=True)
    await rows.command("item_update", {"id": "t1", "content": "#1 Scanner"}, ticket_id=ticket)
    client = Todoist("token", "http://127.0.0.1:1", RequestBudget(lambda: NOW))
    pull = Pull(database, client)
    async with failing(database, [BROKEN] * 5, table="board_cards", on="update", when="not new.dirty"):
        for tries in range(1, 6):
            assert not await _all(rows, Job), tries
            await pull.replan_changed(ROUND, unsent=True)
        assert await _all(rows, BoardCommand) == []
        assert pull.get_uncompared_cards() == []
    (job,) = await _all(rows, Job)
    assert (job.box, job.state, job.ticket_id) == (Box.TO_TODOIST.value, JobState.BURIED, ticket)
    assert job.error
    await rows.does(maintenance.retry_buried, job.id, now=NOW)
    await desk_jobs.stage_jobs(database, ROUND)
    await pull.replan_changed(ROUND, unsent=True)
    (made,) = await _all(rows, BoardCommand)
    assert made.args["content"].endswith("Scanner")
    assert not (await rows.get(BoardCard, card)).dirty
    await client.aclose()
