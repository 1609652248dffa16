"""The README's picture: a busy hour at the desk, played on the real demo, and a screenshot of its page.

`python -m tests.browser.picture [docs/screenshot.png]`, or `make screenshot`. `--all` adds the other looks beside it.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import ViewportSize

from tests.browser.demo import PROJECT, running
from tests.browser.hands import Hands
from tests.browser.screen import DESKTOP, Screen, opened, started

MIRA, TIMUR, LENA = 4001, 4002, 4003
OLGA, PAVEL, DANA = 5001, 5002, 5003
TEXT = "Team Cobalt can't submit, the form says 413. Deadline is 12:00!"
LOOKS: dict[str, tuple[ViewportSize, str, float]] = {
    "light": (DESKTOP, "light", 1),
    "phone": ({"width": 390, "height": 844}, "dark", 2),
    "small": ({"width": 1280, "height": 720}, "dark", 1),
    "tablet": ({"width": 1024, "height": 768}, "dark", 1),
}


async def _asked(hands: Hands, number: int, who: int, text: str, category: int, priority: int = 0) -> None:
    """A request, sent at once, with its category and, from Dana, its priority."""
    await hands.say(who, f"/new {text}")
    await hands.press(who, f"send:{number}")
    await hands.press(who, f"cat:{number}:{category}")
    if priority:
        await hands.task(number)
        await hands.say(DANA, f"/priority {number} {priority}")


async def _morning(hands: Hands) -> None:
    """What was there before the visitor looked; without topics, which so much would fill for minutes."""
    await hands.say(OLGA, "/settings group_tickets remove topics")
    for place, name in enumerate(("Venue", "Technical", "Catering"), start=1):
        await hands.say(OLGA, f"/categories add {name}")
        await hands.sees(OLGA, f"{place}: {name}")
    await _asked(hands, 2, LENA, "Second power line for hall B", 1, 2)
    await hands.press(DANA, "claim:2")
    await hands.say(DANA, "/hold 2 the electrician comes at two")
    await _asked(hands, 3, LENA, "Gluten-free lunch for six people", 3, 4)
    await hands.press(PAVEL, "claim:3")
    await _asked(hands, 4, LENA, "Hardware loan form has no signature", 2)
    await hands.press(OLGA, "claim:4")
    await hands.in_section(4, "Assigned")
    task = await hands.task(4)
    await hands.board("comment/add", **{"as": task["responsible_uid"]}, task_id=task["id"], content="Who picks it up?")
    await hands.press(OLGA, "pending:4")
    await _asked(hands, 5, MIRA, "Judges can't open the score sheet", 2, 2)
    await hands.press(PAVEL, "claim:5")
    await hands.reply(PAVEL, "#5", "Shared it with the whole jury, please reload.")
    await hands.press(PAVEL, "resolve:5")
    await hands.press(MIRA, "solved:5:yes")
    await hands.press(MIRA, "rate:5:5")
    await hands.press(MIRA, "rate:5:skip")
    await _asked(hands, 6, TIMUR, "Парковка для жюри", 1, 4)
    await hands.press(OLGA, "claim:6")
    await hands.press(OLGA, "resolve:6")
    await _asked(hands, 7, TIMUR, "Перенести питч команды «Орбита»", 1)
    await hands.press(PAVEL, "claim:7")
    await hands.reply(PAVEL, "#7", "На 16:40 подойдёт?")
    await hands.say(DANA, "/away")
    await hands.press(DANA, "release:none")
    await _asked(hands, 8, LENA, "Wi-Fi drops in the quiet room", 2)
    await hands.press(TIMUR, "solved:6:yes")
    await hands.press(TIMUR, "rate:6:skip")


async def play(hands: Hands, screen: Screen) -> None:
    """The story around ticket 9, seen on the page."""
    await _morning(hands)
    mira, olga = screen.phone(MIRA), screen.phone(OLGA)
    await mira.writes(TEXT)
    await mira.presses("send:9")
    await hands.press(MIRA, "cat:9:2")
    await olga.presses("claim:9")
    await hands.say(DANA, "/priority 9 1")
    await hands.reply(OLGA, "#9 is yours", "What does the form say exactly?")
    await mira.sees("What does the form say exactly?")
    await mira.sends_the_sample_photo("This, at every try")
    await olga.sees("This, at every try")
    await _asked(hands, 10, TIMUR, "Принтер бейджей зажёвывает каждый третий, в очереди 140 человек", 2, 2)
    await hands.reply(OLGA, "This, at every try", "// it resets after each deploy")
    await screen.board.opens(9)
    await screen.board.comments("The limit is 500 MB now, please ask them to try again.")
    await mira.sees("The limit is 500 MB now")
    await mira.writes("It works now, they are in!")
    await olga.sees("It works now, they are in!")
    await _settled(hands)
    await mira.types("And what about the team from")
    await hands.say(TIMUR, "/new В зале Б нет проектора!")
    await screen.one("summary-close").click()
    await screen.still()


async def _settled(hands: Hands) -> None:
    """Everything has arrived on the board."""
    places = {2: "On hold", 3: "Assigned", 4: "Pending", 5: "Resolved", 6: "Resolved", 7: "In progress", 8: "New"}
    for number, name in {**places, 9: "In progress", 10: "New"}.items():
        await hands.in_section(number, name)


async def main(target: Path, *, looks: bool) -> None:
    """Play, look, save."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-picture-") as folder:
        async with running(Path(folder) / "data") as url, started() as browser:
            hands = await Hands.on(url)
            async with opened(browser, url) as screen:
                await screen.ready()
                await play(hands, screen)
                await screen.page.screenshot(path=target)
            for name, (size, scheme, scale) in LOOKS.items() if looks else ():
                async with opened(browser, url, size, scheme=scheme, scale=scale) as screen:
                    await screen.ready()
                    await screen.page.screenshot(path=target.with_name(f"{target.stem}-{name}.png"))
            await hands.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=PROJECT / "docs" / "screenshot.png")
    parser.add_argument("--all", action="store_true", help="light, phone, small and tablet beside it")
    given = parser.parse_args()
    asyncio.run(main(given.target, looks=given.all))
