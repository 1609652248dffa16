"""A simulated Telegram on a free port, the people around it, and aiogram's own client pointed at it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update
from aiohttp import web

from sandbox.feed import Feed
from sandbox.telegram import TelegramWorld, make_app

KEY = "key-of-the-test"
HEADERS = {"X-Sandbox-Key": KEY}
Row = dict[str, Any]


class QuickSession(AiohttpSession):
    """aiogram's session without its rest of 250 ms after closing."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        self.time += by


class Telegram:
    """The running server, its world, aiogram's bot, and the controls."""

    def __init__(self, url: str, world: TelegramWorld, clock: Clock, http: aiohttp.ClientSession, bot: Bot) -> None:
        self.url = url
        self.world = world
        self.clock = clock
        self.http = http
        self.bot = bot
        self.offset = 0

    async def act(self, verb: str, **body: Any) -> Any:
        """What a person does; fails the test when it cannot be done."""
        answer = await self.try_act(verb, **body)
        assert answer["ok"], answer
        return answer["result"]

    async def try_act(self, verb: str, **body: Any) -> Row:
        async with self.http.post(f"{self.url}/control/{verb}", json=body, headers=HEADERS) as response:
            return await response.json()

    async def see(self, name: str, **query: Any) -> Any:
        async with self.http.get(f"{self.url}/control/{name}", params=query, headers=HEADERS) as response:
            return (await response.json())["result"]

    async def chat(self, person: int) -> list[Row]:
        return (await self.see("chat", person=person))["messages"]

    async def rita(self, started: bool = True) -> int:
        """A person; one who has written, unless told otherwise."""
        person = await self.act("person", first_name="Rita", language_code="ru")
        if started:
            await self.act("message", person=person["id"], text="/start")
            await self.updates()
        return int(person["id"])

    async def batch(self) -> list[Update]:
        """One getUpdates that confirms what came before; does not wait when nothing is new."""
        if self.offset > self.world.updates.last_id:
            return []
        found = await self.bot.get_updates(offset=self.offset or None, timeout=1)
        if found:
            self.offset = found[-1].update_id + 1
        return found

    async def updates(self) -> list[Update]:
        """Everything new, in as many batches as it takes."""
        found: list[Update] = []
        while batch := await self.batch():
            found += batch
        return found

    async def raw(self, method: str, **params: Any) -> tuple[int, Row]:
        """A call as JSON, without any client library: status and answer."""
        address = f"{self.url}/bot{self.world.token}/{method}"
        async with self.http.post(address, json=params) as response:
            return response.status, json.loads(await response.text())


@asynccontextmanager
async def telegram_service() -> AsyncIterator[Telegram]:
    """A fresh world, served while the block runs."""
    clock = Clock()
    world = TelegramWorld(Feed(), clock)
    runner = web.AppRunner(make_app(world, KEY), shutdown_timeout=0.2, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    session = QuickSession(api=TelegramAPIServer.from_base(url))
    try:
        async with aiohttp.ClientSession() as http, Bot(world.token, session=session) as bot:
            yield Telegram(url, world, clock, http, bot)
    finally:
        await runner.cleanup()
