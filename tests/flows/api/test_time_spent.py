"""Time that the team works on requests, through the API."""

from __future__ import annotations

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.test_time_spent import recorded
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Time spent")


async def test_a_system_records_corrects_and_lists_time(database: Database) -> None:
    async with api_at(database, cast.rita, cast.olga) as (stage, http):
        crm = Client(http, await token_of(stage.vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        shop = Client(http, await token_of(stage.vera, "Shop", Scope.TICKETS))
        number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold in room 12")
        at = f"/tickets/{number}/acts"
        refused = await crm.asks("POST", f"{at}/time", {"spent": 15})
        assert (crm.status, refused["code"]) == (409, "time-off")
        assert (await crm.asks("GET", "/time"))["code"] == "time-off"
        await stage.vera.writes("/settings time_spent on")
        for wrong in (0, -15, 961, 1e300, "15m", True, None, 1.5, [15]):
            await crm.asks("POST", f"{at}/time", {"spent": wrong})
            assert crm.status == 422, wrong
        await crm.asks("POST", f"{at}/time", {"spent": 15, "billable": "gratis"})
        assert crm.status == 422
        await crm.asks("POST", f"{at}/time", {"spent": 15}, idempotency_key="a")
        await crm.asks("POST", f"{at}/time", {"spent": 15}, idempotency_key="a")
        await crm.asks("POST", f"{at}/time", {"spent": 20, "billable": "free"}, idempotency_key="b")
        assert await recorded(stage) == [(15, 15, "Olga"), (20, 0, "Olga")]
        await shop.asks("POST", f"{at}/time", {"spent": 15})
        assert shop.status == 403
        await shop.asks("GET", "/time")
        assert shop.status == 403
        listed = await crm.asks("GET", f"/time?number={number}&limit=1")
        (free,) = listed["items"]
        assert (free["ticket"], free["agent"], free["minutes"], free["billed"]) == (number, "Olga", 20, 0)
        following = await crm.asks("GET", f"/time?number={number}&limit=1&cursor={listed['next_cursor']}")
        assert [one["minutes"] for one in following["items"]] == [15]
        none = f"/time?agent={free['agent_id']}&until=2020-01-01T00:00:00Z"
        assert (await crm.asks("GET", none))["items"] == []
        await crm.asks("POST", f"{at}/retime", {"entry": free["id"], "spent": 25})
        assert (crm.status, await recorded(stage)) == (200, [(15, 15, "Olga"), (25, 0, "Olga")])
        await crm.asks("POST", f"{at}/retime", {"entry": free["id"], "spent": None})
        assert await recorded(stage) == [(15, 15, "Olga")]
        for lost in ({"entry": free["id"], "spent": 5}, {"spent": None}, {"entry": 2**62, "spent": None}):
            missing = await crm.asks("POST", f"{at}/retime", lost)
            assert (crm.status, missing["code"]) == (409, "no-such-time")
        await stage.rita.writes(f"/tickets {number}")
        assert text_of("page-time") not in " ".join(await stage.rita.texts())
