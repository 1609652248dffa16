"""A page that is left open says within fifteen seconds that it is cut off, and as soon that it is live again, wherever
the way to its data is cut and for however long."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from db.database import Database, create_engine
from db.driver import open_connection
from tests.cpu import crowd
from tests.flows.panel.browser import URL, vera_let_in
from tests.flows.stage import staged
from web import app
from web.__main__ import serve_app
from web.bot_watch import BotWatch
from web.context import WebContext
from web.settings import WebSettings

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
_MANY, _LONGEST = 7, 15.0  # tries, and seconds between two: those of the library grow to half a minute, then to a whole
_REFUSED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _Way:
    """The network between a browser and the panel, and between that and its database: it passes, "refuses", is
    "silent", or a "proxy" answers for the panel."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, creator=partial(self._connect, url))
        self.panel, self.database, self.port = "", "", 0
        self.tries: list[float] = []
        self._open: set[asyncio.Task[None]] = set()

    async def _connect(self, url: str, **options: Any) -> Any:
        while self.database == "silent":
            await asyncio.sleep(0.1)
        if self.database:
            raise ConnectionRefusedError
        return await open_connection(url, **options)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection of the browser."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        with suppress(OSError, asyncio.CancelledError):
            if self.panel in ("", "proxy"):
                await (self._pass(reader, writer) if not self.panel else self._refuse(reader, writer))
            elif self.panel == "silent":
                await asyncio.Event().wait()
        writer.close()
        self._open.discard(task)

    def _note(self, said: bytes) -> None:
        if b"GET /live" in said:
            self.tries.append(time.monotonic())

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._note(await reader.read(65536))
        writer.write(_REFUSED)
        await writer.drain()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_panel, of_panel = await asyncio.open_connection("127.0.0.1", self.port)

        async def pump(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            while said := await source.read(65536):
                self._note(said)
                if self.panel == "silent":
                    await asyncio.Event().wait()
                to.write(said)
                await to.drain()

        both = [asyncio.ensure_future(one) for one in (pump(reader, of_panel), pump(to_panel, writer))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in both:
                one.cancel()
            of_panel.close()

    async def cut(self, *, panel: str = "", database: str = "") -> None:
        """Let it be like this from now on; what was open ends, unless all is silent."""
        self.panel, self.database, self.tries = panel, database, []
        await self.engine.dispose()
        if panel != "silent":
            for one in self._open:
                one.cancel()


@asynccontextmanager
async def _opened(browser: Browser, database: Database, url: str) -> AsyncIterator[tuple[_Way, Page]]:
    """A list of tickets, open in Vera's browser, and the way to it."""
    way = _Way(url)
    mine = Database(way.engine)
    async with staged(database, board=False, begins=(vera_let_in,), web__url=URL) as stage:
        cookies = await stage.once(vera_let_in)
        ctx = WebContext(mine, WebSettings(_env_file=None, web_url=URL), stage.clock, bot_watch=BotWatch(lambda: 0.0))
        async with serve_app(app.make_app(ctx), "127.0.0.1", 0) as way.port:
            door = await asyncio.start_server(way.take, "127.0.0.1", 0)
            here = f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
            context = await browser.new_context()
            await context.add_cookies([{"name": name, "value": one, "url": here} for name, one in cookies.items()])
            page = await context.new_page()
            await page.goto(f"{here}/tickets")
            yield way, page
            await context.close()
            await way.cut(panel="gone")
            door.close()
        await ctx.live.aclose()
    await mine.aclose()


@pytest.mark.parametrize(
    "cut",
    [{"database": "refuses"}, {"database": "silent"}, {"panel": "refuses"}, {"panel": "silent"}, {"panel": "proxy"}],
    ids=lambda cut: "-".join(*cut.items()),
)
async def test_an_open_page_says_that_it_is_cut_off_and_its_end(
    browser: Browser, database: Database, _emptied_url: str, cut: dict[str, str]
) -> None:
    soon = 15_000 * crowd()
    async with _opened(browser, database, _emptied_url) as (way, page):
        live, said = page.locator("#live"), page.locator("#cut")
        await expect(live).to_contain_text("live, ", timeout=soon)
        await way.cut(**cut)
        await expect(said).to_be_visible(timeout=soon)
        if "silent" not in cut.values() and cut != {"panel": "refuses"}:
            while len(way.tries) < _MANY:
                await page.wait_for_event("response", timeout=2_000 * _LONGEST)
            assert max(after - before for before, after in pairwise(way.tries)) < _LONGEST
        await way.cut()
        await expect(said).to_be_hidden(timeout=soon)
        await expect(live).to_contain_text("live, ")
