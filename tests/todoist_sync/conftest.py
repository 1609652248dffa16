"""One fresh desk with its board for each test: with people at it, or as rows."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from db.models import BoardState
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import WATERMARK
from tests.todoist_sync.table import Table, laid


@pytest_asyncio.fixture
async def table(database: Database) -> AsyncIterator[Table]:
    """The desk, an empty board, nobody at it yet."""
    async with laid(database) as made:
        yield made


@pytest_asyncio.fixture
async def reading(database: Database) -> AsyncIterator[Reading]:
    """A board that has been read once."""
    made = Reading(database)
    await made.add(BoardState(project_id="P", account_id="me", sync_token="old", adopted_at=WATERMARK, is_shared=True))
    yield made
    await made.client.aclose()


@pytest.fixture
async def rita(reading: Reading) -> int:
    """She asks."""
    return await reading.person(telegram_id=5)
