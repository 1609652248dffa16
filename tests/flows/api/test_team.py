"""An internal system gives roles to people on the team, merges and splits; users of a system decline requests that the
team begins."""

import asyncio

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import CannedReply, Person, Ticket
from desk.integrations.scopes import Scope
from desk.text.markdown.reader import read_markdown
from tests.db.waiting import until_somebody_waits
from tests.flows import cast
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import add, sole
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Systems and the API")


async def _id_of(stage: Stage, name: str) -> int:
    return await sole(stage, select(Person.id).where(Person.name == name))


async def test_a_role_given_through_the_api_counts_at_once(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        olga, vera = stage.olga, stage.vera
        client = Client(http, await token_of(vera, "Crm", Scope.TEAM))
        key = await _id_of(stage, "Olga")
        await olga.writes("/rules")
        assert await olga.reads() == text_of("not-granted")
        seen = await client.asks("PATCH", f"/staff/{key}", {"role": "manager", "grants": {"integrations": False}})
        assert (client.status, seen["role"]) == (200, "manager")
        await stage.settle()
        assert await olga.reads() == text_of("role-given", by="Crm", role="manager")
        await olga.writes("/rules")
        assert await olga.reads() != text_of("not-granted")
        seen = await client.asks("PATCH", f"/staff/{key}", {"grants": {"rules": False}})
        assert "rules" not in seen["grants"]
        action, origin = await row(stage, "select action, origin from audit order by id desc limit 1")
        assert (action, origin) == ("grant-taken", "api")


async def test_an_integration_gives_no_more_than_a_manager_has(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        vera = stage.vera
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
    async with api_at(database, cast.olga) as (stage, http):
        vera = stage.vera
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


async def test_an_integration_merges_splits_and_lists_what_there_is(database: Database) -> None:
    async with api_at(database) as (stage, http):
        client = Client(http, await token_of(stage.vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        first, second = [(await client.opens(said))["number"] for said in ("The heating is cold", "The lamp flickers")]
        await client.asks("PATCH", f"/tickets/{first}", {"tags": ["heating"]})
        said, by = read_markdown("Somebody comes at **ten**"), await _id_of(stage, "Vera")
        more = {"text": said.text, "entities": said.dump(), "created_by": by, "created_at": stage.clock()}
        await add(
            stage, *(CannedReply(key=key, folded=key, owner_id=of, **more) for key, of in (("a", None), ("b", by)))
        )
        assert (await client.asks("GET", "/labels"))["items"] == [{"label": "heating", "tickets": 1}]
        (reply,) = (await client.asks("GET", "/canned-replies"))["items"]
        assert (reply["key"], reply["markdown"]) == ("a", "Somebody comes at **ten**")
        with_row = select(Ticket.id).with_for_update(nowait=True)
        async with stage.database.unit_of_work() as session, stage.database.unit_of_work() as third:
            await session.scalars(with_row.where(Ticket.number == first))
            merging = asyncio.create_task(client.asks("POST", f"/tickets/{second}/merge", {"into": first}))
            await until_somebody_waits(stage.database)
            assert (await third.scalars(with_row.where(Ticket.number == second))).one(), "locked by ascending id"
        merged = await merging
        assert (merged["status"], merged["merged_into"]) == ("closed", first)
        assert (await client.asks("POST", f"/tickets/{second}/unmerge"))["merged_into"] is None
        await client.asks("POST", f"/tickets/{first}/messages", {"text": "And the window is open"})
        begins, added = (await client.asks("GET", f"/tickets/{first}/messages"))["items"]
        made = await client.asks("POST", f"/tickets/{first}/messages/{added['id']}/split")
        assert (client.status, made["subject"], made["number"]) == (201, "And the window is open", second + 1)
        refused = await client.asks("POST", f"/tickets/{first}/messages/{begins['id']}/split")
        assert (client.status, refused["code"]) == (409, "split-all")
