"""Whose a kept answer is and for how long; and what changes while an operation is on its way."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import update

from db.database import Database
from db.models import Integration
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.stage import Stage, staged

pytestmark = [pytest.mark.sentence("Systems and the API")]


@pytest_asyncio.fixture(loop_scope="session")
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent and a requester, and a shop with its token, which may write to the whole desk."""
    begins = (cast.rita, cast.olga)
    async with staged(database, board=False, begins=begins, web__url=URL) as stage, api_of(stage) as http:
        yield stage, Client(http, await token_of(stage.people["Vera"], "Shop", Scope.ALL_WRITE))


async def test_each_person_asks_as_often_as_a_system_may(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    tokens = [(await client.asks("POST", f"/persons/{who}/token"))["token"] for who in ("u-1", "u-2")]
    async with stage.database.unit_of_work() as session:
        await session.execute(update(Integration).values(per_minute=2))
    for token in tokens:
        chat = client.by(token)
        seen = [await chat.asks("GET", "/tickets") for _ in range(3)]
        assert [one.get("status") for one in seen] == [None, None, 429]
