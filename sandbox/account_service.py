"""A simulated system that knows people's accounts, as an operator's own would: checks signatures, answers by the
guide, and on demand fails, answers late or sends nonsense.

Must not know who asks.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PATH = "/account"


@dataclass(slots=True)
class AccountService:
    """The accounts by the phone number, or the person's id there, or their id in the desk, that a request names.

    `asked`: what the signed requests said. `status`, `late` (seconds) and `body` (bytes instead of an answer) are
    faults; `refused` counts requests whose signature is not true.
    """

    secret: str
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: int = 200
    late: float = 0
    body: bytes | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    refused: int = 0

    def make_app(self) -> web.Application:
        """Return the application with its one route."""
        app = web.Application()
        app.router.add_get(PATH, self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        if not self._is_signed(request):
            self.refused += 1
            return web.Response(status=401)
        self.asked.append(dict(request.query))
        await asyncio.sleep(self.late)
        if self.status != 200 or self.body is not None:
            return web.Response(status=self.status, body=self.body)
        named = [request.query.get(name, "") for name in ("phone", "external_id", "person")]
        found = next((self.accounts[one] for one in named if one in self.accounts), None)
        return web.json_response(found) if found is not None else web.Response(status=404)

    def _is_signed(self, request: web.Request) -> bool:
        """Check as docs/how-to/integrators/account.md says, without the time: the demo's clock may be days ahead."""
        named, moment = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        good = hmac.new(key, f"{named}.{moment}.{request.rel_url.raw_query_string}".encode(), hashlib.sha256).digest()
        said = request.headers.get("webhook-signature", "")
        return hmac.compare_digest("v1," + base64.b64encode(good).decode(), said)
