"""What keeps the board from working is told once, each trouble by itself, until it is mended."""

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import Role
from tests.sql import execute
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW
from todoist_sync import alerts
from todoist_sync.alerts import BoardProblem


async def _note(reading: Reading, trouble: BoardProblem, project: str = "P") -> bool:
    told: bool = await reading.does(alerts.report_problem_within, trouble, now=NOW, project_id=project)
    return told


@pytest.fixture
async def vera(reading: Reading) -> int:
    return await reading.person("Vera", role=Role.ADMIN, telegram_id=9, started_at=NOW)


async def test_one_trouble_is_not_told_again_for_another(reading: Reading, vera: int) -> None:
    troubles = [BoardProblem.FULL, BoardProblem.OPEN, BoardProblem.FULL, BoardProblem.OPEN]
    assert [await _note(reading, one) for one in troubles] == [True, True, False, False]
    await reading.does(alerts.clear_problem, "P", BoardProblem.OPEN)
    assert [await _note(reading, one) for one in troubles] == [False, True, False, False]


async def test_once_the_board_works_all_is_told_anew_but_what_lasts(reading: Reading, vera: int) -> None:
    """What was wrong before a board had been found stands on a row of its own."""
    await execute(reading, "insert into boards (project_id, account_id, adopted_at) values ('', '', now())")
    for project in ("P", ""):
        assert await _note(reading, BoardProblem.TOKEN, project)
    assert await _note(reading, BoardProblem.FULL)
    await reading.does(alerts.clear_problems, "P", BoardProblem.FULL)
    assert await _said(reading.database) == {"P": "full", "": None}


async def _said(database: Database) -> dict[str, str | None]:
    async with database.reading() as session:
        rows = await session.execute(text("select project_id, trouble from boards"))
        return {row.project_id: row.trouble for row in rows}
