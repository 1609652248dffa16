"""The CRM repeats and reorders its own calls to the API: in the end there is what it said last."""

from collections.abc import AsyncIterator, Mapping
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations import integrations
from desk.integrations.scopes import Scope
from sandbox.crm import CrmCalls
from tests.flows import cast
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.clients import as_vera
from tests.flows.crm.side import SYSTEM
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The CRM")
_ROSE = "/organizations/C-1"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with organizations, and its CRM."""
    async with api_at(database, cast.rita) as (stage, http):
        vera = stage.vera
        await vera.writes("/settings organizations on")
        token = await token_of(vera, SYSTEM, Scope.ORGANIZATIONS, Scope.ACCOUNTS)
        async with as_vera(stage) as desk:
            await integrations.set_rate(desk, 1, 300)
        yield stage, Client(http, token)


def _calls(crm: Client, seed: int) -> CrmCalls:
    async def send(method: str, path: str, body: Mapping[str, Any] | None) -> int:
        await crm.asks(method, path, body)
        return crm.status

    return CrmCalls(send, Random(seed))


def _at(minute: int) -> str:
    return f"2026-01-02T09:{minute:02}:00Z"


@pytest.mark.parametrize("seed", [1, *range(2, 12)])
async def test_what_the_crm_said_last_is_what_there_is(desk: tuple[Stage, Client], seed: int) -> None:
    _, crm = desk
    calls = _calls(crm, seed)
    for minute, name in enumerate(("Romashka", "Romashka LLC", "Romashka Ltd")):
        calls.put(_ROSE, {"name": name, "tax_id": "7707083893"}, _at(minute))
        calls.put(
            "/outlets/S-1", {"organization": "C-1", "name": "Shop", "address": f"{minute} Main street"}, _at(minute)
        )
        calls.put("/contacts/K-1", {"organization": "C-1", "name": "Anna", "position": f"{minute}"}, _at(minute))
        calls.put("/contacts/K-2", {"organization": "C-1", "name": "Boris"}, _at(minute))
        calls.put(f"{_ROSE}/members/u-1", {"role": ("director", "director", "user")[minute]}, _at(minute))
        calls.put("/persons/u-1/account", {"fields": [{"label": "Plan", "value": f"{minute}"}]}, _at(minute))
    calls.remove("/contacts/K-2", _at(3))
    calls.remove("/outlets/S-1", _at(3))
    calls.put("/outlets/S-1", {"organization": "C-1", "name": "New shop", "address": "4"}, _at(4))
    refused = await calls.deliver()
    assert {call.path for call in refused} <= {"/contacts/K-2"}, "what was removed is not there any more"
    assert calls.sent > 22
    (rose,) = (await crm.asks("GET", "/organizations"))["items"]
    assert rose["name"] == "Romashka Ltd"
    (shop,) = (await crm.asks("GET", "/outlets"))["items"]
    assert (shop["name"], shop["address"]) == ("New shop", "4")
    (anna,) = (await crm.asks("GET", "/contacts"))["items"]
    assert (anna["name"], anna["position"]) == ("Anna", "2")
    (member,) = (await crm.asks("GET", "/memberships"))["items"]
    assert (member["person"], member["role"]) == ("u-1", "user")
    assert (await crm.asks("GET", "/persons/u-1/account"))["fields"] == [{"label": "Plan", "value": "2"}]


async def test_an_older_change_is_answered_with_what_there_is(desk: tuple[Stage, Client]) -> None:
    _, crm = desk
    new = await crm.asks("PUT", _ROSE, {"name": "Romashka LLC", "changed_at": _at(5)})
    old = await crm.asks("PUT", _ROSE, {"name": "Romashka", "changed_at": _at(4)})
    assert (crm.status, old) == (200, new)
    assert (await crm.asks("PUT", _ROSE, {"name": "By hand"}))["name"] == "By hand", "without a time it is taken"
    await crm.asks("DELETE", f"{_ROSE}?changed_at={_at(4)}")
    assert (crm.status, len((await crm.asks("GET", "/organizations"))["items"])) == (204, 1)
    member = await crm.asks("PUT", f"{_ROSE}/members/u-1", {"role": "director", "changed_at": _at(5)})
    await crm.asks("DELETE", f"/memberships/{member['id']}?changed_at={_at(4)}")
    assert (await crm.asks("GET", f"/memberships/{member['id']}"))["role"] == "director"
    await crm.asks("DELETE", f"/memberships/{member['id']}?changed_at={_at(6)}")
    await crm.asks("PUT", f"{_ROSE}/members/u-1", {"role": "director", "changed_at": _at(5)})
    assert crm.status == 404, "an ended membership does not come back by an old call"
    assert (await crm.asks("GET", "/memberships"))["items"] == []


async def test_a_refused_change_does_not_count_and_a_time_in_the_future_is_refused(desk: tuple[Stage, Client]) -> None:
    _, crm = desk
    await crm.asks("PUT", _ROSE, {"notes": "Without a name", "changed_at": _at(9)})
    assert crm.status == 409
    await crm.asks("PUT", _ROSE, {"name": "Romashka", "changed_at": _at(1)})
    assert crm.status == 200
    said = await crm.asks("PUT", _ROSE, {"name": "Later", "changed_at": "2200-01-01T00:00:00Z"})
    assert (crm.status, said["type"]) == (409, "/api/docs#changed-at-ahead")
    await crm.asks("PUT", _ROSE, {"name": "Later", "changed_at": "2026-01-01T00:00:00"})
    assert crm.status == 422, "a time without its zone is no time"


async def test_what_went_with_its_organization_is_not_revived_by_an_older_change(desk: tuple[Stage, Client]) -> None:
    _, crm = desk
    anna = {"organization": "C-1", "name": "Anna"}
    await crm.asks("PUT", _ROSE, {"name": "Rose", "changed_at": _at(1)})
    await crm.asks("PUT", "/contacts/K-1", {**anna, "changed_at": _at(1)})
    await crm.asks("DELETE", f"{_ROSE}?changed_at={_at(3)}")
    await crm.asks("PUT", _ROSE, {"name": "Rose", "changed_at": _at(4)})
    await crm.asks("PUT", "/contacts/K-1", {**anna, "changed_at": _at(2)})
    assert crm.status == 404
    assert (await crm.asks("GET", "/contacts"))["items"] == []
    await crm.asks("PUT", "/contacts/K-1", {**anna, "changed_at": _at(5)})
    assert [one["name"] for one in (await crm.asks("GET", "/contacts"))["items"]] == ["Anna"]
