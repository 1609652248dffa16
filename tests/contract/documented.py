"""Services that the documented assertions are held against: the simulated ones always, the real ones when tokens of a
test bot and a test account are in the environment (`make contract`)."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.contract.telegram_service import telegram_service
from tests.contract.todoist_service import todoist

TOKENS = {"telegram": ("CONTRACT_BOT_TOKEN", "CONTRACT_CHAT_ID"), "todoist": ("CONTRACT_TODOIST_TOKEN",)}
"""The variables that a real service needs. `CONTRACT_CHAT_ID`: a private chat whose person has started the test bot."""
REAL = {"telegram": "https://api.telegram.org", "todoist": "https://api.todoist.com"}
Row = dict[str, Any]


def is_real(service: str) -> bool:
    """Return True if the environment has what the real service needs."""
    return all(os.environ.get(name) for name in TOKENS[service])


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's status and JSON, if it is any."""

    status: int
    body: Any


async def _ask(http: httpx.AsyncClient, method: str, url: str, **more: Any) -> Answer:
    """Send a request; a failure names no address, which would hold a token."""
    try:
        response = await http.request(method, url, **more)
    except httpx.HTTPError as error:
        raise AssertionError(f"no answer ({type(error).__name__})") from None
    is_json = response.headers.get("Content-Type", "").startswith("application/json") and response.content
    return Answer(response.status_code, response.json() if is_json else None)


@dataclass(frozen=True, slots=True)
class TodoistAccount:
    """An account with a project of the test's own, which is deleted afterwards."""

    http: httpx.AsyncClient
    url: str
    token: str
    project: str

    async def call(self, method: str, path: str, *, token: str | None = None, **more: Any) -> Answer:
        """Make one REST call."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return await _ask(self.http, method, f"{self.url}/api/v1{path}", headers=headers, **more)

    async def sync(self, *commands: Row, since: str = "*", types: tuple[str, ...] = ()) -> Row:
        """Make one sync request that succeeds as a whole."""
        body = {"sync_token": since, "resource_types": list(types), "commands": list(commands)}
        answer = await self.call("POST", "/sync", json=body)
        assert answer.status == 200
        found: Row = answer.body
        return found

    async def add(self, content: str, **more: Any) -> Row:
        """Add a task to the project."""
        answer = await self.call("POST", "/tasks", json={"content": content, "project_id": self.project, **more})
        assert answer.status == 200
        found: Row = answer.body
        return found


@dataclass(frozen=True, slots=True)
class TelegramBot:
    """A bot, and a person's chat with it."""

    http: httpx.AsyncClient
    url: str
    token: str
    chat: int

    async def call(self, method: str, *, token: str | None = None, **params: Any) -> Answer:
        """Call one method with JSON."""
        return await _ask(self.http, "POST", f"{self.url}/bot{token or self.token}/{method}", json=params)

    async def say(self, text: str, **more: Any) -> Row:
        """Send a message that is accepted."""
        answer = await self.call("sendMessage", chat_id=self.chat, text=text, **more)
        assert answer.status == 200
        found: Row = answer.body["result"]
        return found


def command(kind: str, temp_id: str | None = None, **args: Any) -> Row:
    """Return a sync command under a fresh uuid."""
    order: Row = {"type": kind, "uuid": str(uuid.uuid4()), "args": args}
    return order if temp_id is None else order | {"temp_id": temp_id}


@asynccontextmanager
async def open_todoist(*, real: bool) -> AsyncIterator[TodoistAccount]:
    """Open an account with a fresh project."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        if not real:
            async with todoist() as service:
                yield TodoistAccount(http, service.url, service.user["token"], service.project["id"])
            return
        token = os.environ["CONTRACT_TODOIST_TOKEN"]
        bare = TodoistAccount(http, REAL["todoist"], token, "")
        made = await bare.call("POST", "/projects", json={"name": f"pulldesk contract {uuid.uuid4().hex[:8]}"})
        assert made.status == 200, "the test account takes no further project"
        try:
            yield TodoistAccount(http, REAL["todoist"], token, made.body["id"])
        finally:
            await bare.call("DELETE", f"/projects/{made.body['id']}")


@asynccontextmanager
async def open_telegram(*, real: bool) -> AsyncIterator[TelegramBot]:
    """Open a bot with a chat."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        if real:
            chat = int(os.environ["CONTRACT_CHAT_ID"])
            yield TelegramBot(http, REAL["telegram"], os.environ["CONTRACT_BOT_TOKEN"], chat)
            return
        async with telegram_service() as service:
            yield TelegramBot(http, service.url, service.world.token, await service.rita())
