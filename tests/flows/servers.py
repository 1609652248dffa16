"""The sandbox's two servers on free ports of this process, and a client that acts as people do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import ClientSession, web

KEY = "key-of-the-tests"
KEPT = AsyncExitStack()
"""Servers that stay until the last conversation is over."""


class Controls:
    """Control verbs of one server; a mistake of the test's own raises AssertionError with the server's sentence."""

    def __init__(self, session: ClientSession, url: str, key: str = KEY) -> None:
        self._session = session
        self._key = key
        self.url = url

    async def do(self, verb: str, **arguments: Any) -> Any:
        """POST one verb."""
        headers = {"X-Sandbox-Key": self._key}
        async with self._session.post(f"{self.url}/control/{verb}", json=arguments, headers=headers) as response:
            answer = await response.json()
        assert answer["ok"], f"{verb}: {answer['error']}"
        return answer.get("result")

    async def read(self, name: str, **query: Any) -> Any:
        """GET one reading."""
        headers = {"X-Sandbox-Key": self._key}
        async with self._session.get(f"{self.url}/control/{name}", params=query, headers=headers) as response:
            answer = await response.json()
        assert answer["ok"], f"{name}: {answer['error']}"
        return answer["result"]


async def hang_up(bot: Bot) -> None:
    """Close a bot's connections without aiogram's rest of 250 ms, which is for TLS."""
    session = bot.session
    assert isinstance(session, AiohttpSession)
    if session._session is not None:
        await session._session.close()


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The address of an application that listens on a free port of loopback."""
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
