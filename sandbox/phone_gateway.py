"""A simulated gateway with telephones behind it: checks signatures, knows a copy by its id, and on demand fails, hangs
or takes a message without saying so.

Must not know who asks.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PATH = "/alerts"


@dataclass(slots=True)
class PhoneGateway:
    """`rung`: what arrived at the telephones, in order, each id once; `asked`: how many requests were signed,
    `refused`: how many were not. `status`, `late` (seconds, before the answer) and `takes` (although it
    fails) are faults."""

    secret: str
    status: int = 200
    late: float = 0
    takes: bool = False
    rung: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    refused: int = 0

    def make_app(self) -> web.Application:
        """Return the application with its one route."""
        app = web.Application()
        app.router.add_post(PATH, self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._is_signed(request, body):
            self.refused += 1
            return web.Response(status=401)
        self.asked += 1
        said = json.loads(body)
        if (self.takes or self.status == 200) and all(one["id"] != said["id"] for one in self.rung):
            self.rung.append(said)
        await asyncio.sleep(self.late)
        return web.Response(status=self.status)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        """Check as docs/how-to/operators/phone-alerts.md says, without the time: a test's clock may be days ahead."""
        named, moment = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        good = hmac.new(key, f"{named}.{moment}.".encode() + body, hashlib.sha256).digest()
        said = request.headers.get("webhook-signature", "")
        return hmac.compare_digest(said, "v1," + base64.b64encode(good).decode())
