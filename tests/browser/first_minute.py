"""A newcomer's first minute on the demo's page: each step is pressed, and seen to have happened. Pictures on demand:

`python -m tests.browser.first_minute FOLDER` saves one of each step, on a desktop and a phone, in both languages.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.demo import running
from tests.browser.screen import Screen, opened, started
from tests.browser.texts import page_texts

DESKTOP, PHONE = ViewportSize(width=1600, height=900), ViewportSize(width=390, height=844)
LANGUAGES = ("en", "ru")
HERO = 4001
"""The requester of the steps, when the desk speaks the page's language."""
STEPS = ("write", "take", "answer", "board", "solve", "confirm", "kill")
MEANWHILE = 5
"""How many messages the last step writes while the bot is dead."""
PLURAL = {"en": "other", "ru": "many"}
"""The form of a text with that number."""
MOST_PRESSES = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A step that has happened: how many presses and seconds it took from the first look at the page."""

    name: str
    presses: int
    seconds: float


async def play(screen: Screen, language: str) -> AsyncIterator[Step]:
    """Press each step as the page offers it next."""
    begun, said = time.monotonic(), page_texts(language)
    chat = screen.one(f"chat-{HERO}")
    arrived = {"answer": said["say-answer"], "board": said["say-board-answer"]}
    for presses, name in enumerate(STEPS, start=1):
        button = screen.one(f"try-{name}")
        await button.click()
        if name == "kill":
            written = str(said["proof-count"]).format(n=MEANWHILE, arrived=0)
            await expect(screen.one("notice")).to_contain_text(written)
            await button.click()
            proof = str(said["proof"][PLURAL[language]]).format(n=MEANWHILE)
            await expect(screen.one("notice")).to_contain_text(proof)
        if name in arrived:
            await expect(chat).to_contain_text(str(arrived[name]))
        await screen.ticked(name)
        yield Step(name, presses, time.monotonic() - begun)


async def _keep(browser: Browser, url: str, folder: Path, language: str, *, is_phone: bool) -> None:
    size, end = (PHONE, "390") if is_phone else (DESKTOP, "1600")
    async with opened(browser, f"{url}/?lang={language}", size) as screen:
        await screen.ready()
        await screen.page.screenshot(path=folder / f"{language}-{end}-0.png")
        async for step in play(screen, language):
            await screen.page.evaluate(
                "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))"
            )
            await screen.page.screenshot(path=folder / f"{language}-{end}-{step.presses}-{step.name}.png")
            sys.stdout.write(f"{language} {end}: {step.name} after {step.presses} presses, {step.seconds:.1f} s\n")


async def main(folder: Path) -> None:
    """Play it four times, each on a demo that nobody has used yet, and save what is seen."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, is_phone in product(LANGUAGES, (False, True)):
        with tempfile.TemporaryDirectory(prefix="pulldesk-picture-") as data:
            async with running(Path(data) / "data", "--locale", language) as url, started() as browser:
                await _keep(browser, url, folder, language, is_phone=is_phone)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    asyncio.run(main(parser.parse_args().folder))
