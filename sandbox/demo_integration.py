"""The page's switch that adds an integration to the running demo, once, with its token, a webhook and a shop."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from desk import DeskSettings
from desk.integrations import integrations
from desk.integrations.scopes import Scope
from desk.settings.defaults.panel import WebRules
from desk.webhooks import subscriptions
from sandbox.company import shop
from sandbox.company.shop import Shop
from sandbox.product.first_admin import CannotDoError, DemoDesk
from sandbox.servers import HOST, start_server

NAME = "Shop"
_SCOPES = (Scope.EVENTS, Scope.WEBHOOKS, Scope.ALL_READ)
_KEPT_WEBHOOKS = 20
_PATH = "/caught"


class WebhookReceiver:
    """Receives webhooks as a server would: checks the signature, answers, keeps the newest.

    `changed` is called with each; `secret` is set once there is one.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self.secret = ""
        self.caught: deque[dict[str, Any]] = deque(maxlen=_KEPT_WEBHOOKS)

    def make_app(self) -> web.Application:
        """Make the application with its one route."""
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_post(_PATH, self._receive)
        return app

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._is_signed(request, body):
            return web.Response(status=401)
        told = json.loads(body)
        row = {"id": told["id"], "type": told["type"], "at": told["at"], "number": told["ticket"]["number"]}
        self.caught.appendleft({**row, "origin": told["origin"]})
        self._changed()
        return web.Response(status=204)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        """Check as docs/how-to/integrators/webhooks.md, without the time: the demo's clock may be days ahead."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        moment, named = request.headers.get("webhook-timestamp", ""), request.headers.get("webhook-id", "")
        good = hmac.new(key, f"{named}.{moment}.".encode() + body, hashlib.sha256).digest()
        said = request.headers.get("webhook-signature", "")
        return bool(self.secret) and hmac.compare_digest("v1," + base64.b64encode(good).decode(), said)


class DemoIntegration:
    """The integration of a demo's `desk`. `panel`: the address of panel and API; `key`: the secret key that the
    product's processes get."""

    def __init__(self, desk: DemoDesk, changed: Callable[[], object], panel: str) -> None:
        self._desk = desk
        self._alone = asyncio.Lock()
        self._catcher = WebhookReceiver(changed)
        self._shop = Shop(panel)
        self._url = ""
        self.key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

    async def start_receiver(self, stack: AsyncExitStack) -> None:
        """Receive webhooks and serve the shop until the stack is closed."""
        app = self._catcher.make_app()
        self._shop.add_routes(app)
        runner, port = await start_server(app, 0)
        stack.push_async_callback(runner.cleanup)
        self._url = f"http://{HOST}:{port}"

    def get_settings(self) -> dict[str, str]:
        """Return the settings that the product's processes need for it."""
        return {"WEB_SECRET_KEY": self.key, "WEBHOOK_ALLOW": HOST}

    def get_view(self) -> dict[str, Any]:
        """Return what the page shows: the token, once there is one, the shop, and the newest webhooks."""
        shown = {"token": self._shop.token, "shop": self._url + shop.PATH}
        return {**shown, "name": NAME, "caught": list(self._catcher.caught)}

    async def create_integration(self, now: datetime) -> dict[str, str]:
        """Create the integration completely or not at all; return its token. Raises CannotDoError, also if there is
        one already."""
        async with self._alone:
            if self._shop.token:
                raise CannotDoError("it is there already: look at what it is sent")
            rules = DeskSettings(web=WebRules(secret_keys=(SecretStr(self.key),), webhook_allow=(HOST,)))
            async with self._desk.open_as_admin(now, rules) as desk:
                system, token = await integrations.create_integration(desk, NAME)
                for scope in _SCOPES:
                    await integrations.switch_scope(desk, system, scope, on=True)
                await integrations.allow_pages(desk, system, self._url)
                _, secret = await subscriptions.subscribe(desk, system, self._url + _PATH)
            self._catcher.secret, self._shop.token = secret, token
        return {"token": token}
