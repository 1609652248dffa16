"""A system of the operator's: its token, made by Vera in Telegram, and what it asks over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from db.database import Database
from desk.integrations import integrations
from desk.integrations.scopes import OWN, Scope
from tests.flows.clients import as_vera
from tests.flows.panel.browser import URL, panel_of
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, Step, staged


@dataclass(slots=True)
class Client:
    """One token. `answer`: the last one."""

    http: httpx.AsyncClient
    token: str
    answer: httpx.Response | None = None

    async def asks(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send it; the body of the answer. Headers by their names with `_` for `-`."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = await self.http.request(
            method, f"/api/v1{path}", json=body, headers={"authorization": f"Bearer {self.token}", **more}
        )
        return self.answer.json() if self.answer.content else None

    async def opens(self, text: str, external_id: str = "u-1", **more: Any) -> dict[str, Any]:
        """A request of one of its people."""
        made: dict[str, Any] = await self.asks("POST", "/tickets", {"external_id": external_id, "text": text, **more})
        assert self.status == 201, made
        return made

    @property
    def status(self) -> int:
        """Of the last answer."""
        assert self.answer is not None
        return self.answer.status_code

    @property
    def etag(self) -> str:
        """Of the last answer."""
        assert self.answer is not None
        return self.answer.headers["etag"]

    def by(self, token: str) -> Client:
        """The same with another token."""
        return Client(self.http, token)


async def token_of(vera: Phone, name: str = "Shop", *scopes: Scope) -> str:
    """Vera makes a system, which may do that too; its token."""
    async with as_vera(vera.stage) as desk:
        made, token = await integrations.create_integration(desk, name)
        for scope in sorted(scopes, key=lambda one: one not in OWN):
            await integrations.switch_scope(desk, made, scope, on=True)
    return token


async def joins(phone: Phone, link: dict[str, Any]) -> str:
    """They open a system's link and say that it is they; what they were asked."""
    await phone.writes(f"/start {link['payload']}")
    asked = await phone.last()
    yes = next((one for one in buttons(asked) if one.startswith("system_join:") and one.endswith(":yes")), None)
    if yes is not None:
        await phone.presses(yes)
    return words(asked)


@asynccontextmanager
async def api_of(stage: Stage, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The web door of a stage, as a system reaches it: no cookies, no page around; `settings` of its environment."""
    async with (
        panel_of(stage, **settings) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http,
    ):
        yield http


@asynccontextmanager
async def api_at(database: Database, *begins: Step, **rules: Any) -> AsyncIterator[tuple[Stage, httpx.AsyncClient]]:
    """A desk without a board, and its web door; what has happened before and its rules as for `staged`."""
    async with staged(database, board=False, begins=begins, web__url=URL, **rules) as stage, api_of(stage) as http:
        yield stage, http


__all__ = ["URL", "Client", "api_at", "api_of", "joins", "token_of"]
