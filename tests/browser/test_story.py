"""The story of the whole desk, played on the demo's page in a real browser."""

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.screen import Screen, opened

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
OLGA, PAVEL, DANA = 5001, 5002, 5003


async def test_a_request_from_its_first_word_to_five_stars(screen: Screen) -> None:
    olga, pavel, dana = (screen.phone(person) for person in (OLGA, PAVEL, DANA))
    board, tess = screen.board, await screen.adds_person("Tess")

    await tess.writes("Team Cobalt can't submit, the form says 413. Deadline is 12:00!")
    await tess.sends_now()
    number = await tess.number()
    await olga.offers(f"claim:{number}")
    await pavel.shows("Team Cobalt can't submit")
    await dana.shows("Team Cobalt can't submit")
    await board.has(number, "new")

    await olga.presses(f"claim:{number}")
    await board.has(number, "assigned")
    await tess.sees("Olga is looking after your request")
    await pavel.shows("taken by Olga")

    await board.opens(number)
    await board.comments("The limit is 500 MB now, please ask them to try again.")
    await tess.sees("Olga", "The limit is 500 MB now")
    await board.has(number, "in_progress")

    await tess.writes("It went through. And what about team Orbit?")
    await olga.sees("And what about team Orbit?")
    await board.tells("Tess", "And what about team Orbit?")

    await olga.presses(f"resolve:{number}")
    await board.has(number, "resolved")
    await tess.presses(f"solved:{number}:yes")
    await tess.presses(f"rate:{number}:5")
    await tess.sees("Thank you", "★★★★★")
    await olga.sees(f"#{number}", "★★★★★")
    await board.tells("★★★★★")
    for step in ("write", "take", "board"):
        await screen.ticked(step)


@pytest.mark.parametrize("width", [1181, 1440, 1600])
async def test_every_step_is_seen_at_once(browser: Browser, address: str, width: int) -> None:
    async with opened(browser, address, ViewportSize(width=width, height=900)) as window:
        await window.ready()
        await expect(window.page.locator(".step").last).to_be_in_viewport(ratio=1)
