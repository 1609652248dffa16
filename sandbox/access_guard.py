"""Protects the sandbox's servers against foreign pages, other hosts and callers without the key.

Must not know any route except the prefixes it protects.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY_HEADER: Final = "X-Sandbox-Key"
EVENTS: Final = "/events"
PANEL: Final = "/panel"
CONTROL: Final = "/control/"
FILES: Final = ("/control/file/", "/control/telegram/file/", "/control/todoist/file/")
"""Paths read by `<img>`, which cannot send a header; these, `/events` and `/panel` take the key as `?key=` too."""


def make_guard(key: str) -> list[Middleware]:
    """Return the middlewares of one server: only its own addresses; `/control/…`, `/events` and `/panel` only with
    `key`, POST in JSON."""
    if not key:
        raise ValueError("the sandbox key must not be empty")
    return [_require_own_address, _require_key(key.encode())]


def make_refusal(status: int, sentence: str) -> web.Response:
    """Make the answer to every refusal and mistake under `/control/`."""
    return web.json_response({"ok": False, "error": sentence}, status=status)


def get_own_hosts(request: web.Request) -> set[str]:
    """Return the values of `Host` that mean this server: its loopback names with the port it listens on."""
    address = request.transport.get_extra_info("sockname") if request.transport else None
    if not address:
        return set()
    port = address[1]
    hosts = {f"localhost:{port}", f"127.0.0.1:{port}"}
    return hosts | {"localhost", "127.0.0.1"} if port == 80 else hosts


@web.middleware
async def _require_own_address(request: web.Request, handler: Handler) -> web.StreamResponse:
    hosts = get_own_hosts(request)
    if request.headers.get("Host", "").lower() not in hosts:
        return make_refusal(403, "this server answers only under its own loopback address")
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in {f"http://{host}" for host in hosts}:
        return make_refusal(403, "requests of foreign pages are refused")
    return await handler(request)


def _require_key(key: bytes) -> Middleware:
    @web.middleware
    async def with_key(request: web.Request, handler: Handler) -> web.StreamResponse:
        path = request.path
        if path not in {EVENTS, PANEL} and not path.startswith(CONTROL):
            return await handler(request)
        given = request.headers.get(KEY_HEADER, "")
        if not given and request.method == "GET" and (path in {EVENTS, PANEL} or path.startswith(FILES)):
            given = request.query.get("key", "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), key):
            return make_refusal(403, f"the key is missing or wrong: send it as {KEY_HEADER}")
        if request.method == "POST" and request.content_type != "application/json":
            return make_refusal(415, "send JSON with Content-Type: application/json")
        return await handler(request)

    return with_key
