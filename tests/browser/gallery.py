"""Every page at five widths, in both languages and themes, on sheets to look at; what a script can see, it says.

`make gallery`, or a part: `make gallery ARGS="--page now --width 1366"`. The sheets lie in `.gallery`, one a page.
"""

import argparse
import asyncio
import base64
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from tests.browser.demo import PROJECT, running
from tests.browser.hands import Hands
from tests.browser.panel import Panel, Theme, address_of, panel_at
from tests.browser.panel_picture import MIRA, OLGA, play
from tests.browser.screen import DESKTOP, opened, started
from tests.texts import text_of

WIDTHS = (390, 768, 1366, 1440, 1920)
LANGUAGES = ("en", "ru")
THEMES: tuple[Theme, ...] = ("light", "dark")
SPEAKS = {"en": text_of("language-set"), "ru": "Теперь говорю по-русски."}
NOT_LINKED = ("/sign-in", "/api/docs", "/wall", "/tickets?state=all&q=printer", "/texts?q=resolve", "/nowhere")
_HEIGHT = 900
_MOST_HEIGHT = 2_000  # of one picture: a longer page is cut there
_COLUMN = 460
_RULES = (Path(__file__).parent / "gallery_rules.js").read_text()


async def faults(page: Page) -> list[str]:
    """Return what the rules find on the page that is shown."""
    return [str(one) for one in await page.evaluate(_RULES)]


def name_of(path: str) -> str:
    """Return the file name of a page's sheet."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "now"


def _size(width: int) -> ViewportSize:
    return {"width": width, "height": 844 if width < 500 else _HEIGHT}


class Sheet:
    """The pictures of one page, with a caption for each."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._figures: list[str] = []

    async def add(self, page: Page, caption: str) -> None:
        """Take a picture of the page that is shown."""
        size = page.viewport_size or DESKTOP
        height = min(_MOST_HEIGHT, max(size["height"], await page.evaluate("document.documentElement.scrollHeight")))
        shot = await page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": height})
        data = base64.b64encode(shot).decode()
        self._figures.append(
            f'<figure><img src="data:image/png;base64,{data}" width="{min(size["width"], 2 * _COLUMN)}">'
            f"<figcaption>{caption}</figcaption></figure>"
        )

    async def save(self, browser: Browser, folder: Path) -> None:
        """Write the sheet."""
        page = await browser.new_page(viewport={"width": 5 * _COLUMN, "height": _HEIGHT})
        await page.set_content(
            "<style>body{display:flex;flex-wrap:wrap;gap:16px;margin:16px;background:#888;font:16px sans-serif}"
            f"figure{{margin:0}}img{{display:block}}</style>{''.join(self._figures)}"
        )
        await page.screenshot(path=folder / f"{self.name}.png", full_page=True)
        await page.close()


@asynccontextmanager
async def busy_desk(browser: Browser, url: str) -> AsyncIterator[tuple[Hands, Panel]]:
    """Yield an admin's window at a desk with a finished month, knowledge and an hour of today."""
    hands = await Hands.on(url)
    async with opened(browser, url) as screen:
        await screen.ready()
    for name in ("month", "knowledge"):
        await hands.adds(name)
    for setting in ("targets on", "organizations on", "log_days 7"):
        await hands.say(OLGA, f"/settings {setting}")
    async with panel_at(browser, await address_of(hands, OLGA)) as panel:
        await panel.signs_in(hands, OLGA)
        await play(hands, panel)
        yield hands, panel
    await hands.close()


async def looks(
    browser: Browser, panel: Panel, hands: Hands, languages: Sequence[str], themes: Sequence[Theme]
) -> AsyncIterator[tuple[str, Theme, Panel]]:
    """Yield a window of the same person for each language and theme."""
    state = await panel.state()
    for language in languages:
        await hands.asks(OLGA, f"/language {language}", SPEAKS[language])
        for theme in themes:
            async with panel_at(browser, panel.url, state=state, theme=theme, language=language) as window:
                yield language, theme, window


async def draw(browser: Browser, url: str, given: argparse.Namespace) -> list[str]:
    """Save the sheets that were asked for; return what the rules found."""
    found: dict[str, None] = {}
    async with busy_desk(browser, url) as (hands, panel):
        paths = [one for one in await panel.paths("/", *NOT_LINKED) if given.page in name_of(one)]
        sheets = {path: Sheet(name_of(path)) for path in paths}
        async for language, theme, window in looks(browser, panel, hands, given.language, given.theme):
            for path, width in product(paths, given.width):
                await window.page.set_viewport_size(_size(width))
                await window.opens(path)
                await sheets[path].add(window.page, f"{path} {width} {language} {theme}")
                found |= dict.fromkeys(f"{path} {width} {language}: {one}" for one in await faults(window.page))
        for sheet in sheets.values():
            await sheet.save(browser, given.to)
        await _demo_sheets(browser, url, given)
        await hands.asks(OLGA, "/language en", SPEAKS["en"])
    return list(found)


async def _demo_sheets(browser: Browser, url: str, given: argparse.Namespace) -> None:
    """The demo's page, and the bot on the phones of a requester and an admin."""
    if given.page not in "demo":
        return
    sheet = Sheet("demo")
    for width, theme in product(given.width, given.theme):
        async with opened(browser, url, _size(width), scheme=theme) as screen:
            await screen.ready()
            await sheet.add(screen.page, f"demo {width} {theme}")
            for person in (MIRA, OLGA) if width == max(given.width) else ():
                await screen.phone(person).large()
                await sheet.add(screen.page, f"phone of {person} {theme}")
    await sheet.save(browser, given.to)


async def main(given: argparse.Namespace) -> None:
    """Play, look, save."""
    given.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pulldesk-gallery-") as folder:
        async with running(Path(folder) / "data") as url, started() as browser:
            sys.stdout.write("\n".join(await draw(browser, url, given)) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", default="", help="a part of a sheet's name: now, tickets, people-5001, demo …")
    parser.add_argument("--width", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--theme", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--to", type=Path, default=PROJECT / ".gallery")
    asyncio.run(main(parser.parse_args()))
