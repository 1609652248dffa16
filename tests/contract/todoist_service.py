"""A simulated Todoist on a free port, and a client that speaks to it as the desk would."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from aiohttp import web

from sandbox.feed import Feed
from sandbox.todoist import TodoistWorld, make_app

KEY = "key-of-the-test"
Row = dict[str, Any]


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The address of an application while it runs."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


class Todoist:
    """One account's client, and the controls."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url
        self.http = http
        self.user: Row = {}
        self.project: Row = {}

    async def control(self, verb: str, **body: Any) -> Any:
        answer = await self.try_control(verb, **body)
        assert answer["ok"], answer["error"]
        return answer["result"]

    async def try_control(self, verb: str, **body: Any) -> Row:
        headers = {"X-Sandbox-Key": KEY}
        answer = await self.http.post(f"{self.url}/control/{verb}", json=body, headers=headers)
        return answer.json()

    async def reading(self, name: str, **query: Any) -> Row:
        headers = {"X-Sandbox-Key": KEY}
        return (await self.http.get(f"{self.url}/control/{name}", params=query, headers=headers)).json()["result"]

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.http.request(method, f"{self.url}/api/v1{path}", headers=self.auth(), **more)

    def auth(self) -> Row:
        return {"Authorization": f"Bearer {self.user['token']}"}

    async def sync(self, *commands: Row, token: str | None = None, types: tuple[str, ...] = ()) -> Row:
        body = {"sync_token": token or "*", "resource_types": list(types), "commands": list(commands)}
        answer = await self.call("POST", "/sync", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, kind: str, **args: Any) -> Row:
        """One command; its new id, or what it was refused with."""
        order = command(kind, **args)
        answer = await self.sync(order)
        return {"status": answer["sync_status"][order["uuid"]], "id": answer["temp_id_mapping"].get("t")}

    async def add(self, content: str, **args: Any) -> str:
        """The id of a new task in the project."""
        done = await self.do("item_add", content=content, project_id=self.project["id"], **args)
        assert done["status"] == "ok", done
        return done["id"]


def command(kind: str, temp_id: str = "t", **args: Any) -> Row:
    """A Sync command under a fresh uuid."""
    order: Row = {"type": kind, "uuid": str(uuid.uuid4()), "args": args}
    return order | ({"temp_id": temp_id} if kind.endswith("_add") else {})


@asynccontextmanager
async def todoist() -> AsyncIterator[Todoist]:
    """A fresh service with one account and one project."""
    world = TodoistWorld(Feed(), lambda: datetime.now(UTC))
    async with serving(make_app(world, KEY)) as url, httpx.AsyncClient(timeout=10) as http:
        service = Todoist(url, http)
        service.user = await service.control("user", full_name="Pulldesk", token=True)
        service.project = (await service.call("POST", "/projects", json={"name": "Support"})).json()
        yield service


class Receiver:
    """Takes webhooks; `status` is what it answers."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 200
        self.got: asyncio.Queue[tuple[Row, bytes]] = asyncio.Queue()

    async def take(self) -> tuple[Row, bytes]:
        """The next delivery: headers and raw body."""
        return await asyncio.wait_for(self.got.get(), 10)

    async def _hook(self, request: web.Request) -> web.Response:
        await self.got.put((dict(request.headers), await request.read()))
        return web.Response(status=self.status)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook address on a free port."""
    taker = Receiver()
    app = web.Application()
    app.router.add_post("/hook", taker._hook)
    async with serving(app) as url:
        taker.url = f"{url}/hook"
        yield taker
