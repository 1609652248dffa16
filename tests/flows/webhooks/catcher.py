"""Somebody else's system on this machine: catches webhooks, answers as it is told, checks signatures by the docs."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.fernet import Fernet
from pydantic import SecretStr

from db.locks import WorkerLock
from db.models import Integration
from desk.webhooks import hosts
from ops.webhook_http import Poster
from tests.flows.servers import serving
from tests.flows.stage import Stage
from tests.sql import add
from web.webhooks import WebhookSender

KEYS = (SecretStr(Fernet.generate_key().decode()),)
RULES: dict[str, Any] = {"web__secret_keys": KEYS, "web__webhook_allow": ("127.0.0.1",)}
SETTINGS: dict[str, Any] = {"web_secret_key": KEYS[0].get_secret_value(), "webhook_allow": "127.0.0.1"}
"""Of the bot's desk, and of the web door's environment."""


@dataclass(slots=True)
class Catcher:
    """What came, in its order; `status`: what it answers, where `statuses` says nothing of the ticket."""

    url: str = ""
    status: int = 200
    statuses: dict[int, int] = field(default_factory=dict)
    caught: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.caught]

    @property
    def taken(self) -> list[tuple[int, str]]:
        return [(one["ticket"]["number"], one["type"]) for one in self.bodies]

    def forget(self) -> None:
        self.caught.clear()

    async def catch(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.caught.append((dict(request.headers), body))
        self.news.set()
        status = self.statuses.get((json.loads(body)["ticket"] or {}).get("number"), self.status)
        return web.Response(status=status, headers={"location": self.url + "/elsewhere"} if status == 302 else None)


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As docs/how-to/integrators/webhooks.md says it."""
    sent = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    good = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(f"v1,{good}", one) for one in sent["webhook-signature"].split())


@asynccontextmanager
async def catching() -> AsyncIterator[Catcher]:
    """A catcher that listens."""
    catcher = Catcher()
    app = web.Application()
    app.router.add_post("/{path:.*}", catcher.catch)
    async with serving(app) as url:
        catcher.url = f"{url}/hook"
        yield catcher


@asynccontextmanager
async def sending(stage: Stage, poster: Poster | None = None) -> AsyncIterator[WebhookSender]:
    """What sends webhooks, stepped by hand."""
    worker_lock = WorkerLock(stage.database.engine)
    async with poster or Poster(["127.0.0.1"], hosts.parse_networks(()), seconds=5) as at_work:
        await worker_lock.ensure_held()
        try:
            yield WebhookSender(stage.database, stage.settings, worker_lock, at_work, stage.clock)
        finally:
            await worker_lock.release()


async def sent(sender: WebhookSender) -> None:
    """All that is due is sent."""
    while await sender.run_once():
        pass


async def system(stage: Stage, name: str, *scopes: str) -> int:
    """A system with these scopes."""
    return (
        await add(
            stage,
            Integration(name=name, token_hash=name.encode(), token_hint="", scopes=list(scopes), made_at=stage.clock()),
        )
    ).id
