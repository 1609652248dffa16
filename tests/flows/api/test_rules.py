"""Rules through the API: written, tried, switched, moved, removed; what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.phone import words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Rules")

FIRE = {
    "name": "Fire", "event": "filed", "conditions": [{"field": "words", "values": ["smoke"]}],
    "actions": [{"kind": "priority", "value": 1}, {"kind": "notify", "to": ["leads"]}],
}  # fmt: skip


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with a system that may write rules and read all requests."""
    async with api_at(database, cast.rita) as (stage, http):
        yield stage, Client(http, await token_of(stage.vera, "Crm", Scope.RULES, Scope.ALL_READ))


async def test_a_rule_is_tried_written_switched_on_acts_and_is_removed(desk: tuple[Stage, Client]) -> None:
    stage, crm = desk
    rita, vera = stage.rita, stage.vera
    await files(rita, "There is smoke in hall B")
    would = await crm.asks("POST", "/rules/preview", FIRE)
    assert (would["acted"], would["tickets"], [one["number"] for one in would["examples"]]) == (1, 1, [1])
    made = await crm.asks("POST", "/rules", FIRE)
    assert (made["on"], made["rule"]["actions"][1]["to"]) == (False, ["leads"])
    assert (await crm.asks("POST", f"/rules/{made['id']}/switch", {"on": True}))["on"] is True
    number = await files(rita, "Smoke again")
    assert "Rule: Fire" in words(await vera.containing(f"#{number}"))
    assert (await crm.asks("GET", "/rules"))["items"][0]["runs"] == 1
    second = await crm.asks("POST", "/rules", {**FIRE, "name": "Second"})
    order = (await crm.asks("POST", f"/rules/{second['id']}/up"))["items"]
    assert [one["name"] for one in order] == ["Second", "Fire"]
    changed = await crm.asks("PUT", f"/rules/{second['id']}", {**FIRE, "name": "Third"})
    assert changed["name"] == "Third"
    await crm.asks("DELETE", f"/rules/{second['id']}")
    assert crm.status == 204
    await crm.asks("GET", f"/rules/{second['id']}")
    assert crm.status == 404


async def test_a_rule_is_tried_on_what_the_token_may_read(desk: tuple[Stage, Client]) -> None:
    """Without that, a token reads by asking which requests hold a word."""
    stage, crm = desk
    vera = stage.vera
    await files(stage.rita, "There is smoke in hall B")
    none = {"events": 0, "acted": 0, "tickets": 0, "cut": False, "now": False, "examples": []}
    own = Client(crm.http, await token_of(vera, "Shop", Scope.RULES))
    assert await own.asks("POST", "/rules/preview", FIRE) == none
    number = (await own.opens("Smoke in the shop", "u-1"))["number"]
    tried = await own.asks("POST", "/rules/preview", FIRE)
    assert (tried["events"], tried["acted"]) == (1, 1)
    assert [one["number"] for one in tried["examples"]] == [number]
    assert (await crm.asks("POST", "/rules/preview", FIRE))["acted"] == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"actions": []},
        {"name": " "},
        {"event": "never"},
        {"event": "no_answer_team"},
        {"event": "daily", "time": "9"},
        {"days": [9]},
        {"conditions": [{"field": "topic", "values": [99]}]},
        {"conditions": [{"field": "priority", "values": ["high"]}]},
        {"actions": [{"kind": "assign", "value": 999}]},
        {"actions": [{"kind": "notify", "to": ["person:1 or 1=1"]}]},
        {"actions": [{"kind": "note", "value": "a\0b"}]},
        {"actions": [{"kind": "add_label", "value": "Needs answer"}]},  # the desk's own, which nobody sets
    ],
)
async def test_what_cannot_be_done_is_refused_and_nothing_is_stored(
    desk: tuple[Stage, Client], wrong: dict[str, object]
) -> None:
    _, crm = desk
    await crm.asks("POST", "/rules", {**FIRE, **wrong})
    assert crm.status in (409, 422)
    assert (await crm.asks("GET", "/rules"))["items"] == []
