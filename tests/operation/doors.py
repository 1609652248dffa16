"""The doors at work inside the test's process: their own `serve`, with real HTTP, clock and database.

What needs a process of its own (signals, exit codes, command lines) is in `tests/kill` and in `test_ending`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import ClientSession
from pydantic import SecretStr

import bot.__main__ as bot_door
import todoist_sync.__main__ as board_door
from bot.settings import BotSettings
from ops.readiness import Pages
from sandbox.servers import SimulatedServices
from tests.flows.servers import KEY, Controls
from tests.kill.town import free_port
from todoist_sync.settings import BoardSettings

VERA = 900
PATIENCE_SECONDS = 30.0
T = TypeVar("T")


@dataclass(slots=True)
class Surroundings:
    """Both simulated services, and a client for them and for the doors' pages."""

    simulated: SimulatedServices
    http: ClientSession
    telegram: Controls
    todoist: Controls
    database_url: str

    def bot(self, **more: Any) -> BotSettings:
        """Settings of `bot` on these services; its pages on a free port."""
        own = {
            "bot_token": SecretStr(self.simulated.telegram.token),
            "telegram_api_url": self.simulated.telegram_url,
            "todoist_api_token": SecretStr(self.simulated.todoist_token),
            "database_url": SecretStr(self.database_url),
            "admin_ids": frozenset({VERA}),
            "intake_quiet_seconds": 0,
            "bot_http_port": free_port(),
        }
        return BotSettings(**{**own, **more})

    def board(self, **more: Any) -> BoardSettings:
        """Settings of `todoist_sync` on these services."""
        own = {
            "todoist_api_token": SecretStr(self.simulated.todoist_token),
            "todoist_api_url": self.simulated.todoist_url,
            "database_url": SecretStr(self.database_url),
            "http_port": free_port(),
            "sync_interval_seconds": 1,
        }
        return BoardSettings(**{**own, **more})

    async def chat(self, person: int) -> list[str]:
        """What the bot has said to somebody."""
        view = await self.telegram.read("chat", person=person)
        return [str(m.get("text", "")) for m in view["messages"] if m["from"] == "bot" and not m["deleted"]]

    async def until(self, seen: Callable[[], Awaitable[T]], what: str) -> T:
        """Ask at every change in Telegram, and ten times a second, until the answer is true; returns it."""
        feed, loop = self.simulated.telegram.feed, asyncio.get_running_loop()
        end = loop.time() + PATIENCE_SECONDS
        while loop.time() < end:
            version = feed.version
            if value := await seen():
                return value
            await feed.wait_for_change(version, 0.1)
        raise AssertionError(f"never happened: {what}")

    @staticmethod
    def loop() -> asyncio.AbstractEventLoop:
        """The clock that pauses are measured by."""
        return asyncio.get_running_loop()

    async def told(self, person: int, words: str) -> bool:
        """Whether the bot has said this."""
        return any(words in text for text in await self.chat(person))


@asynccontextmanager
async def surroundings(database_url: str) -> AsyncIterator[Surroundings]:
    """Services on free ports; Vera has a phone."""
    async with SimulatedServices(KEY) as simulated, ClientSession() as http:
        telegram, todoist = Controls(http, simulated.telegram_url), Controls(http, simulated.todoist_url)
        await telegram.do("person", id=VERA, first_name="Vera", language_code="en")
        yield Surroundings(simulated, http, telegram, todoist, database_url)


class Working:
    """A door at work: `ended` when its `serve` has returned or raised."""

    def __init__(self, around: Surroundings, task: asyncio.Task[None], stop: asyncio.Event, port: int) -> None:
        self._around = around
        self.ended = task
        self._stop = stop
        self.url = f"http://127.0.0.1:{port}"

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; (0, "") while nobody listens."""
        try:
            async with self._around.http.get(self.url + path) as answer:
                return answer.status, await answer.text()
        except OSError:
            return 0, ""

    async def ready(self) -> dict[str, str]:
        """What `/readyz` says: each check and its words; {} while nobody listens."""
        status, text = await self.get("/readyz")
        found: dict[str, str] = json.loads(text) if text else {}
        assert status in (0, 503 if any(word != "ok" for word in found.values()) else 200)
        return found

    async def until_ready(self, **state: str) -> None:
        """Wait until `/readyz` says this of the named checks, "ok" of the others; a door that ends raises."""

        async def so() -> bool:
            if self.ended.done():
                self.ended.result()
            found = await self.ready()
            return bool(found) and found == dict.fromkeys(found, "ok") | state

        await self._around.until(so, f"ready: {state}")

    async def stop(self) -> None:
        """Tell it to stop, as a signal does, and wait for its end."""
        self._stop.set()
        await asyncio.wait_for(self.ended, 10)


@asynccontextmanager
async def at_work(around: Surroundings, settings: BotSettings | BoardSettings) -> AsyncIterator[Working]:
    """The door of these settings, stopped (or ended by itself) at the end of the block."""
    stop = asyncio.Event()
    if isinstance(settings, BotSettings):
        work, port = bot_door.serve_bot(settings, stop, Pages()), settings.bot_http_port or 0
    else:
        work, port = board_door.serve(settings, stop, Pages()), settings.http_port
    working = Working(around, asyncio.ensure_future(work), stop, port)
    try:
        yield working
    finally:
        stop.set()
        await asyncio.wait({working.ended}, timeout=10)
        assert working.ended.done()
        working.ended.exception()


@asynccontextmanager
async def both_at_work(around: Surroundings) -> AsyncIterator[tuple[Working, Working]]:
    """Both doors, ready."""
    async with at_work(around, around.bot()) as bot, at_work(around, around.board()) as board:
        await bot.until_ready()
        await board.until_ready()
        yield bot, board
