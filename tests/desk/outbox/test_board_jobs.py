"""When a card that changed here needs a job: where the board that the desk has now shows none of it yet."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import BoardCard, DeskRow
from desk.outbox import board_jobs
from tests.desk.stage import Someone, Stage


@pytest.mark.parametrize(
    ("card", "jobs", "is_dirty"),
    [({}, 0, True), ({"project_id": "before"}, 1, True), ({"gone": "deleted"}, 1, False)],
)
async def test_only_a_card_on_this_board_is_compared_without_a_job(
    stage: Stage, rita: Someone, card: dict[str, Any], jobs: int, is_dirty: bool
) -> None:
    ticket = await stage.ticket(await stage.files(rita, "The lamp flickers"))
    before = len(await stage.board_jobs())
    async with stage.database.unit_of_work() as session:
        await session.merge(DeskRow(id=1, project_id="P"))
        shown = {"project_id": "P", "task_id": "t", "dirty": False} | card
        session.add(BoardCard(ticket_id=ticket.id, created_at=stage.now, **shown))
    await stage.does(rita, lambda desk: board_jobs.request_compare(desk, ticket.id))
    assert [job["do"] for job in (await stage.board_jobs())[before:]] == ["card"] * jobs
    async with stage.database.reading() as session:
        assert await session.scalar(select(BoardCard.dirty)) is is_dirty
