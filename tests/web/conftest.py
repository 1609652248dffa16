"""A desk and a system that asks its API."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from db.models import Role
from tests.desk.stage import Someone, Stage
from tests.web.api_asked import Asked, asked


@pytest_asyncio.fixture
async def api(database: Database) -> AsyncIterator[Asked]:
    """The system may do everything."""
    stage = Stage(database)
    stage.with_rules(board__enabled=False)
    async with asked(stage) as made:
        yield made


@pytest.fixture
async def olga(api: Asked) -> Someone:
    return await api.stage.person("Olga", Role.AGENT)
