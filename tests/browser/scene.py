"""A scene of the real demo, in the desk's language: the people in it, its page, the panel, and where its pictures for
the guides go. A story plays in it, another looks at the panel."""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, ViewportSize

from tests.browser.demo import PROJECT, running
from tests.browser.hands import Hands
from tests.browser.panel import Panel, address_of, panel_at
from tests.browser.screen import Screen, opened, started

OLGA = 5001
LOW = ViewportSize(width=1440, height=800)
"""A page so low has one phone open, and the opened task as a sheet over the board."""
SMALL = ViewportSize(width=1200, height=760)
FOLDERS = {"en": PROJECT / "docs" / "how-to" / "pictures", "ru": PROJECT / "docs" / "ru" / "how-to" / "pictures"}


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


Story = Callable[[Scene], Awaitable[None]]
"""What happens before the panel is opened."""
PanelStory = Callable[[Scene, Panel], Awaitable[None]]


def take_pictures(what: str | None, play: Story, look: PanelStory) -> None:
    """Play the story and look at the panel, in the language of the command line; `what`: the help of the command."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--locale", choices=tuple(FOLDERS), default="en")
    asyncio.run(_take_all(parser.parse_args().locale, play, look))


async def _take_all(language: str, play: Story, look: PanelStory) -> None:
    FOLDERS[language].mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pulldesk-picture-") as data:
        async with running(Path(data) / "data", "--locale", language) as url, started() as browser:
            await _take(browser, url, language, play, look)


async def _take(browser: Browser, url: str, language: str, play: Story, look: PanelStory) -> None:
    hands = await Hands.on(url)
    async with opened(browser, url, LOW) as screen:
        await screen.ready()
        scene = Scene(hands, screen, FOLDERS[language], language)
        await play(scene)
        async with panel_at(browser, await address_of(hands, OLGA), language=language, size=SMALL) as panel:
            await look(scene, panel)
    await hands.close()
