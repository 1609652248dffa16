"""The API put together: its operations, its schema, the page that shows it. A part of the web door, under `/api`."""

import time

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from desk.systems import bearers
from web.api import events, files, persons, problems, reference, tickets, webhooks
from web.api.caller import Limits
from web.api.schema import schema
from web.door import Door

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match",
    "Access-Control-Max-Age": "600",
    "Vary": "Origin",
}


def made(door: Door) -> FastAPI:
    """The application under `ROOT`."""
    app = FastAPI(
        title="pulldesk", openapi_url=None, docs_url=None, redoc_url=None, separate_input_output_schemas=False
    )
    app.state.door, app.state.limits = door, Limits(time.monotonic)
    for part in (tickets, files, persons, events, webhooks):
        app.include_router(part.router())
    app.add_api_route("/v1/{rest:path}", _preflight, methods=["OPTIONS"], include_in_schema=False)
    app.add_api_route("/openapi.json", _schema, methods=["GET"], include_in_schema=False)
    app.add_api_route("/docs", reference.page, methods=["GET"], include_in_schema=False)
    for error in (HTTPException, RequestValidationError):
        app.add_exception_handler(error, problems.handled)
    return app


async def _schema(request: Request) -> Response:
    return JSONResponse(schema(request.app))


async def _preflight(request: Request, rest: str) -> Response:
    """A browser asks whether a page may ask."""
    origin = request.headers.get("origin", "")
    door: Door = request.app.state.door
    async with door.database.reading() as session:
        if origin and await bearers.lists_page(session, origin):
            return Response(status_code=204, headers={"Access-Control-Allow-Origin": origin, **_PREFLIGHT})
    return Response(status_code=204, headers={"Vary": "Origin"})
