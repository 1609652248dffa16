"""Requests merged and messages split off by an integration, and what it can choose from."""

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import CannedReply, Person
from desk.integrations.scopes import Scope
from desk.text.markdown.reader import read_markdown
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.stage import staged

pytestmark = pytest.mark.sentence("Systems and the API")


async def test_an_integration_merges_takes_apart_and_lists_what_there_is(database: Database) -> None:
    async with staged(database, board=False, web__url=URL) as stage, api_of(stage) as http:
        client = Client(http, await token_of(stage.people["Vera"], "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        first, second = [(await client.opens(said))["number"] for said in ("The heating is cold", "The lamp flickers")]
        await client.asks("PATCH", f"/tickets/{first}", {"tags": ["heating", "floor 2"]})
        said = read_markdown("Somebody comes at **ten**")
        async with stage.database.unit_of_work() as session:
            by = (await session.scalars(select(Person.id).limit(1))).one()
            more = {"text": said.text, "entities": said.dump(), "created_by": by, "created_at": stage.clock()}
            session.add_all([CannedReply(key="coming", folded="coming", **more)])
            session.add_all([CannedReply(key="own", folded="own", owner_id=by, **more)])
        assert (await client.asks("GET", "/labels"))["items"] == [
            {"label": "floor 2", "tickets": 1}, {"label": "heating", "tickets": 1},
        ]  # fmt: skip
        (reply,) = (await client.asks("GET", "/canned-replies"))["items"]
        assert (reply["key"], reply["markdown"]) == ("coming", "Somebody comes at **ten**")
        merged = await client.asks("POST", f"/tickets/{second}/merge", {"into": first})
        assert (merged["status"], merged["merged_into"]) == ("closed", first)
        assert (await client.asks("POST", f"/tickets/{second}/merge", {"into": 99}), client.status)[1] == 404
        assert (await client.asks("POST", f"/tickets/{second}/unmerge"))["merged_into"] is None
        await client.asks("POST", f"/tickets/{first}/messages", {"text": "And the window is open"})
        messages = (await client.asks("GET", f"/tickets/{first}/messages"))["items"]
        made = await client.asks("POST", f"/tickets/{first}/messages/{messages[-1]['id']}/split")
        assert (client.status, made["subject"], made["number"]) == (201, "And the window is open", second + 1)
        refused = await client.asks("POST", f"/tickets/{first}/messages/{messages[0]['id']}/split")
        assert (client.status, refused["code"]) == (409, "split-all")
