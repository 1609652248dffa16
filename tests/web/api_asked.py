"""The API of a desk with one system, asked without a network around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from db.models import ExternalPerson, Integration
from desk import installation
from desk.integrations.scopes import Scope
from desk.integrations.token_bearers import Bearer
from desk.references import hash_secret
from tests.desk.stage import Stage
from web.api.app import make_api
from web.api.caller import Caller
from web.api.rate_limits import Limits
from web.context import WebContext
from web.settings import WebSettings

LISTED = "https://shop.example"
_TOKEN = "pds_all"


class Asked:
    """A system that may do everything, unless its scopes are set."""

    def __init__(self, stage: Stage, http: httpx.AsyncClient, system: int) -> None:
        self.stage, self.http, self.system = stage, http, system

    async def asks(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send it; headers by their names with `_` for `-`."""
        return await self.sends(method, path, json=body, headers=headers)

    async def sends(self, method: str, path: str, *, headers: dict[str, str], **content: Any) -> httpx.Response:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        more = {"authorization": f"Bearer {_TOKEN}", **more}
        return await self.http.request(method, f"/v1{path}", headers=more, **content)

    async def opens(self, text: str = "The parcel is late", external_id: str = "u-1", **more: Any) -> int:
        """A request of one of its people; its number."""
        answer = await self.asks("POST", "/tickets", {"external_id": external_id, "text": text, **more})
        assert answer.status_code == 201, answer.text
        number: int = answer.json()["number"]
        return number

    @asynccontextmanager
    async def calls(self, *scopes: Scope, only: ExternalPerson | None = None) -> AsyncIterator[Caller]:
        """Who asks with these scopes, within one unit of work."""
        async with self.stage.database.unit_of_work() as session:
            system = await session.get_one(Integration, self.system)
            system.scopes = [scope.value for scope in scopes]
            yield Caller(session, Bearer(system, only), self.stage.rules, self.stage.now)


@asynccontextmanager
async def asked(stage: Stage, scopes: Sequence[Scope] = tuple(Scope), **settings: Any) -> AsyncIterator[Asked]:
    """A door of this stage; `settings` of its environment."""
    async with stage.database.unit_of_work() as session:
        await installation.load_row(session)
        row = Integration(
            name="Shop", token_hash=hash_secret(_TOKEN), token_hint="", scopes=[one.value for one in scopes],
            cors=[LISTED],
            per_minute=1000, made_at=stage.now,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        key = row.id
    known = WebSettings(_env_file=None, web_url="http://127.0.0.1:8090/panel", **settings)
    ctx = WebContext(stage.database, known, lambda: stage.now, limits=Limits(lambda: 0.0))
    transport = httpx.ASGITransport(make_api(ctx))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8090") as http:
        yield Asked(stage, http, key)
