"""An internal system gives roles to people on the team; users of a system decline requests that the team begins."""

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Person
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Systems and the API")


async def _id_of(stage: Stage, name: str) -> int:
    async with stage.database.sessions() as session:
        return (await session.scalars(select(Person.id).where(Person.name == name))).one()


async def test_a_role_given_through_the_api_counts_at_once(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage, api_of(stage) as http:
        olga, vera = stage.people["Olga"], stage.people["Vera"]
        client = Client(http, await token_of(vera, "Crm", Scope.TEAM))
        key = await _id_of(stage, "Olga")
        await olga.writes("/rules")
        assert words(await olga.last()) == text_of("not-granted")
        seen = await client.asks("PATCH", f"/staff/{key}", {"role": "manager", "grants": {"integrations": False}})
        assert (client.status, seen["role"]) == (200, "manager")
        await stage.settle()
        assert words(await olga.last()) == text_of("role-given", by="Crm", role="manager")
        await olga.writes("/rules")
        assert words(await olga.last()) != text_of("not-granted")
        seen = await client.asks("PATCH", f"/staff/{key}", {"grants": {"rules": False}})
        assert "rules" not in seen["grants"]
        action, origin = await row(stage, "select action, origin from audit order by id desc limit 1")
        assert (action, origin) == ("grant-taken", "api")


async def test_an_integration_gives_no_more_than_a_manager_has(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage, api_of(stage) as http:
        vera = stage.people["Vera"]
        client = Client(http, await token_of(vera, "Crm", Scope.TEAM))
        olga = f"/staff/{await _id_of(stage, 'Olga')}"
        for wrong in ({}, {"role": "admin"}, {"role": "requester"}, {"grants": {"fly": True}}):
            await client.asks("PATCH", olga, wrong)
            assert client.status == 422, wrong
        refused = await client.asks("PATCH", olga, {"role": "senior", "grants": {"integrations": True}})
        assert (client.status, refused["type"]) == (409, "/api/docs#role-above")
        refused = await client.asks("PATCH", f"/staff/{await _id_of(stage, 'Vera')}", {"role": "agent"})
        assert client.status == 409, refused
        assert dict((await _roles(client))["items"][0])["role"] == "agent", "both or nothing"
        await client.asks("PATCH", "/staff/999999", {"role": "agent"})
        assert client.status == 404


async def _roles(client: Client) -> dict[str, list[dict[str, object]]]:
    seen: dict[str, list[dict[str, object]]] = await client.asks("GET", "/staff")
    return seen


async def test_a_user_of_a_system_declines_requests_begun_by_the_team(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage, api_of(stage) as http:
        vera = stage.people["Vera"]
        await vera.writes("/settings write_first on")
        client = Client(http, await token_of(vera, "Crm", Scope.ALL_WRITE))
        await client.opens("The parcel is late", "u-1")
        begun = {"external_id": "u-1", "text": "Your contract ends", "agent": await _id_of(stage, "Olga")}
        await client.asks("PUT", "/persons/u-9/team-requests", {"on": False})
        assert client.status == 404
        assert await client.asks("PUT", "/persons/u-1/team-requests", {"on": False}) == {"on": False}
        refused = await client.asks("POST", "/tickets/begun", begun)
        assert (client.status, refused["type"]) == (409, "/api/docs#write-declined")
        await client.asks("PUT", "/persons/u-1/team-requests", {"on": True})
        await client.asks("POST", "/tickets/begun", begun)
        assert client.status == 201
