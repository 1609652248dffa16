"""Lists of requests by words, by the time of their last change, in each order; the values that requests can have."""

import json
import re
from urllib.parse import quote

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import Client, api_at, token_of
from web.api.schemas.values import SHAPES

pytestmark = pytest.mark.sentence("Systems and the API")


async def _numbers(client: Client, query: str) -> list[int]:
    found = await client.asks("GET", f"/tickets?{query}")
    assert client.status == 200, found
    return [one["number"] for one in found["items"]]


async def test_requests_are_found_by_words_as_far_as_the_token_sees_them(database: Database) -> None:
    async with api_at(database, cast.rita, cast.olga) as (stage, http):
        vera = stage.vera
        shop = Client(http, await token_of(vera, "Shop"))
        crm = Client(http, await token_of(vera, "Crm", Scope.ALL_READ))
        noter = Client(http, await token_of(vera, "Notes", Scope.ALL_READ, Scope.NOTES))
        elsewhere = await files(stage.rita, "The lamp in the hall is broken")
        lamp = (await shop.opens("The lamp is broken", "u-1"))["number"]
        parcel = (await shop.opens("The parcel is late", "u-2"))["number"]
        await shop.asks("POST", f"/tickets/{parcel}/messages", {"text": "There was a lamp in it"})
        await noter.asks("POST", f"/tickets/{parcel}/notes", {"text": "Granite"})
        assert await _numbers(shop, "q=lamps") == [parcel, lamp]
        assert await _numbers(shop, "q=lamp&external_id=u-1") == [lamp]
        assert await _numbers(shop, "q=lamp&sort=oldest") == [lamp, parcel]
        assert await _numbers(crm, "q=lamp") == [parcel, lamp, elsewhere]
        assert await _numbers(crm, "q=lamp&sort=queue&open=true") == [elsewhere, lamp, parcel]
        assert [await _numbers(one, "q=granite") for one in (shop, crm, noter)] == [[], [], [parcel]]
        for nothing in ("q=", "q=%20", "q=%00", "q=nowhere"):
            assert await _numbers(shop, nothing) == [], nothing
        page = shop.by((await shop.asks("POST", "/persons/u-1/token"))["token"])
        assert await _numbers(page, "q=lamp") == [lamp]


async def test_what_changed_since_a_moment(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        for n in range(3):
            await shop.opens(f"Parcel {n} of street {n}{n}")
        await stage.pass_time(minutes=5)
        since = quote(stage.clock().isoformat())
        for number in (3, 2):
            await shop.asks("POST", f"/tickets/{number}/messages", {"text": "It is still late"})
            stage.clock.on(seconds=1)
        later = (await shop.asks("GET", f"/tickets?updated_since={since}&sort=least_recently_updated"))["items"]
        assert [one["number"] for one in later] == [3, 2]
        assert (await _numbers(shop, "sort=recently_updated"))[:2] == [2, 3]
        assert await _numbers(shop, f"updated_since={quote(later[1]['updated_at'])}") == [2]
        for wrong in ("updated_since=yesterday", "updated_since=2026-11-21T09:00:00", "sort=up", "cursor=1.2.3"):
            await shop.asks("GET", f"/tickets?{wrong}")
            assert shop.status == 422, wrong


async def test_several_statuses_are_any_of_them_and_what_a_token_may_not_read_is_no_filter(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        shop = Client(http, await token_of(stage.vera, "Shop"))
        crm = Client(http, await token_of(stage.vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        for n in range(1, 4):
            await shop.opens(f"Parcel {n} of street {n}{n}")
        me = next(one["id"] for one in (await crm.asks("GET", "/staff"))["items"] if one["name"] == "Olga")
        await shop.asks("POST", "/tickets/2/cancel")
        await crm.asks("PATCH", "/tickets/3", {"assignee": me})
        await crm.asks("PATCH", "/tickets/3", {"status": "in_progress"})
        await stage.settle()
        assert await _numbers(crm, "status=open&status=cancelled") == [3, 2, 1]
        for either in ("status=in_progress&status=cancelled", "status=in_progress,cancelled"):
            assert await _numbers(crm, either) == [3, 2]
        for hidden in ("topic=1", "tag=vip"):
            await shop.asks("GET", f"/tickets?{hidden}")
            assert shop.status == 403, hidden
        for wrong in ("status=opened", "status=new,opened", "assignee=Olga", "tag=", "organization=a b"):
            await crm.asks("GET", f"/tickets?{wrong}")
            assert crm.status == 422, wrong


async def test_what_is_written_otherwise_is_said_in_words(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        for path, said in (
            ("/tickets?cursor=abc", "Send the next_cursor of the page before, of the same list"),
            ("/tickets?external_id=a%20b", "at most 128 characters"),
            ("/statuses?language=x", "such as en or pt-BR"),
        ):
            (error,) = (await shop.asks("GET", path))["errors"]
            assert said in error["what"], error
        names = [one["name"] for one in (await shop.asks("GET", "/statuses?language=de"))["items"]]
        assert names == [one["name"] for one in (await shop.asks("GET", "/statuses?language=en"))["items"]]
        schema = (await http.get("/api/openapi.json")).text
        ours = set(re.findall(r'"pattern":"((?:[^"\\\\]|\\\\.)*)"', schema))
        assert {json.loads(f'"{one}"') for one in ours} <= set(SHAPES)


async def test_statuses_and_priorities_have_one_vocabulary_and_names_in_both_languages(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        schema = (await http.get("/api/openapi.json")).json()
        listed = (await shop.asks("GET", "/statuses"))["items"]
        assert [one["status"] for one in listed] == schema["components"]["schemas"]["Status"]["enum"]
        assert [one["status"] for one in listed if not one["open"]] == ["closed", "cancelled"]
        named = {one["status"]: (one["name"], one["name_for_requester"]) for one in listed}
        assert named["assigned"] == ("taken", "taken")
        assert named["pending"] == ("waiting for the requester", "waiting for you")
        in_russian = (await shop.asks("GET", "/priorities?language=ru"))["items"]
        assert [one["priority"] for one in in_russian] == [1, 2, 3, 4]
        assert in_russian[0]["name"] == "критический"
        assert (await shop.asks("GET", "/topics"))["items"] == []
