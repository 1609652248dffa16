"""The guides' picture of the panel: Now, on the real demo with a finished month, an hour after a busy one began.

`python -m tests.browser.panel_picture [docs/panel.png]`, or `make screenshot`.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import ViewportSize, expect

from tests.browser.demo import PROJECT, running
from tests.browser.hands import Hands
from tests.browser.panel import Panel, address_of, panel_at
from tests.browser.screen import opened, started

MIRA, TIMUR, LENA = 4001, 4002, 4003
OLGA, PAVEL, DANA = 5001, 5002, 5003
SIZE: ViewportSize = {"width": 1440, "height": 900}
NAMES = {OLGA: "Olga", PAVEL: "Pavel", DANA: "Dana"}
REQUESTS = (
    (MIRA, "Team Cobalt can't submit, the form says 413", 1, OLGA),
    (TIMUR, "В зале Б нет проектора", 1, None),
    (LENA, "Second power line for hall B", 2, DANA),
    (LENA, "Badge printer jams on every third badge", 2, None),
    (TIMUR, "Перенести питч команды «Орбита»", 3, PAVEL),
    (MIRA, "Hardware loan form has no signature", 4, OLGA),
    (LENA, "Wi-Fi drops in the quiet room", 3, PAVEL),
)


async def _filed(panel: Panel, hands: Hands, who: int, words: str) -> int:
    """Its number, as the page that is open shows it."""
    await hands.say(who, f"/new {words}")
    await hands.press_any(who, "send")
    row = panel.page.locator("tr[data-row]", has_text=words)
    await expect(row).to_be_visible()
    return int(await row.get_attribute("data-row") or 0)


async def play(hands: Hands, panel: Panel) -> None:
    """The hour: some are taken, one of them is answered, one promise is broken."""
    for who, words, priority, agent in REQUESTS:
        number = await _filed(panel, hands, who, words)
        await hands.say(DANA, f"/priority {number} {priority}")
        if agent:
            await hands.press(agent, f"claim:{number}")
            await expect(panel.page.locator(f'tr[data-row="{number}"]')).to_contain_text(NAMES[agent])
    await hands.reply(PAVEL, "Перенести питч", "На 16:40 подойдёт?")
    await hands.sees(TIMUR, "На 16:40 подойдёт?")
    await hands.an_hour_passes()
    await panel.opens("/")
    await panel.says("First response")
    await expect(panel.page.locator("#live")).not_to_be_empty()


async def main(target: Path) -> None:
    """Play, look, save."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-picture-") as folder:
        async with running(Path(folder) / "data") as url, started() as browser:
            hands = await Hands.on(url)
            async with opened(browser, url) as screen:
                await screen.ready()
            await hands.adds("month")
            await hands.say(OLGA, "/settings targets on")
            async with panel_at(browser, await address_of(hands, OLGA), size=SIZE) as panel:
                await panel.signs_in(hands, OLGA)
                await play(hands, panel)
                await panel.page.screenshot(path=target)
            await hands.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=PROJECT / "docs" / "panel.png")
    asyncio.run(main(parser.parse_args().target))
