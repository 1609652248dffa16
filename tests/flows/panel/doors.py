"""Web doors that stay: putting an application together takes a sixth of a second, ending its server as long. Each
conversation has one as if new, and leaves nothing under way.

Must not know what is asked of them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from tests.flows.servers import KEPT
from web import app
from web.__main__ import serve_app
from web.context import WebContext

_PATIENCE = 2.0


@dataclass(slots=True)
class KeptDoor:
    """A door that is served: all that its application knows, it knows from the door."""

    ctx: WebContext
    application: ASGIApp
    port: int = 0
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    free: ClassVar[list[KeptDoor]] = []

    @classmethod
    async def of(cls, ctx: WebContext) -> KeptDoor:
        """One that becomes this door."""
        if cls.free:
            kept = cls.free.pop()
            WebContext.__init__(kept.ctx, ctx.database, ctx.settings, ctx.now)
            return kept
        made = cls(ctx, app.make_app(ctx))
        made.port = await KEPT.enter_async_context(serve_app(made, "127.0.0.1", 0))
        return made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        task = asyncio.current_task()
        assert task is not None
        self.under_way.add(task)
        try:
            await self.application(scope, receive, send)
        finally:
            self.under_way.discard(task)

    async def left(self) -> None:
        """Whoever asked is gone: what is still under way ends, or is ended; another conversation may have it."""
        if self.under_way:
            _, late = await asyncio.wait(self.under_way, timeout=_PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self.free.append(self)
