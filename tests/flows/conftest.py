"""The cast: Rita asks, Olga and Ivan answer, Vera is admin."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone
from tests.flows.stage import Stage, staged


@pytest_asyncio.fixture(loop_scope="session")
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """A desk with its admin, its board (not where a module says `BOARD = False`: three times faster), nobody else."""
    async with staged(database, board=getattr(request.module, "BOARD", True)) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def rita(stage: Stage) -> Phone:
    """A requester who has never met the bot."""
    return await stage.phone("Rita", last_name="Kern")


@pytest_asyncio.fixture(loop_scope="session")
async def olga(stage: Stage) -> Phone:
    """An agent."""
    return await stage.agent("Olga")


@pytest_asyncio.fixture(loop_scope="session")
async def ivan(stage: Stage) -> Phone:
    """Another agent."""
    return await stage.agent("Ivan")
