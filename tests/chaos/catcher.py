"""Somebody else's addresses on this machine: they take webhooks, and sometimes answer 500 or hang up. Knows no desk."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.flows.servers import serving

Row = dict[str, Any]


@dataclass(slots=True)
class Catcher:
    """`taken`: the bodies that were answered 200, by the last part of the address, in the order they came; `refused`:
    how many were not; `away`: it hangs up; `fails`: it answers 500."""

    url: str = ""
    taken: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    away: bool = False
    fails: bool = False

    async def catch(self, request: web.Request) -> web.Response:
        """One webhook."""
        body = await request.read()
        if self.away or self.fails:
            self.refused += 1
        if self.away and request.transport is not None:
            request.transport.abort()
        if self.away or self.fails:
            return web.Response(status=500)
        self.taken[request.match_info["whose"]].append(json.loads(body))
        return web.Response()


@asynccontextmanager
async def catching() -> AsyncIterator[Catcher]:
    """A catcher that listens."""
    catcher = Catcher()
    app = web.Application()
    app.router.add_post("/{whose}", catcher.catch)
    async with serving(app) as catcher.url:
        yield catcher
