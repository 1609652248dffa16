"""One order of the queue: in the chat, in the panel and through the API."""

import re

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import Client, api_of, token_of
from tests.flows.panel.browser import vera_at
from tests.flows.stage import VERA, Stage
from tests.flows.test_paging import shown

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")


async def test_a_new_critical_request_stands_above_an_old_overdue_one_everywhere(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, browser), api_of(stage) as http:
        vera, olga = stage.vera, stage.olga
        crm = Client(http, await token_of(vera, "Crm", Scope.ALL_READ))
        own = Client(http, await token_of(vera, "Shop"))
        await vera.writes("/settings targets on")
        late, critical, young, waits = await _four_tickets(stage)
        order = [critical, late, young, waits]
        assert await _numbers(crm, "/tickets?sort=queue") == order
        assert await _numbers(crm, "/tickets?sort=queue&limit=3") == order[:3]
        cursor = (await crm.asks("GET", "/tickets?sort=queue&limit=3"))["next_cursor"]
        assert await _numbers(crm, f"/tickets?sort=queue&limit=3&cursor={cursor}") == order[3:]
        assert await _numbers(crm, "/tickets") == sorted(order, reverse=True)
        assert (await own.asks("GET", "/tickets?sort=queue"))["type"] == "/api/docs#scope"
        assert (await crm.asks("GET", "/tickets?sort=other"))["type"] == "/api/docs#not-understood"
        await vera.writes("/open")
        assert shown(await vera.last()) == order
        await vera.writes("/queue")
        assert shown(await vera.last()) == order[:3]
        await vera.writes("/attention")
        assert shown(await vera.last())[:2] == order[:2]
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/tickets")
        listed = [int(one) for one in re.findall(r"#(\d+)", browser.text)]
        assert [one for one in dict.fromkeys(listed) if one in order] == order
        await olga.writes("/next")
        assert f"#{critical}" in await olga.reads()


async def _four_tickets(stage: Stage) -> tuple[int, int, int, int]:
    """File one that is overdue, a critical one, one in time, and one that waits for its requester."""
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    late = await files(rita, "The heating is cold")
    waits = await files(await stage.phone("Sam"), "There is no soap")
    await olga.writes(f"/pending {waits}")
    await vera.writes(f"/priority {late} 2")
    await stage.pass_time(hours=30)
    young = await files(await stage.phone("Ben"), "The window is stuck")
    critical = await files(await stage.phone("Ann"), "The lamp flickers")
    await vera.writes(f"/priority {critical} 1")
    return late, critical, young, waits


async def _numbers(client: Client, path: str) -> list[int]:
    found = await client.asks("GET", path)
    return [one["number"] for one in found["items"]]
