"""These tests start whole desks, fill, end and upgrade them: each may take a quarter of an hour."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from db.embedded.shared_server import EmbeddedServer
from tests.operation.doors import Surroundings, surroundings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each of this folder its time."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.limit(900))


@pytest_asyncio.fixture
async def around(database_url: str) -> AsyncIterator[Surroundings]:
    """Both simulated services, and a database with the newest schema."""
    async with surroundings(database_url) as made:
        yield made


@pytest_asyncio.fixture
async def empty_url(server: EmbeddedServer) -> AsyncIterator[str]:
    """A database in which nothing has been made."""
    from tests.fixtures import ASKED_FOR_PASSWORDS  # not at the top: it is imported by whoever runs tests only

    name = f"{ASKED_FOR_PASSWORDS}{uuid4().hex[:12]}"
    yield await server.create_database(name)
    await server.drop_database(name)
