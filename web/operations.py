"""What an operator asks this door: `/healthz`, `/readyz`, `/metrics`, as of the others. The last two are answered only
to who asks this process itself, not through a proxy.
"""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ops.state import Check, Figures, exposition, readiness


def router(ready: Check, figures: Figures) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)

    @made.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse("ok\n")

    @made.get("/readyz")
    async def readyz(request: Request) -> Response:
        if _is_from_outside(request):
            return Response(status_code=404)
        state, is_ready = await readiness({"database": ready})
        return JSONResponse(state, 200 if is_ready else 503)

    @made.get("/metrics")
    async def metrics(request: Request) -> Response:
        if _is_from_outside(request):
            return Response(status_code=404)
        return Response(await exposition(figures), media_type=CONTENT_TYPE_LATEST)

    return made


def _is_from_outside(request: Request) -> bool:
    return "x-forwarded-for" in request.headers or "forwarded" in request.headers
