"""A desk with a group, and a person there who has never started the bot."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from db.database import Database
from tests.flows.group import GroupChat, make_group
from tests.flows.phone import Phone
from tests.flows.stage import Stage, staged


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk without a board."""
    async with staged(database, board=False, requests__intake_quiet=timedelta()) as made:
        yield made


@pytest_asyncio.fixture
async def group(stage: Stage) -> GroupChat:
    """An allowed group."""
    return await make_group(stage)


@pytest_asyncio.fixture
async def nina(stage: Stage) -> Phone:
    """A person who has never started the bot."""
    return await stage.phone("Nina")
