"""A browser without a screen at the web door: keeps cookies, fills in forms that it was shown, and follows nothing but
what tells once what a form has done."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

from db.database import Database
from tests.flows.panel.doors import KeptDoor
from tests.flows.phone import Phone, buttons
from tests.flows.stage import VERA, Stage, Step, staged
from web.bot_watch import BotWatch
from web.context import WebContext
from web.settings import WebSettings

URL = "http://127.0.0.1:8090"
TELLS = re.compile(r"[?&](told=\d|again=done|blob=\d)|^/profile/app$")
_FORM = re.compile(r'name="form" value="([0-9a-f]+)"')
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


@dataclass(slots=True)
class Browser:
    """One browser. `page`: the text of what it was last shown, `status`: and with which code; `at`: where its last form
    led, if that page told what it has done."""

    client: httpx.AsyncClient
    page: str = ""
    status: int = 0
    at: str = ""

    async def opens(self, path: str) -> str:
        """Look at a page; where it leads elsewhere, only the address: in `led_to`."""
        return self._shown(await self.client.get(path))

    async def sends(self, path: str, /, *, form: str | None = None, **fields: str | list[str]) -> str:
        """Send a form of the page that is shown, with its token unless another is given."""
        token = self.form if form is None else form
        return await self._led(await self.client.post(path, data={"form": token, **fields}))

    async def confirms(self, phone: Phone, path: str, /, **fields: str | list[str]) -> str:
        """Send a form that asks in Telegram first, say there that it was they, and send it again."""
        assert await self.sends(path, **fields) == ""
        await self._agrees(phone)
        return await self.sends(path, **fields)

    async def takes(self, phone: Phone, path: str, /, **fields: str) -> httpx.Response:
        """Do the same where the answer is a file."""
        form = self.form
        await self.sends(path, **fields)
        await self._agrees(phone)
        return await self.client.post(path, data={"form": form, **fields})

    async def _agrees(self, phone: Phone) -> None:
        assert '<span class="asked">' in self.page, self.text
        await phone.stage.settle()
        asked = [(one, data) for one in await phone.received() for data in buttons(one) if data.startswith("lasting:")]
        message, yes = next((one, data) for one, data in reversed(asked) if data.endswith(":yes"))
        await phone.presses(yes, on=message["message_id"])

    @property
    def form(self) -> str:
        """The token of the page's forms; nothing where it has none."""
        found = _FORM.search(self.page)
        return found[1] if found else ""

    @property
    def seen(self) -> str:
        """The version that the page's first form knows."""
        return self.seen_of("")

    def seen_of(self, path: str) -> str:
        """The version that the first form to an address of that end knows."""
        found = re.search(rf'action="[^"]*{path}">.*?name="seen" value="(\d+)"', self.page, re.DOTALL)
        return found[1] if found else ""

    @property
    def text(self) -> str:
        """What a person reads of the page, on one line."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.page.partition("<body>")[2])).split())

    async def _led(self, answer: httpx.Response) -> str:
        """Show the answer to a form: the page that tells what it has done."""
        to = answer.headers.get("location", "")
        self.at = to if TELLS.search(to) else ""
        return self._shown(await self.client.get(to) if self.at else answer)

    @property
    def told(self) -> str:
        """What the page says that the last form has done."""
        found = re.search(r'id="told" role="status">\s*<p dir="auto">(.*?)</p>', self.page, re.DOTALL)
        return unescape(found[1]).strip() if found else ""

    def _shown(self, answer: httpx.Response) -> str:
        self.status = answer.status_code
        if answer.status_code == 303:
            return answer.headers["location"]
        if answer.text:
            self.page = answer.text
        return ""

    async def signs_in(self, phone: Phone, name: str) -> None:
        """All of it: the name, the code compared, Let in, the session."""
        await self.opens("/sign-in")
        await self.sends("/sign-in", name=name)
        await phone.stage.settle()
        asked = await phone.containing("sign in to the panel as you")
        await phone.presses(chosen(asked, code_of(self)))
        assert await self.sends("/sign-in/finish") == "/"


def chosen(asked: dict[str, Any], code: str) -> str:
    """The button of that code."""
    (found,) = (data for data in buttons(asked) if data.startswith("web_pick:") and data.endswith(f":{code}"))
    return found


def code_of(browser: Browser) -> str:
    """The code on the page."""
    found = re.search(r'class="code">([^<]+)<', browser.page)
    assert found is not None
    return found[1]


@asynccontextmanager
async def panel_of(stage: Stage, **settings: Any) -> AsyncIterator[int]:
    """The web door of a stage: its port, one that is free."""
    made = WebSettings(_env_file=None, web_url=URL, **settings)
    kept = await KeptDoor.of(WebContext(stage.database, made, stage.clock, bot_watch=BotWatch(lambda: 0.0)))
    try:
        yield kept.port
    finally:
        await kept.left()


@asynccontextmanager
async def browser_at(port: int, *, address: str = "127.0.0.1") -> AsyncIterator[Browser]:
    """A fresh browser, with this address of its own."""
    headers = {"user-agent": FIREFOX, "accept-language": "en", "origin": URL}
    there, way = f"http://127.0.0.1:{port}", httpx.AsyncHTTPTransport(local_address=address)
    async with httpx.AsyncClient(base_url=there, headers=headers, timeout=30, transport=way) as client:
        yield Browser(client)


async def vera_let_in(stage: Stage) -> dict[str, str]:
    """Vera signed in at the panel; the cookies of her browser."""
    async with panel_of(stage) as port, browser_at(port) as browser:
        await browser.signs_in(stage.vera, str(VERA))
        return dict(browser.client.cookies)


@asynccontextmanager
async def panel_at(database: Database, *begins: Step, **rules: Any) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk without a board, and a browser at its panel; what has happened before and its rules as for `staged`."""
    async with (
        staged(database, board=False, begins=begins, web__url=URL, **rules) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        yield stage, browser


@asynccontextmanager
async def vera_at(database: Database, *begins: Step, **rules: Any) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk without a board, and Vera signed in; what has happened before and its rules as for `staged`."""
    async with (
        staged(database, board=False, begins=(*begins, vera_let_in), web__url=URL, **rules) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        browser.client.cookies.update(await stage.once(vera_let_in))
        yield stage, browser
