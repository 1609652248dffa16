"""Somebody whom the team wants no more of is not heard, whichever way they come."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.api.client import Client, api_at, joins, token_of
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.stage import VERA, Stage
from tests.texts import piece_of

pytestmark = pytest.mark.sentence("Systems and the API")


@pytest_asyncio.fixture
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent and a requester, and a shop with its token."""
    begins = (cast.olga, cast.rita)
    async with api_at(database, *begins) as (stage, http):
        yield stage, Client(http, await token_of(stage.vera))


async def _is_refused(client: Client, number: int, who: str = "u-1") -> None:
    for path, body in ((f"/tickets/{number}/messages", {}), ("/tickets", {"external_id": who})):
        refused = await client.asks("POST", path, {"text": "You are useless", **body})
        assert (client.status, refused["type"]) == (403, "/api/docs#blocked")


async def test_the_panel_blocks_them_and_coming_to_telegram_is_no_way_round(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    rita = stage.rita
    number = (await client.opens("You are useless", name="Mallory K."))["number"]
    async with panel_of(stage) as port, browser_at(port) as browser:
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens("/requesters?q=Mallory")
        found = re.search(r'href="(/requesters/\d+)"', browser.page)
        assert found is not None
        await browser.opens(found[1])
        assert await browser.sends(f"{found[1]}/block", to="block") == found[1]
        await _is_refused(client, number)
        await browser.opens(found[1])
        (block,) = re.findall(r'name="to" value="(\d+)"', browser.page)
        await browser.sends(f"{found[1]}/block", to=block)
        await client.asks("POST", f"/tickets/{number}/messages", {"text": "I am sorry"})
        assert client.status == 201
        await browser.sends(f"{found[1]}/block", to="block")
    await joins(rita, await client.asks("POST", "/persons/u-1/link", {}))
    await rita.writes("You are useless, I say")
    assert piece_of("barred-press") in await rita.reads()
    await rita.writes("/unlink")
    await rita.presses((await rita.buttons())[0])
    await _is_refused(client, number)
