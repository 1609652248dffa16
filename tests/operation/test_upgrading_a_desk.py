"""Stop, install, start: an upgrade of a desk that is in use, and `make migrate` beside processes at work."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from db import migrate
from db.database import create_engine
from db.settings import Settings
from migrations.__main__ import main as migrations_main
from tests.operation.doors import VERA, Surroundings, both_at_work

pytestmark = pytest.mark.sentence("6 Names that others rely on")


async def test_a_desk_in_use_goes_on_after_stop_install_start(around: Surroundings) -> None:
    async with both_at_work(around):
        await _says(around, "/new the door of hall A is locked")
        await around.until(lambda: _on_board(around, "hall A"), "the first is on the board")
    await _older(around.database_url)
    await _says(around, "/new the lamp of hall B is dark")  # while nobody is there
    async with both_at_work(around):
        await around.until(lambda: _on_board(around, "hall B"), "the second is on the board")
        beside = Settings(database_url=SecretStr(around.database_url))
        assert "nothing to do" in await migrations_main(beside)
        await _says(around, "/cancel 1")
        await around.until(lambda: _done(around, "hall A"), "the first goes on")
    assert len((await around.todoist.read("state"))["tasks"]) == 2


async def _older(url: str) -> None:
    """The database as a version with other functions left it."""
    engine = create_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("drop function jobs_claim"))
        await connection.execute(text("comment on table alembic_version is 'of another version'"))
    assert not await migrate.is_current(engine)
    await engine.dispose()


async def _says(around: Surroundings, words: str) -> None:
    await around.telegram.do("message", person=VERA, text=words)


async def _on_board(around: Surroundings, words: str) -> bool:
    return any(words in task["content"] for task in (await around.todoist.read("state"))["tasks"])


async def _done(around: Surroundings, words: str) -> bool:
    tasks = (await around.todoist.read("state"))["tasks"]
    return any(words in task["content"] and task["checked"] for task in tasks)
