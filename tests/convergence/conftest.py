"""One fresh desk with its board for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from db.database import Database
from tests.todoist_sync.table import Table, laid


@pytest_asyncio.fixture
async def table(database: Database) -> AsyncIterator[Table]:
    """The desk, an empty board, nobody at it yet."""
    async with laid(database) as made:
        yield made
