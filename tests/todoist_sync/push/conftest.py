"""What tests of sending may ask for."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from db.models import BoardState
from tests.todoist_sync.push.sending import Sending
from tests.todoist_sync.rows import NOW


@pytest_asyncio.fixture
async def sending(database: Database) -> AsyncIterator[Sending]:
    made = Sending(database)
    await made.add(BoardState(project_id="P", account_id="me", sync_token="since", adopted_at=NOW))
    yield made
    await made.client.aclose()


@pytest.fixture
async def rita(sending: Sending) -> int:
    return await sending.person(telegram_id=5)
