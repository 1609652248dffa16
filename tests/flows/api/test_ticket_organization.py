"""The organization of a request through the API: named by the other system's ids, and only by who may."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.hours import sets
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("For which organization")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with two organizations of a system that may do everything."""
    async with api_at(database, cast.rita) as (stage, http):
        vera = stage.vera
        await vera.writes("/settings organizations on")
        crm = Client(http, await token_of(vera, "Crm", Scope.ORGANIZATIONS, Scope.ALL_READ, Scope.ALL_WRITE))
        for n in (1, 2):
            await crm.asks("PUT", f"/organizations/o-{n}", {"name": f"Client {n}"})
            shop = {"organization": f"o-{n}", "name": f"Shop {n}", "address": "Main street", "equipment": ["Till"]}
            await crm.asks("PUT", f"/outlets/s-{n}", shop)
        yield stage, crm


async def test_the_only_organization_of_a_user_needs_no_name_and_another_is_refused(
    desk: tuple[Stage, Client],
) -> None:
    stage, crm = desk
    await crm.asks("PUT", "/organizations/o-1/members/u-1", {"role": "user"})
    made = await crm.opens("The till is dead")
    assert made["organization"] == {
        "id": 1, "external_id": "o-1", "name": "Client 1", "removed": False, "confirmed": True, "position": "",
        "phone": None,
    }  # fmt: skip
    assert made["outlet"] == {
        "id": 1, "external_id": "s-1", "name": "Shop 1", "address": "Main street", "equipment": ["Till"],
    }  # fmt: skip
    assert (await crm.opens("My own question", organization=None))["organization"] is None
    refused = await crm.asks(
        "POST", "/tickets", {"external_id": "u-1", "text": "The till is dead again", "organization": "o-2"}
    )
    assert (crm.status, refused["type"]) == (409, "/api/docs#organization-not-yours")
    own = crm.by(await token_of(stage.vera, "Shop"))
    seen = await own.opens("Where is my parcel?", "u-9")
    assert (seen["organization"], seen["outlet"]) == (None, None)
    await own.asks("POST", "/tickets", {"external_id": "u-9", "text": "Where is it?", "outlet": "s-1"})
    assert own.status == 409


async def test_a_system_corrects_it_by_its_own_ids(desk: tuple[Stage, Client]) -> None:
    stage, crm = desk
    number = await files(stage.rita, "The heating is cold")
    changed = await crm.asks("PATCH", f"/tickets/{number}", {"organization": "o-1"})
    assert (changed["organization"]["name"], changed["outlet"]["name"]) == ("Client 1", "Shop 1")
    changed = await crm.asks("PATCH", f"/tickets/{number}", {"outlet": "s-2"})
    assert (changed["organization"]["name"], changed["outlet"]["name"]) == ("Client 2", "Shop 2")
    refused = await crm.asks("PATCH", f"/tickets/{number}", {"organization": "o-1", "outlet": "s-2"})
    assert (crm.status, refused["type"]) == (409, "/api/docs#no-such-outlet")
    refused = await crm.asks("PATCH", f"/tickets/{number}", {"organization": "o-3"})
    assert (crm.status, refused["type"]) == (409, "/api/docs#no-such-organization")
    await crm.asks("DELETE", "/organizations/o-2")
    seen = await crm.asks("GET", f"/tickets/{number}")
    assert (seen["organization"]["name"], seen["organization"]["removed"]) == ("Client 2", True)
    assert (await crm.asks("PATCH", f"/tickets/{number}", {"organization": None}))["organization"] is None
    await sets(stage, organizations="off")
    await crm.asks("PATCH", f"/tickets/{number}", {"organization": "o-1"})
    assert crm.status == 409


async def test_events_name_the_organization_without_data_of_people(desk: tuple[Stage, Client]) -> None:
    stage, crm = desk
    shop = crm.by(await token_of(stage.vera, "Shop", Scope.EVENTS))
    await shop.opens("My own question", organization=None)
    await crm.asks("PUT", "/organizations/o-1/members/u-1", {"role": "user"})
    number = (await shop.opens("The till is dead", organization=None))["number"]
    await crm.asks("PATCH", f"/tickets/{number}", {"organization": "o-1", "priority": 1})
    organization = {"id": 1, "external_id": "o-1", "name": "Client 1", "removed": False}
    outlet = {"id": 1, "external_id": "s-1", "name": "Shop 1", "address": "Main street"}
    assert await _told(shop) == [(number, organization, outlet)]
    await crm.asks("DELETE", "/organizations/o-1")
    assert await _told(shop) == [(number, {**organization, "removed": True}, outlet)]
    await sets(stage, organizations="off")
    assert await _told(shop) == [(number, None, None)]


async def _told(client: Client) -> list[tuple[int, object, object]]:
    tickets = [one["ticket"] for one in (await client.asks("GET", "/events"))["items"]]
    return list({one["number"]: (one["number"], one["organization"], one["outlet"]) for one in tickets}.values())
