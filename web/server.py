"""Serves the application over HTTP/1.1 within a block, with limits for each connection; signals are handled by the
process (`ops.run`)."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import cast

import uvicorn
from starlette.types import ASGIApp

from db.settings import SettingsError
from web.connections import ConnectionBounds, limit_connections

BOUNDS = ConnectionBounds()
_HEADERS_BYTES = 32 * 1024
_SHUTDOWN_SECONDS = 2


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture no signals."""
        yield


@asynccontextmanager
async def serve_app(app: ASGIApp, host: str, port: int, *, bounds: ConnectionBounds = BOUNDS) -> AsyncIterator[int]:
    """Serve `app` within the block and yield the port (0 requests a free one). Raises SettingsError where the
    address cannot be used."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(f"WEB_PORT should hold a free port: {host}:{port}, {error.strerror or error}") from None
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio sets it where a socket names its protocol
    config = uvicorn.Config(
        app, log_config=None, access_log=False, proxy_headers=False, server_header=False, date_header=False,
        lifespan="off", http=cast("type[asyncio.Protocol]", limit_connections(bounds)),
        timeout_keep_alive=int(bounds.patience),
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS, h11_max_incomplete_event_size=_HEADERS_BYTES,
    )  # fmt: skip
    server = _Server(config)
    served = asyncio.ensure_future(server.serve([listening]))
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        await served
        listening.close()
