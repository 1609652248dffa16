"""What a system says of a request when it files it, and changes later: subject, topic, priority, labels."""

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_at, api_of, token_of
from tests.flows.phone import words
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("Systems and the API")

GIVEN = {"subject": "Order 7 is late", "priority": 2, "tags": ["vip", "shop", "vip"], "context": {"order": "7"}}


async def _topics(stage: Stage, client: Client) -> dict[str, int]:
    for name in ("Delivery", "Payment"):
        await stage.vera.writes(f"/categories add {name}")
    return {one["name"]: one["id"] for one in (await client.asks("GET", "/topics"))["items"]}


async def test_a_request_comes_with_its_subject_topic_priority_and_labels(database: Database) -> None:
    async with (
        staged(database, begins=(cast.olga,), web__url=URL) as stage,
        api_of(stage) as http,
    ):
        vera = stage.vera
        shop = Client(http, await token_of(vera, "Shop"))
        crm = Client(http, await token_of(vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        topics = await _topics(stage, shop)
        assert topics.keys() == {"Delivery", "Payment"}
        given = {"external_id": "u-1", "text": "Where is it?", **GIVEN, "topic": topics["Delivery"]}
        made = await shop.asks("POST", "/tickets", given, idempotency_key="once")
        assert await shop.asks("POST", "/tickets", given, idempotency_key="once") == made
        assert (made["subject"], made["context"], made["priority"]) == ("Order 7 is late", {"order": "7"}, 2)
        assert (made["topic"], made["tags"]) == (topics["Delivery"], ["vip", "shop"])
        later = await shop.asks("GET", f"/tickets/{made['number']}")
        assert (later["priority"], later["topic"], later["tags"]) == (None, None, None), "what the team does with them"
        seen = await crm.asks("GET", f"/tickets/{made['number']}")
        told = {name: seen[name] for name in ("subject", "category", "topic", "priority", "tags", "status")}
        assert told == {
            "subject": "Order 7 is late", "category": "Delivery", "topic": topics["Delivery"], "priority": 2,
            "tags": ["vip", "shop"], "status": "new",
        }  # fmt: skip
        await stage.settle()
        card = words(await stage.olga.containing("Order 7 is late"))
        assert "🟠" in card
        assert "Delivery" in card
        changes = {"subject": "Order 7 is lost", "topic": topics["Payment"], "tags": ["lost"], "priority": 3}
        seen = await crm.asks("PATCH", f"/tickets/{made['number']}", changes)
        assert (crm.status, {name: seen[name] for name in changes}) == (200, changes)
        seen = await crm.asks("PATCH", f"/tickets/{made['number']}", {"topic": None, "tags": []})
        assert (seen["topic"], seen["category"], seen["tags"]) == (None, None, [])


async def test_wrong_fields_are_named_and_nothing_is_filed(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        body = {"external_id": "u-1", "text": "Where is it?"}
        for wrong, where in (
            ({"priority": 5}, "body.priority"), ({"priority": "high"}, "body.priority"),
            ({"subject": " "}, "body.subject"), ({"subject": "x" * 201}, "body.subject"),
            ({"topic": "Delivery"}, "body.topic"),
            ({"tags": ["a"] * 21}, "body.tags"), ({"tags": [""]}, "body.tags.0"),
        ):  # fmt: skip
            said = await shop.asks("POST", "/tickets", {**body, **wrong})
            assert (shop.status, said["errors"][0]["where"]) == (422, where), said
        said = await shop.asks("POST", "/tickets", {**body, "topic": 99})
        assert (shop.status, said["code"], said["errors"][0]["where"]) == (422, "no-such-topic", "body.topic")
        page = shop.by((await shop.asks("POST", "/persons/u-1/token"))["token"])
        for own in ({"priority": 1}, {"tags": ["vip"]}):
            await page.asks("POST", "/tickets", {"text": "Where is it?", **own})
            assert page.status == 403
        assert (await shop.asks("GET", "/tickets"))["items"] == []
        made = await page.asks("POST", "/tickets", {"text": "Where is it?", "subject": "My order"})
        assert (page.status, made["subject"]) == (201, "My order")


async def test_a_given_priority_wins_over_words_and_topics(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        shop = Client(http, await token_of(stage.vera, "Shop", Scope.ALL_READ))
        await stage.vera.writes("/settings critical_words fire")
        low = await shop.opens("There was a fire drill", priority=4)
        high = await shop.opens("There is a fire")
        assert (low["priority"], high["priority"]) == (4, 1)


async def test_history_comes_with_its_times_once_and_nobody_is_told(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        vera, olga = stage.vera, stage.olga
        shop, crm = Client(http, await token_of(vera)), Client(http, await token_of(vera, "Crm", Scope.IMPORT))
        team = Client(http, await token_of(vera, "Team", Scope.TEAM))
        agent = next(one["id"] for one in (await team.asks("GET", "/staff"))["items"] if one["name"] == "Olga")
        past = {
            "created_at": "2024-02-28T23:30:00+02:00", "agent": agent,
            "messages": [{"at": "2024-02-29T08:00:00Z", "text": "It is on its way"}],
        }  # fmt: skip
        given = {"external_id": "u-1", "text": "Where is it?", "external_ref": "z-1", "tags": ["vip"], "past": past}
        assert (await shop.asks("POST", "/tickets", given))["code"] == "scope"
        made = await crm.asks("POST", "/tickets", given)
        assert (crm.status, made["status"], made["tags"]) == (201, "closed", ["vip"])
        assert (made["filed_at"], made["updated_at"]) == ("2024-02-28T21:30:00Z", "2024-02-29T08:00:00Z")
        assert [(one["author"], one["text"]) for one in made["messages"]][1] == ("Olga", "It is on its way")
        assert (await crm.asks("POST", "/tickets", {**given, "text": "Again"}))["number"] == made["number"]
        assert (await crm.asks("POST", "/tickets", {**given, "external_id": "u-2"}))["code"] == "past"
        for wrong in (
            {"external_ref": None}, {"organization": "o-1"}, {"past": {**past, "agent": 10**9}},
            {"past": {**past, "created_at": "2999-01-01T00:00:00Z"}},
        ):  # fmt: skip
            await crm.asks("POST", "/tickets", {**given, "external_ref": "z-2", **wrong})
            assert crm.status == 422, wrong
        before = await olga.texts()
        await stage.settle()
        assert await olga.texts() == before
