"""Vera at the panel of a desk."""

from collections.abc import AsyncIterator

import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with an agent and a requester, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        yield stood
