"""Starts the two simulated services on loopback ports.

Must not know who uses them.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from sandbox.clock import Clock
from sandbox.feed import Feed
from sandbox.telegram import TelegramWorld
from sandbox.telegram import make_app as telegram_app
from sandbox.telegram import perform_action as act_in_telegram
from sandbox.todoist import SERVICE, Service, TodoistWorld
from sandbox.todoist import make_app as todoist_app

HOST = "127.0.0.1"
CLOSING_SECONDS = 0.2

PROJECT_NAMES = {"en": "Support", "ru": "Поддержка"}
"""The board's project in the settings that the sandbox makes, by the language of the desk."""

ADMIN: dict[str, Any] = {"id": 5001, "first_name": "Olga", "username": "olga_desk"}
"""The Telegram person of `ADMIN_IDS` in the settings that the sandbox makes."""


class PortTakenError(Exception):
    """Another program listens on a port that was asked for; the message is one line."""


async def start_server(app: web.Application, port: int) -> tuple[web.AppRunner, int]:
    """Serve on 127.0.0.1; port 0 takes a free one. Raises `PortTakenError`."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS, handler_cancellation=True)
    await runner.setup()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        await runner.cleanup()
        raise PortTakenError(f"port {port} on {HOST} cannot be used: {error.strerror}") from error
    await web.SockSite(runner, listener).start()
    return runner, int(listener.getsockname()[1])


def find_free_port() -> int:
    """Return a port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class TodoistApp:
    """The credentials of the board's app, which sign webhooks."""

    client_id: str
    client_secret: str


class SimulatedServices:
    """A simulated Telegram and a simulated Todoist while `async with` lasts, both on `clock`. `key` opens the
    controls."""

    def __init__(self, key: str, *, telegram_port: int = 0, todoist_port: int = 0, clock: Clock | None = None) -> None:
        self.key = key
        self.clock = clock or Clock()
        self.telegram = TelegramWorld(Feed(), self.clock.now)
        self.todoist = TodoistWorld(Feed(), self.clock.now)
        self.app = TodoistApp(secrets.token_hex(16), secrets.token_hex(16))
        self.telegram_url = self.todoist_url = ""
        self.board: Service
        self.bot_user = self.todoist.add_user("Pulldesk", "pulldesk@example.com")
        self.todoist_token = self.todoist.issue_token(self.bot_user["id"])
        self._ports = telegram_port, todoist_port
        self._runners: list[web.AppRunner] = []
        act_in_telegram(self.telegram, "person", {**ADMIN, "language_code": "en"})

    async def __aenter__(self) -> Self:
        try:
            self.telegram_url = await self._serve(telegram_app(self.telegram, self.key), self._ports[0])
            board = todoist_app(self.todoist, self.key)
            self.board = board[SERVICE]
            self.todoist_url = await self._serve(board, self._ports[1])
        except BaseException:
            await self._close()
            raise
        self.board.base = self.todoist_url
        self.board.sender.authorised.add(self.bot_user["id"])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    def send_webhooks(self, url: str) -> None:
        """Send the app's webhooks to this address, signed with its secret."""
        self.board.sender.settings.url = url
        self.board.sender.settings.client_secret = self.app.client_secret
        app, home = self.board.oauth.settings, url.partition("/webhooks/")[0]
        app.client_id, app.client_secret = self.app.client_id, self.app.client_secret
        app.redirect_url = f"{home}/oauth/todoist"

    async def _serve(self, app: web.Application, port: int) -> str:
        runner, taken = await start_server(app, port)
        self._runners.append(runner)
        return f"http://{HOST}:{taken}"

    async def _close(self) -> None:
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))
        self._runners.clear()
