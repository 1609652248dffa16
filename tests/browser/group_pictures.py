"""The guides' pictures of the team's group: its topics and the chat of one, beside the phones and on a small screen; on
the real demo, in the desk's language.

`python -m tests.browser.group_pictures [--locale ru]`, or `make screenshot`.
"""

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import ViewportSize

from tests.browser.demo import PROJECT, running
from tests.browser.hands import Hands
from tests.browser.screen import Screen, opened, started

MIRA, TIMUR, LENA, PAVEL = 4001, 4002, 4003, 5002
FOLDERS = {"en": PROJECT / "docs" / "how-to" / "pictures", "ru": PROJECT / "docs" / "ru" / "how-to" / "pictures"}
WIDE, SMALL = ViewportSize(width=1600, height=760), ViewportSize(width=390, height=760)


@dataclass(frozen=True, slots=True)
class Words:
    """What people write, in the language of the desk."""

    printer: str
    power: str
    badge: str
    asked: str
    told: str
    note: str
    answer: str


WORDS = {
    "en": Words(
        "The printer on the second floor prints every page twice",
        "Hall B needs a second power line",
        "My badge does not open the back door",
        "Does it happen from your phone, too?",
        "From the phone, too. We need forty badges by noon!",
        "// its third repair this month",
        "I’ll bring you the spare one from the office.",
    ),
    "ru": Words(
        "Принтер на втором этаже печатает каждую страницу дважды",
        "В зале Б нужна вторая линия питания",
        "Мой бейдж не открывает заднюю дверь",
        "А у вас с телефона так же?",
        "С телефона так же. А к полудню нужны сорок бейджей!",
        "// третий ремонт за месяц",
        "Принесу вам запасной из офиса.",
    ),
}


async def _ask(hands: Hands, who: int, words: str, number: int) -> None:
    await hands.say(who, f"/new {words}")
    await hands.press(who, f"send:{number}")


async def play(hands: Hands, screen: Screen, words: Words) -> None:
    """Three requests, on hold, answered and new; later, as the opening has used up what a group takes in a minute."""
    await hands.an_hour_passes()
    await _ask(hands, LENA, words.power, 2)
    await hands.press(PAVEL, "claim:2")
    await hands.say(PAVEL, "/hold 2")
    await _ask(hands, MIRA, words.printer, 3)
    group, mira = screen.group(), screen.phone(MIRA)
    await mira.large()
    await group.opens(3)
    await group.sees(words.printer)
    await group.writes(words.asked)
    await mira.sees(words.asked)
    await mira.writes(words.told)
    await group.sees(words.told)
    await group.writes(words.note)
    await group.writes(words.answer)
    await mira.sees(words.answer)
    await _ask(hands, TIMUR, words.badge, 4)
    await group.topic(4).wait_for()
    await screen.still()


async def _keep_wide(screen: Screen, folder: Path) -> None:
    """Save what the phones and the group have of the page, and the group alone."""
    for name in ("requesters", "agents"):
        await screen.one(name).wait_for()
    first, last = await screen.one("requesters").bounding_box(), await screen.one("agents").bounding_box()
    assert first is not None
    assert last is not None
    box = {"x": 0, "y": first["y"], "width": last["x"] + last["width"] + 16, "height": first["height"]}
    await screen.page.screenshot(path=folder / "group-topics.png", clip=box)  # type: ignore[arg-type]


async def _keep_small(screen: Screen, folder: Path) -> None:
    await screen.group().large()
    await screen.group().node.scroll_into_view_if_needed()
    await screen.still()
    await screen.page.screenshot(path=folder / "group-topics-phone.png")
    await screen.group().topic(3).click()
    await screen.still()
    await screen.page.screenshot(path=folder / "group-answer-phone.png")


async def main(language: str) -> None:
    """Play, look, save."""
    folder = FOLDERS[language]
    with tempfile.TemporaryDirectory(prefix="pulldesk-picture-") as data:
        async with running(Path(data) / "data", "--locale", language) as url, started() as browser:
            hands = await Hands.on(url)
            async with opened(browser, url, WIDE) as screen:
                await screen.ready()
                await play(hands, screen, WORDS[language])
                await _keep_wide(screen, folder)
            async with opened(browser, url, SMALL) as screen:
                await screen.ready()
                await _keep_small(screen, folder)
            await hands.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--locale", choices=tuple(FOLDERS), default="en")
    asyncio.run(main(parser.parse_args().locale))
