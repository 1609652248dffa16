"""What outlives a session, or takes all away, needs a press in Telegram, and the other admins hear of it."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations import integrations
from tests.flows.acts import files
from tests.flows.clients import as_vera
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Systems and the API")

_ASKS = "Somebody in the panel asks in your name"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser, Phone]]:
    """A desk, Vera signed in, and Nina, an admin too."""
    async with vera_at(database) as (stage, browser):
        nina, vera = await stage.phone("Nina"), stage.vera
        await vera.writes("/invite admin")
        code = re.search(r"start=([\w-]+)", words(await vera.containing("start=")))
        assert code is not None
        await nina.writes(f"/start {code[1]}")
        await vera.presses(f"admit:{nina.id}")
        yield stage, browser, nina


async def test_a_stolen_session_makes_no_system(desk: tuple[Stage, Browser, Phone]) -> None:
    stage, browser, nina = desk
    vera = stage.vera
    await browser.opens("/systems")
    for _ in range(2):
        await browser.sends("/systems", name="Evil")
        assert browser.status == 422
        assert "pds_" not in browser.page
        assert 'value="Evil"' in browser.page
    await stage.settle()
    (asked,) = [one for one in await vera.received() if _ASKS in words(one)]
    assert "Evil" in words(asked)
    await vera.presses(buttons(asked)[1], on=asked["message_id"])
    await browser.sends("/systems", name="Evil")
    assert "pds_" not in browser.page
    assert "Evil" not in " ".join(await nina.texts())


async def test_a_press_is_good_once_and_for_this_alone(desk: tuple[Stage, Browser, Phone]) -> None:
    stage, browser, nina = desk
    vera = stage.vera
    await browser.opens("/systems")
    await browser.sends("/systems", name="Shop")
    await stage.settle()
    asked = await vera.containing(_ASKS)
    await vera.presses(buttons(asked)[0], on=asked["message_id"])
    await browser.sends("/systems", name="Evil")
    assert "pds_" not in browser.page
    await browser.sends("/systems", name="Shop")
    assert "pds_" in browser.page
    await stage.settle()
    assert text_of("lasting-done", what="system", name="Vera", about="Shop") in await nina.reads()
    stage.clock.on(minutes=11)
    await browser.opens("/systems/1")
    await browser.confirms(vera, "/systems/1/scopes", scope=["tickets", "all:read"], was=["tickets"])
    await stage.settle()
    assert text_of("lasting-done", what="scopes", name="Vera", about="Shop: all:read") in await nina.reads()
    assert await browser.sends("/systems/1/scopes", scope=["tickets"], was=["tickets", "all:read"]) == "/systems/1"
    await browser.sends("/systems/1/token")
    assert "pds_" not in browser.page
    await browser.sends("/systems/1/revoke")
    await browser.opens("/systems/1")
    await browser.sends("/systems/1/restore")
    assert "pds_" not in browser.page


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        (
            "/settings/panel_for_agents",
            {"value": "on"},
            text_of("lasting-done", what="setting", name="Vera", about="panel_for_agents: true"),
        ),
        (
            "/settings/web_addresses",
            {"value": "127.0.0.0/8"},
            text_of("lasting-done", what="setting", name="Vera", about='web_addresses: ["127.0.0.0/8"]'),
        ),
        ("/reports/exports", {"period": "month", "words": "true"}, piece_of("lasting-done", what="export")),
    ],
)
async def test_so_do_others_of_their_kind(
    desk: tuple[Stage, Browser, Phone], path: str, fields: dict[str, str], told: str
) -> None:
    stage, browser, nina = desk
    await files(await stage.phone("Rita"), "The heating is cold")
    async with as_vera(stage) as desk_:
        await integrations.create_integration(desk_, "Shop")
    await stage.settle()
    assert text_of("lasting-done", what="system", name="Vera", about="Shop") in words(
        await nina.containing(piece_of("lasting-done", what="system"))
    )
    await browser.opens(await browser.opens(path) or path)
    await browser.confirms(stage.vera, path, **fields)
    await stage.settle()
    assert told in await nina.reads()
