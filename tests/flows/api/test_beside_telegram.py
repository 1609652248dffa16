"""Somebody whom a system brought, while the team works in Telegram, and after they came there themselves."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import Client, api_at, joins, token_of
from tests.flows.phone import Phone
from tests.flows.stage import Stage

pytestmark = [pytest.mark.sentence("Systems and the API")]


@pytest_asyncio.fixture
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent and a requester, and a shop that reads what happens."""
    begins = (cast.rita, cast.olga)
    async with api_at(database, *begins) as (stage, http):
        yield stage, Client(http, await token_of(stage.vera, "Shop", Scope.EVENTS))


async def comes(rita: Phone, client: Client, external_id: str = "u-1", **context: str) -> None:
    """Rita opens a link of that system's and says that it is she."""
    link = await client.asks("POST", f"/persons/{external_id}/link", {"context": context})
    await joins(rita, link)


async def test_what_would_be_read_where_its_system_sees_nothing_is_not_taken(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita, olga = stage.rita, stage.olga
    bank = client.by(await token_of(stage.vera, "Bank", Scope.EVENTS))
    parcel = (await client.opens("The parcel is late"))["number"]
    loan = (await bank.opens("The loan is late", "b-1"))["number"]
    await comes(rita, client)
    await comes(rita, bank, "b-1")
    await olga.writes(f"/merge {loan} into {parcel}")
    refused = await bank.asks("POST", f"/tickets/{loan}/messages", {"text": "My account is 40817"})
    assert (bank.status, refused["type"]) == (409, "/api/docs#is-merged")
    form: Any = {"files": [("files", ("a.txt", b"My account is 40817", "text/plain"))]}
    headers = {"authorization": f"Bearer {bank.token}"}
    assert (await bank.http.post(f"/api/v1/tickets/{loan}/files", headers=headers, **form)).status_code == 409
    assert "40817" not in str(await client.asks("GET", f"/tickets/{parcel}"))
    await client.asks("POST", f"/tickets/{parcel}/messages", {"text": "The third parcel"})
    assert client.status == 201
    again = (await client.opens("Where is it now?"))["number"]
    await stage.settle()
    await olga.writes(f"/merge {again} into {parcel}")
    said = await client.asks("POST", f"/tickets/{again}/messages", {"text": "Still nothing"})
    assert [one["text"] for one in said["messages"]][-1] == "Still nothing"
