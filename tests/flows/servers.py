"""The sandbox's two servers on free ports of this process, and a client that acts as people do."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import ClientSession, web

from sandbox.telegram import TelegramWorld
from sandbox.telegram import control_api as of_telegram
from sandbox.telegram.errors import Mistake
from sandbox.todoist import Service
from sandbox.todoist import control_api as of_todoist

KEY = "key-of-the-tests"
KEPT = AsyncExitStack()
"""Servers that stay until the last conversation is over."""


class Controls:
    """The controls of one server; a mistake of the test raises AssertionError with the server's sentence."""

    def __init__(self, session: ClientSession, url: str, key: str = KEY) -> None:
        self._session = session
        self._key = key
        self.url = url

    async def do(self, verb: str, **arguments: Any) -> Any:
        """Carry out one control by POST."""
        headers = {"X-Sandbox-Key": self._key}
        async with self._session.post(f"{self.url}/control/{verb}", json=arguments, headers=headers) as response:
            answer = await response.json()
        assert answer["ok"], f"{verb}: {answer['error']}"
        return answer.get("result")

    async def read(self, name: str, **query: Any) -> Any:
        """Return one reading by GET."""
        headers = {"X-Sandbox-Key": self._key}
        async with self._session.get(f"{self.url}/control/{name}", params=query, headers=headers) as response:
            answer = await response.json()
        assert answer["ok"], f"{name}: {answer['error']}"
        return answer["result"]


class AtHand(Controls):
    """The controls of a service in this process: people need no request to act and to read, in JSON all the same.

    Bot and mirror send real requests. Other tasks get a turn before each act.
    """

    def __init__(self, url: str, act: Callable[[str, Any], Any], look: Callable[[str, Any], Any]) -> None:
        self._act, self._look = act, look
        self.url = url

    @classmethod
    def telegram(cls, world: TelegramWorld, url: str) -> Controls:
        """Return the controls of chats."""
        return cls(url, lambda verb, given: of_telegram.perform_action(world, verb, given),
                   lambda name, query: of_telegram.read_view(world, name, query))  # fmt: skip

    @classmethod
    def todoist(cls, service: Service, url: str) -> Controls:
        """Return the controls of the board."""
        controls = of_todoist.Controls(service)
        service.base = url  # as after the first request
        readings = {
            "state": lambda: of_todoist.get_snapshot(service),
            "calls": lambda **of: of_todoist.get_calls(service, **of),
        }
        return cls(url, lambda verb, given: of_todoist.perform_action(controls, verb, given),
                   lambda name, query: readings[name](**query))  # fmt: skip

    async def do(self, verb: str, **arguments: Any) -> Any:
        await asyncio.sleep(0)
        try:
            return _in_json(self._act(verb, _in_json(arguments)))
        except (Mistake, of_todoist.Mistake) as mistake:
            raise AssertionError(f"{verb}: {mistake}") from mistake

    async def read(self, name: str, **query: Any) -> Any:
        await asyncio.sleep(0)
        try:
            return _in_json(self._look(name, {key: str(value) for key, value in query.items()}))
        except Mistake as mistake:
            raise AssertionError(f"{name}: {mistake}") from mistake


def _in_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


async def hang_up(bot: Bot) -> None:
    """Close a bot's connections without aiogram's pause of 250 ms, which is for TLS."""
    session = bot.session
    assert isinstance(session, AiohttpSession)
    if session._session is not None:
        await session._session.close()


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """Serve an application on a free loopback port; yield its address."""
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server = site._server
    assert server is not None
    port = server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
