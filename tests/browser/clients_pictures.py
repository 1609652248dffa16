"""The guides' pictures of a service company: registration, a director's list, a payment, the account block on card,
board and panel; on the real demo, in the desk's language.

`python -m tests.browser.clients_pictures [--locale ru]`, or `make screenshot`.
"""

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, ViewportSize

from desk.i18n import say
from tests.browser.demo import PROJECT, running
from tests.browser.hands import Hands
from tests.browser.panel import Panel, address_of, panel_at
from tests.browser.screen import Screen, opened, started

MIRA, LENA = 4001, 4003
OLGA = 5001
LOW = ViewportSize(width=1440, height=800)
"""A page so low has one phone open, and the opened task as a sheet over the board."""
SMALL = ViewportSize(width=1200, height=760)
FOLDERS = {"en": PROJECT / "docs" / "how-to" / "pictures", "ru": PROJECT / "docs" / "ru" / "how-to" / "pictures"}


@dataclass(frozen=True, slots=True)
class Words:
    """What people write, in the language of the desk."""

    mira: str
    lena: str
    scales: str
    till: str
    answer: str


WORDS = {
    "en": Words(
        "Mira Castell",
        "Lena Orlova",
        "The scales show the wrong weight since this morning",
        "The till prints no receipts",
        "I will come at two and calibrate them.",
    ),
    "ru": Words(
        "Мира Кастель",
        "Лена Орлова",
        "Весы с утра показывают не тот вес",
        "Касса не печатает чеки",
        "Приеду к двум и настрою.",
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """The demo of one language, its page, and where its pictures go."""

    hands: Hands
    screen: Screen
    folder: Path
    language: str

    async def speaks(self, person: int, name: str) -> None:
        """Give a person a name and the language of the desk, as their Telegram has them."""
        first, last = name.split()
        given = {"first_name": first, "last_name": last, "language_code": self.language}
        await self.hands._post("telegram/person", id=person, **given)

    async def contact(self, person: int) -> None:
        """Send one's own number, as the key of the keyboard does."""
        contact = {"phone_number": f"+7900555{person}", "first_name": "Lena", "user_id": person}
        await self.hands._post("telegram/message", person=person, content={"contact": contact})

    async def keep(self, what: Locator, name: str) -> None:
        """Save the picture of a part of the page."""
        await self.screen.still()
        await what.screenshot(path=self.folder / f"{name}.png")

    async def phone(self, person: int, name: str) -> None:
        """Save the picture of a phone."""
        await self.screen.phone(person).large()
        await self.keep(self.screen.phone(person).node, name)


async def _register(scene: Scene) -> None:
    await scene.hands.say(LENA, "/register")
    await scene.hands.sees(LENA, say(scene.language, "register-number")[:30])
    await scene.contact(LENA)
    await scene.hands.sees(LENA, say(scene.language, "register-done"))
    await scene.phone(LENA, "registration")


async def _file(scene: Scene, who: int, words: str, number: int) -> None:
    await scene.hands.say(who, f"/new {words}")
    await scene.hands.press(who, f"send:{number}")
    await scene.hands.task(number)


async def _play(scene: Scene) -> None:
    """The story: Lena registers and asks, Olga takes it and asks for a price, Lena pays, Mira looks on."""
    hands, words = scene.hands, WORDS[scene.language]
    for person, name in ((MIRA, words.mira), (LENA, words.lena)):
        await scene.speaks(person, name)
    await hands._post("desk/company")
    await _register(scene)
    await _file(scene, LENA, words.till, 2)
    await _file(scene, LENA, words.scales, 3)
    await hands.press(OLGA, "claim:3")
    await hands.reply(OLGA, "#3", words.answer)
    await hands.sees(LENA, words.answer)
    await hands.say(MIRA, "/tickets")
    await hands.sees(MIRA, words.till[:20])
    await scene.phone(MIRA, "directors-list")
    olga = scene.screen.phone(OLGA)
    await olga.large()
    await scene.keep(olga.chat.locator(".msg.bot", has_text="2026/118").last, "account-on-card")
    await hands.say(OLGA, "/price 3 1500")
    await hands.press(LENA, "sandbox:pay")
    await hands.sees(LENA, "1")
    await scene.screen.board.opens(3)
    await scene.keep(scene.screen.one("task-sheet"), "account-on-board")
    await scene.screen.page.keyboard.press("Escape")
    await scene.phone(LENA, "payment")


async def _look_at_panel(scene: Scene, panel: Panel) -> None:
    await panel.signs_in(scene.hands, OLGA)
    for address, name in (("/tickets/3", "account-in-panel"), ("/organizations/1", "organization")):
        await panel.opens(address)
        await panel.page.screenshot(path=scene.folder / f"{name}.png")


async def _take(browser: Browser, url: str, folder: Path, language: str) -> None:
    hands = await Hands.on(url)
    async with opened(browser, url, LOW) as screen:
        await screen.ready()
        scene = Scene(hands, screen, folder, language)
        await _play(scene)
        async with panel_at(browser, await address_of(hands, OLGA), language=language, size=SMALL) as panel:
            await _look_at_panel(scene, panel)
    await hands.close()


async def main(language: str) -> None:
    """Play, look, save."""
    FOLDERS[language].mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pulldesk-picture-") as data:
        async with running(Path(data) / "data", "--locale", language) as url, started() as browser:
            await _take(browser, url, FOLDERS[language], language)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--locale", choices=tuple(FOLDERS), default="en")
    asyncio.run(main(parser.parse_args().locale))
