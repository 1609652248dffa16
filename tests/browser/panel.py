"""The panel as who leads has it: signed in by a code, looked through by axe. Knows the pages, not what is tested."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.hands import Hands
from tests.browser.screen import DESKTOP
from tests.cpu import crowd

Theme = Literal["light", "dark"]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_PATIENCE = 75_000  # as on the page: a process that was ended takes half a minute to start on a slow machine
_LINK = re.compile(r'href="(/[^"#]*)')
_NAMES = re.compile(r"\d+|(?<=^/settings/)[^/]+|(?<=^/texts/)[^/]+|(?<=^/api/docs/)[^/]+")
_NO_PAGES = ("/static/", "/api/v1/", "/tickets.csv")


class Panel:
    """A browser at the panel's address."""

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self.context = context
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def opens(self, path: str) -> None:
        """Look at a page."""
        await self.page.goto(self.url + path)

    async def presses(self, name: str) -> None:
        """A button of the page, by its words."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def says(self, *words: str) -> None:
        """All of the words, on the page that is shown."""
        for part in words:
            await expect(self.page.locator("main")).to_contain_text(part)

    async def signs_in(self, hands: Hands, person: int, *, led_to: str = "/") -> None:
        """The code of the page is the one in Telegram, where it is let in; then the page goes on by itself."""
        await self.opens("/sign-in")
        await self.page.fill("#name", str(person))
        await self.page.locator("main button").click()
        code = (await self.page.locator(".code").text_content() or "").strip()
        await hands.press_any(person, "web_pick", code)
        await self.page.wait_for_url(f"{self.url}{led_to}")

    async def state(self) -> str:
        """What this window knows, for another one."""
        return json.dumps(await self.context.storage_state())

    async def paths(self, *begin: str) -> list[str]:
        """One of each kind of page: these, and what links lead to from there."""
        kinds: dict[str, str] = {}
        ways = list(begin)
        while ways:
            way = ways.pop(0)
            kind = _NAMES.sub("N", way.partition("?")[0])
            if kind in kinds or way.startswith(_NO_PAGES):
                continue
            answer = await self.context.request.get(self.url + way, max_retries=2)
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            assert answer.ok, f"{way}: {answer.status}"
            kinds[kind] = way
            ways += (found.replace("&amp;", "&") for found in _LINK.findall(await answer.text()))
        return list(kinds.values())

    async def findings(self) -> list[str]:
        """What axe finds on the page that is shown, each with its place."""
        found: list[dict[str, Any]] = (await Axe().run(self.page)).response["violations"]
        return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]]


@asynccontextmanager
async def panel_at(
    browser: Browser, url: str, *, state: str = "", theme: Theme = "light", language: str = "en",
    size: ViewportSize = DESKTOP,
) -> AsyncIterator[Panel]:  # fmt: skip
    """A window at the panel while the block lasts. `state`: what another window knew, which was signed in."""
    context = await browser.new_context(
        viewport=size, color_scheme=theme, locale=language, storage_state=json.loads(state) if state else None
    )
    try:
        context.set_default_timeout(_PATIENCE * crowd())
        expect.set_options(timeout=_PATIENCE * crowd())
        yield Panel(context, await context.new_page(), url)
    finally:
        await context.close()


async def address_of(hands: Hands, person: int) -> str:
    """Where the demo's panel is, as the bot says it."""
    found = _ADDRESS.search(await hands.asks(person, "/panel", "http://"))
    assert found
    return found[0]
