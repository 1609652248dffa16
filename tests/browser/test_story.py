"""The story of the whole desk, played on the demo's page in a real browser."""

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.screen import Screen, opened

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
MIRA, OLGA, PAVEL, DANA, TEAM = 4001, 5001, 5002, 5003, -4001


async def test_a_request_from_its_first_word_to_five_stars(screen: Screen) -> None:
    mira, olga, pavel, dana = (screen.phone(person) for person in (MIRA, OLGA, PAVEL, DANA))
    board = screen.board

    await mira.writes("Team Cobalt can't submit, the form says 413. Deadline is 12:00!")
    await mira.sends_now()
    number = await mira.number()
    await olga.offers(f"claim:{number}")
    await pavel.offers(f"claim:{number}")
    await dana.shows("Team Cobalt can't submit")
    await board.has(number, "new")

    await olga.presses(f"claim:{number}")
    await board.has(number, "assigned")
    await mira.sees("Olga is looking after your request")
    await pavel.sees(f"#{number}", "taken by Olga")

    await board.opens(number)
    await board.comments("The limit is 500 MB now, please ask them to try again.")
    await mira.sees("Olga", "The limit is 500 MB now")
    await board.has(number, "in_progress")

    await mira.writes("It went through. And what about team Orbit?")
    await olga.sees("And what about team Orbit?")
    await board.tells("Mira C.", "And what about team Orbit?")

    await olga.presses(f"resolve:{number}")
    await board.has(number, "resolved")
    await mira.presses(f"solved:{number}:yes")
    await mira.presses(f"rate:{number}:5")
    await mira.sees("Thank you", "★★★★★")
    await olga.sees(f"#{number}", "★★★★★")
    await board.tells("★★★★★")
    for step in ("write", "take", "board"):
        await screen.ticked(step)


@pytest.mark.broad
@pytest.mark.parametrize("width", [1181, 1440, 1600])
async def test_all_there_is_to_try_is_seen_at_once(browser: Browser, address: str, width: int) -> None:
    async with opened(browser, address, ViewportSize(width=width, height=900)) as window:
        await window.ready()
        last = window.page.locator("#tries .try").last
        await expect(last).to_be_visible()
        assert await last.evaluate("at => at.parentElement.scrollWidth - at.parentElement.clientWidth") == 0
