"""The simulated services that the contract is tried on."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.contract.telegram_service import Telegram, telegram_service
from tests.contract.todoist_service import Receiver, Todoist, receiver, todoist


@pytest_asyncio.fixture
async def tg() -> AsyncIterator[Telegram]:
    """A simulated Telegram over HTTP."""
    async with telegram_service() as service:
        yield service


@pytest_asyncio.fixture
async def board() -> AsyncIterator[Todoist]:
    """A simulated Todoist over HTTP."""
    async with todoist() as service:
        yield service


@pytest_asyncio.fixture
async def hooks() -> AsyncIterator[Receiver]:
    """Somebody who takes its webhooks."""
    async with receiver() as taker:
        yield taker
