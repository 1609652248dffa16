"""The price of a request through the API."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.paying import ledger_of
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Payments")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk and a system that may change anybody's requests."""
    async with api_at(database, cast.rita) as (stage, http):
        yield stage, Client(http, await token_of(stage.vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))


async def test_a_system_sets_and_withdraws_a_price(desk: tuple[Stage, Client]) -> None:
    stage, crm = desk
    rita = stage.rita
    number = await files(rita, "The heating is cold in room 12")
    refused = await crm.asks("PATCH", f"/tickets/{number}", {"price": "1500"})
    assert (crm.status, refused["type"]) == (409, "/api/docs#payments-off")
    await stage.vera.writes("/settings payments on")
    await crm.asks("PATCH", f"/tickets/{number}", {"price": "1500.50"})
    assert crm.status == 200
    await stage.settle()
    assert await rita.reads() == text_of("price-asked", number=number, amount="1,500.50\u00a0₽")
    shown = {"amount": "1500.50", "currency": "RUB", "paid": False}
    assert (await crm.asks("GET", f"/tickets/{number}"))["price"] == shown
    assert [one["price"] for one in (await crm.asks("GET", "/tickets"))["items"]] == [shown]
    await crm.asks("PATCH", f"/tickets/{number}", {"price": None})
    assert (await crm.asks("GET", f"/tickets/{number}"))["price"] is None
    assert (crm.status, await ledger_of(stage)) == (200, [("charge", -150050), ("charge", 150050)])
    await crm.asks("PATCH", f"/tickets/{number}", {"price": None})
    assert crm.status == 409
    await crm.asks("PATCH", f"/tickets/{number}", {"price": "many"})
    assert crm.status == 422
