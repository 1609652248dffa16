"""The team's group on the demo's page: its topics are opened and written in, and what is said arrives."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.demo import running
from tests.browser.first_minute import PHONE
from tests.browser.screen import opened

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
MIRA = 4001


async def test_a_line_in_a_topic_reaches_the_requester_whose_words_come_back_into_it(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On a demo of its own: a group takes few messages a minute, and those of other tests would come first."""
    async with running(tmp_path_factory.mktemp("demo") / "data") as url, opened(browser, url) as window:
        await window.ready()
        mira, group = window.phone(MIRA), window.group()
        await mira.writes("The printer on the second floor prints every page twice")
        await mira.sends_now()
        number = await mira.number()

        await group.opens(number)
        await group.sees("The printer on the second floor")
        await group.presses(f"claim:{number}")
        await mira.sees("Olga is looking after your request")
        await group.writes("Its drum is worn, I will bring a new one")
        await mira.sees("Olga", "Its drum is worn, I will bring a new one")
        mine = group.chat.locator(".msg.own", has_text="Its drum is worn")
        await expect(mine.locator(".stamp.delivered")).to_be_visible()
        await window.board.has(number, "in_progress")

        await mira.writes("Thank you! The toner is low, too")
        await group.sees("The toner is low, too")
        await group.writes("// the third drum this month")
        await expect(group.chat.locator(".msg.note", has_text="the third drum")).to_be_visible()
        await group.writes("/resolve The new drum is in")
        await mira.offers(f"solved:{number}:yes")
        await expect(mira.chat).not_to_contain_text("the third drum")
        await mira.presses(f"solved:{number}:yes")
        await group.lists()
        await expect(group.topic(number).locator(".topic-closed")).to_be_attached()
        assert window.complaints == []

        async with opened(browser, url, PHONE) as small:
            await small.ready()
            await small.group().large()
            await small.group().topic(number).click()
            await small.group().sees("Its drum is worn, I will bring a new one")
            assert await small.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
