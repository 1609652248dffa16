"""A day is shown in the desk's words, and read by nobody but the browser, in its own order."""

import pytest
from playwright.async_api import Browser, expect

from tests.flows.chromium import browser
from web.rendering import STATIC

pytestmark = [pytest.mark.sentence("The panel"), pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
__all__ = ["browser"]
_PAGE = """<header id="bar" data-months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ">
</header><main><input id="day" type="date" value="2026-11-28">
<input id="at" type="datetime-local" value="2026-11-28T09:05"><input type="date"></main>"""


async def test_a_day_is_shown_in_words_and_typed_as_the_browser_has_it(browser: Browser) -> None:
    page = await browser.new_page(locale="en-US")
    await page.set_content(_PAGE)
    await page.add_style_tag(path=STATIC / "panel.css")
    await page.add_script_tag(path=STATIC / "days.js")
    shown, day = page.locator(".said-day"), page.locator("input#day")  # words typed are kept by its id
    await expect(shown).to_have_text(["28 Nov 2026", "28 Nov 2026, 9:05", ""])
    await expect(shown.last).to_be_visible()  # and hides the order of the browser
    await day.focus()
    await expect(shown.first).not_to_be_visible()
    await page.keyboard.type("12312027")
    await expect(day).to_have_value("2027-12-31")
    await page.locator("#at").focus()
    await expect(shown.first).to_have_text("31 Dec 2027")
    await day.focus()
    await page.keyboard.type("02302027")
    await page.locator("#at").focus()
    await expect(shown.first).not_to_be_visible()
    assert await day.evaluate("one => one.validity.badInput")
    await page.close()
