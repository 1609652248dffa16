"""The operator's HTTP pages of a process: `/healthz`, `/readyz`, `/metrics`.

Knows neither which checks there are nor what is counted. The caller adds these routes to its own server.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry

from db.settings import SettingsError
from ops.readiness import Pages, check_readiness, render_metrics, say_alive

_SHUTDOWN_SECONDS = 2.0
_ACCEPTED_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits for clients. `idle_seconds`: how long a connection may take for its headers, and be silent between two
    requests (more than the minute for which proxies keep theirs). `connections`: from this number on, the oldest is
    closed for each new one (up to 32 may come at the same instant)."""

    idle_seconds: float = 75.0
    connections: int = 128


BOUNDS = Bounds()


def add_routes(
    app: web.Application,
    pages: Pages,
    *,
    registry: CollectorRegistry = REGISTRY,
    quiet_since: Callable[[], datetime | None] = lambda: None,
) -> None:
    """Add the three routes. A check or figure that takes more than 3 s, or raises, counts as failed. `quiet_since`: the
    moment of which the database is a copy that sends nothing."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text=say_alive(quiet_since()))

    async def readyz(_: web.Request) -> web.Response:
        state, ready = await check_readiness(pages.checks)
        return web.json_response(state, status=200 if ready else 503)

    async def metrics(_: web.Request) -> web.Response:
        body = await render_metrics(pages.collect_figures, registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)


@asynccontextmanager
async def serve_app(
    app: web.Application, host: str, port: int, *, variable: str, host_variable: str = "", bounds: Bounds = BOUNDS
) -> AsyncIterator[int]:
    """Serve `app` within the block, yielding the port (0 asks for a free one).

    Raises a `SettingsError` that names `variable` if the port cannot be used, `host_variable` if the address is not of
    this machine.
    """
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS, keepalive_timeout=bounds.idle_seconds
    )
    await runner.setup()
    try:
        try:
            listening = await _listen(runner, host, port, bounds.connections)
        except OSError as error:
            raise SettingsError(_cannot_listen(error, host, port, variable, host_variable)) from None
        try:
            yield int(listening.sockets[0].getsockname()[1])
        finally:
            listening.close()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int, most: int) -> asyncio.Server:
    """Listen as aiohttp's own site does, but close the oldest connections to admit a new one."""
    server = runner.server
    assert server is not None

    def admit() -> asyncio.Protocol:
        there = [one.transport for one in server.connections if one.transport and not one.transport.is_closing()]
        for oldest in there[: max(0, len(there) + 1 - most)]:
            oldest.abort()
        return server()

    return await asyncio.get_running_loop().create_server(admit, host, port, backlog=_ACCEPTED_AT_ONCE)


def _cannot_listen(error: OSError, host: str, port: int, variable: str, host_variable: str) -> str:
    reason = (error.strerror or "it cannot be used").lower()
    of_address = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
    if host_variable and of_address:
        return f"{host_variable} should hold an address of this machine to listen on: {host}, {reason}"
    return f"{variable} should hold a free port: {host}:{port}, {reason}"
