"""The panel's main pages on a phone: no wider than it, what matters in view at once, and nothing for axe to find."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.gallery import faults
from tests.browser.hands import Hands
from tests.browser.panel import Panel, address_of, panel_at
from tests.browser.screen import Screen
from tests.texts import text_of

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
MIRA, OLGA = 4001, 5001
PHONE = {"width": 390, "height": 844}
_TABS, _MOST_TABS = 58, 5  # the pages' row at the bottom: its height, and how many it has
PAGES = (
    "/",
    "/tickets",
    "/answers",
    "/answers/many",
    "/reports",
    "/people",
    "/settings",
    "/texts",
    "/audit",
    "/tickets/{}",
)


async def _look(panel: Panel, path: str) -> list[str]:
    """What is wrong with a page."""
    await panel.opens(path)
    found = [f"{path} {one}" for one in await panel.findings()]
    found += [f"{path} {one}" for one in await faults(panel.page)]
    if (tabs := await panel.page.locator(".bar nav .tab:visible").count()) > _MOST_TABS:
        found.append(f"{path}: {tabs} pages at the bottom")
    if path in ("/", "/tickets"):
        box = await panel.page.locator("tr[data-row]").first.bounding_box()
        if box is None or box["y"] + box["height"] > PHONE["height"] - _TABS:
            found.append(f"{path}: the first row is not in view: {box}")
    return found


async def test_main_pages_fit_a_phone(screen: Screen, browser: Browser, address: str) -> None:
    hands = await Hands.on(address)
    await hands.asks(OLGA, "/language en", text_of("language-set"))
    async with panel_at(browser, await address_of(hands, OLGA), size=PHONE) as panel:
        await panel.signs_in(hands, OLGA)
        await hands.say(MIRA, "/new The tap in the kitchen drips")
        await hands.press_any(MIRA, "send")
        row = panel.page.locator("tr[data-row]", has_text="The tap in the kitchen drips")
        await expect(row).to_be_visible()
        number = await row.get_attribute("data-row")
        found = [one for page in PAGES for one in await _look(panel, page.format(number))]
        await panel.opens("/tickets?agent=0")
        await panel.page.locator(".seek-button").click()
        await expect(panel.page.locator("#palette-words")).to_be_focused()
        await panel.page.keyboard.press("Escape")
        await panel.page.get_by_label(text_of("btn-take-number", number=number)).click()
        await expect(panel.page.locator("tr[data-row]", has_text="The tap in the kitchen drips")).to_have_count(0)
        await panel.page.get_by_role("button", name=text_of("page-more-pages")).click()
        found += await panel.findings()
        await panel.page.get_by_role("link", name=text_of("page-log")).click()
        await panel.says(text_of("page-log"))
        assert panel.complaints == []
    await hands.close()
    assert found == []
