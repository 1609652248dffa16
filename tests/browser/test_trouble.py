"""A visitor kills the bot and watches everything arrive, on the demo's page."""

import pytest
from playwright.async_api import expect

from tests.browser.hands import Hands
from tests.browser.screen import Screen

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
OLGA = 5001


async def test_the_bot_killed_while_somebody_types(screen: Screen, address: str) -> None:
    hands, clara = await Hands.on(address), await screen.adds_person("Clara")
    await clara.types("Which door is open after eight in the evening?")
    await hands.kill("bot")
    await expect(screen.one("banner-requesters")).to_contain_text("The bot is not running.")
    await clara.writes("Which door is open after eight in the evening?")
    await expect(clara.chat.locator(".stamp.waiting")).to_have_count(1)
    await expect(screen.one("notice")).to_contain_text("Written meanwhile: 1. Arrived: 0.")

    await hands.calm()
    await hands.close()
    await clara.sends_now()
    await expect(screen.one("notice")).to_contain_text("1 message: 0 lost, 0 doubled.")
    await screen.phone(OLGA).sees("Which door is open after eight")
    await screen.ticked("kill")
