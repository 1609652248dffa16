"""Internal systems: requests of anybody, by the desk's own verbs, in the system's name."""

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Person
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import files, reads_audit
from tests.flows.api.client import URL, Client, api_at, api_of, token_of
from tests.flows.phone import words
from tests.flows.stage import Stage, staged
from tests.sql import sole
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Systems and the API")


async def test_who_may_only_write_reads_nothing_by_writing(database: Database) -> None:
    begins = (cast.rita, cast.olga)
    async with api_at(database, *begins) as (stage, http):
        vera = stage.vera
        client = Client(http, await token_of(vera, "Crm", Scope.ALL_WRITE))  # and `tickets`, of its own people
        number = await files(stage.rita, "The heating is cold")
        for nothing in ({}, {"priority": None}, {"status": None}):
            refused = await client.asks("PATCH", f"/tickets/{number}", nothing)
            assert (client.status, refused["type"]) == (422, "/api/docs#request"), nothing
        told = {"number": number, "status": "new", "assignee": None, "priority": 2, "external_ref": None}
        assert await client.asks("PATCH", f"/tickets/{number}", {"priority": 2}) == told
        tag = client.etag
        assert await client.asks("PATCH", f"/tickets/{number}", {"external_ref": None}, if_match=tag) == told
        said = await client.asks("POST", f"/tickets/{number}/replies", {"text": "Soon"}, if_match=tag)
        assert said.keys() == told.keys()
        refused = await client.asks("POST", f"/tickets/{number}/replies", {"text": "/ntoe he is rude"})
        assert (client.status, text_of("answer-command") in str(refused)) == (409, True)
        refused = await client.asks("POST", f"/tickets/{number}/replies", {"text": " // he is rude"})
        assert (client.status, text_of("answer-note") in str(refused)) == (409, True)
        await stage.settle()
        assert "rude" not in str(await stage.rita.texts())
        await client.asks("PATCH", f"/tickets/{number}", {"priority": 1}, if_match='"other"')
        assert client.status == 412
        refused = await client.asks("PATCH", f"/tickets/{number}", {"assignee": await _id_of(stage, "Rita K.")})
        assert (client.status, "Rita" in str(refused)) == (422, False)
        await client.asks("GET", f"/tickets/{number}")
        assert client.status == 404
        await stage.rita.writes("/new The lamp flickers")  # a draft, which nobody is shown yet
        await client.asks("PATCH", f"/tickets/{number + 1}", {"external_ref": "crm-1"})
        assert client.status == 404
        own = (await client.opens("The parcel is late"))["number"]
        seen = await client.asks("PATCH", f"/tickets/{own}", {"status": "in_progress"})
        assert (client.status, seen["requester"], seen["external_id"]) == (200, "Crm u-1", "u-1")


async def _id_of(stage: Stage, name: str) -> int:
    return await sole(stage, select(Person.id).where(Person.name == name))


async def test_a_system_of_the_house_works_with_requests_of_anybody(database: Database) -> None:
    begins = (cast.rita, cast.olga)
    async with api_at(database, *begins) as (stage, http):
        rita, olga, vera = stage.rita, stage.olga, stage.vera
        scopes = [one for one in Scope if one not in (Scope.TICKETS, Scope.EVENTS, Scope.WEBHOOKS)]
        client = Client(http, await token_of(vera, "Crm", *scopes))
        number = await files(rita, "The heating is cold")
        seen = await client.asks("GET", f"/tickets/{number}")
        assert (seen["requester"], seen["external_id"], seen["priority"]) == ("Rita K.", None, 3)
        tag = client.etag
        team = {one["name"]: one["id"] for one in (await client.asks("GET", "/staff"))["items"]}
        changed = {"assignee": team["Olga"], "priority": 1, "external_ref": "crm-7", "status": "in_progress"}
        seen = await client.asks("PATCH", f"/tickets/{number}", changed, if_match=tag)
        assert client.status == 200, seen
        assert (seen["assignee"]["name"], seen["priority"], seen["status"]) == ("Olga", 1, "in_progress")
        await stage.settle()
        assert words(await olga.message_with(f"release:{number}"))
        await client.asks("POST", f"/tickets/{number}/replies", {"text": "Somebody comes at ten"})
        await client.asks("POST", f"/tickets/{number}/notes", {"text": "Granite"})
        await stage.settle()
        assert "Somebody comes at ten" in await rita.reads()
        assert not [said for said in await rita.texts() if "Granite" in said]
        assert "Granite" in words(await olga.containing("Granite"))
        assert "Crm" in words(await olga.containing("Granite"))
        seen = await client.asks("GET", f"/tickets/{number}")
        assert [(one["by"], one["author"]) for one in seen["messages"]] == [
            ("requester", "Rita K."), ("team", "Crm"), ("note", "Crm"),
        ]  # fmt: skip
        found = await client.asks("GET", "/tickets?external_ref=crm-7")
        assert [one["number"] for one in found["items"]] == [number]
        refused = await client.asks("PATCH", f"/tickets/{number}", {"priority": 4, "status": "reopened"})
        assert client.status == 409, refused
        refused = await client.asks("PATCH", f"/tickets/{number}", {"assignee": 10**6})
        assert client.status == 422
        assert (await client.asks("GET", f"/tickets/{number}"))["priority"] == 1  # nothing of what was refused
        await client.asks("PATCH", f"/tickets/{number}", {"status": "resolved"})
        await stage.pass_time(minutes=2)  # else it is simply undone
        assert (await client.asks("PATCH", f"/tickets/{number}", {"status": "reopened"}))["status"] == "reopened"
        assert (await client.asks("PATCH", f"/tickets/{number}", {"assignee": None}))["assignee"] is None
        await stage.settle()
        await olga.writes(f"/ticket {number}")
        figures = {one["key"]: one["amount"] for one in (await client.asks("GET", "/figures?period=today"))["items"]}
        await client.asks("GET", "/figures?period=soon")
        assert (figures["filed"], client.status) == (1, 422)
        settings = {one["key"]: one for one in (await client.asks("GET", "/settings"))["items"]}
        assert settings["max_open"]["value"]
        for said in ("/kb new", "Plugs", "Push it in."):
            await vera.writes(said, reply_to=None if said == "/kb new" else await vera.last_id())
        found = [(await client.asks("GET", f"/articles{one}")).get("items") for one in ("?q=plugs", "", "/1")]
        assert (found, client.status) == ([[], [], None], 404)  # while it is no more than written
        await vera.presses("kb_publish:1:2")
        (article,) = (await client.asks("GET", "/articles?q=plugs"))["items"]
        assert (await client.asks("GET", f"/articles/{article['id']}"))["text"] == "Push it in."
        assert (await client.asks("GET", "/articles"))["items"]


async def test_figures_are_of_the_desks_days_and_a_setting_says_who_holds_it(database: Database) -> None:
    async with staged(database, board=False, web__url=URL) as stage, api_of(stage, timezone="Asia/Tokyo") as http:
        client = Client(http, await token_of(stage.vera, "Crm", Scope.FIGURES, Scope.SETTINGS))
        settings = (await client.asks("GET", "/settings"))["items"]
        assert [one["key"] for one in settings if one["pinned"]] == ["timezone"]
        stage.clock.on(hours=7)  # there it is tomorrow
        figures = await client.asks("GET", "/figures?period=21+november")
        assert (figures["first"], figures["last"]) == ("2026-11-21", "2026-11-21")


async def test_another_systems_name_of_a_request_stays(database: Database) -> None:
    async with api_at(database, cast.rita) as (stage, http):
        vera = stage.vera
        shop = Client(http, await token_of(vera, "Shop"))
        crm = shop.by(await token_of(vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        number = (await shop.opens("The parcel is late", external_ref="order-7"))["number"]
        for name in ("crm-1", None):
            refused = await crm.asks("PATCH", f"/tickets/{number}", {"external_ref": name})
            assert (crm.status, refused["type"]) == (409, "/api/docs#external-ref")
        assert [one["number"] for one in (await shop.asks("GET", "/tickets?external_ref=order-7"))["items"]] == [number]
        other = await files(stage.rita, "The heating is cold")
        await crm.asks("PATCH", f"/tickets/{other}", {"external_ref": "crm-2"})
        assert crm.status == 200
        audited = await reads_audit(vera, "#2")
        assert "crm-2 (Crm)" in audited
