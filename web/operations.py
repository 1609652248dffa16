"""Answers operators: `/healthz`, `/readyz`, `/metrics`, as in the other processes.

The last two are answered only to clients from this machine or its private network, by an address that is not the
panel's own, and not through a proxy.
"""

from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ops.readiness import Check, CollectMetrics, check_readiness, render_metrics, say_alive


def make_router(
    ready: Check, figures: CollectMetrics, web_url: str, *, quiet_since: datetime | None = None
) -> APIRouter:
    """Return the routes for operators. `web_url`: where people reach the panel; `quiet_since`: the moment of which the
    database is a copy that sends nothing."""
    host = urlsplit(web_url).hostname or ""
    made = APIRouter(include_in_schema=False)

    @made.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse(say_alive(quiet_since))

    @made.get("/readyz")
    async def readyz(request: Request) -> Response:
        if _is_from_outside(request, host):
            return Response(status_code=404)
        state, is_ready = await check_readiness({"database": ready})
        return JSONResponse(state, 200 if is_ready else 503)

    @made.get("/metrics")
    async def metrics(request: Request) -> Response:
        if _is_from_outside(request, host):
            return Response(status_code=404)
        return Response(await render_metrics(figures), media_type=CONTENT_TYPE_LATEST)

    return made


def _is_from_outside(request: Request, host: str) -> bool:
    """Return True if a proxy forwarded the request, if it uses the panel's public name, or if the client is not
    local."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return True
    return _is_global(request.client.host if request.client is not None else "") or (
        request.url.hostname == host and not _is_here(host)
    )


def _is_global(peer: str) -> bool:
    try:
        return ip_address(peer).is_global
    except ValueError:
        return False


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
