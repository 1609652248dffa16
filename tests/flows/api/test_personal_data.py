"""Integrations read everything about one of their users, and have it erased."""

import json

import pytest
from sqlalchemy import text

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import Client, api_at, token_of

pytestmark = pytest.mark.sentence("Privacy")


async def test_a_user_is_read_and_erased(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        client = Client(http, await token_of(stage.vera, "Shop", Scope.PRIVACY))
        await client.opens("The parcel is late", context={"page": "/orders/7"})
        await stage.settle()
        seen = await client.asks("GET", "/persons/u-1/data")
        assert (client.status, seen["erase_at"]) == (200, None)
        assert seen["data"]["requests"][0]["messages"][0]["text"] == "The parcel is late"
        asked = await client.asks("DELETE", "/persons/u-1/data")
        assert (client.status, asked["erase_at"] is not None) == (202, True)
        assert await client.asks("DELETE", "/persons/u-1/data") == asked
        assert (await client.asks("GET", "/persons/u-1"))["erase_at"] == asked["erase_at"]
        assert "+00:00" not in json.dumps(seen["data"])
        await stage.pass_time(days=7, seconds=1)
        await stage.pass_time(minutes=2)
        await client.asks("GET", "/persons/u-1/data")
        assert client.status == 404
        async with stage.database.unit_of_work() as session:
            left = await session.execute(text("select count(*) from entries where body like '%parcel%'"))
            assert left.scalar_one() == 0
