"""Assembles the API: its operations, its schema and its reference, mounted under `/api` of the web process."""

from functools import cached_property

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.integrations import token_bearers
from web import outage
from web.api import (
    acts,
    articles,
    attendance,
    events,
    files,
    ideas,
    internal,
    me,
    persons,
    problems,
    rules,
    team,
    tickets,
    time_spent,
    webhooks,
)
from web.api.docs_page import reference
from web.api.lists import choices, deliveries
from web.api.organizations import members, records
from web.api.schema import ROOT, list_methods
from web.context import WebContext
from web.request_ids import HEADER

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": f"Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, {HEADER}",
    "Access-Control-Max-Age": "600",
}

_PARTS = (
    tickets, files, choices, persons, events, attendance, webhooks, deliveries, team, acts, ideas, records, members,
    rules, articles, time_spent, internal, me,
)  # fmt: skip


def make_api(ctx: WebContext) -> ASGIApp:
    """Return the application to mount under `ROOT`. Its operations are built for the first request: a quarter of a
    second of CPU, which a desk without integrations never needs."""
    return Preflight(ctx)


def _build_operations(ctx: WebContext) -> ASGIApp:
    app = FastAPI(
        title="pulldesk", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False,
        separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    app.state.ctx = ctx
    for part in _PARTS:
        app.include_router(part.make_router())
    app.router.routes.extend(reference.make_routes(app, ctx))
    for error in (HTTPException, RequestValidationError):
        app.add_exception_handler(error, _answer_http_error)
    app.add_exception_handler(Exception, problems.answer_unexpected_error)
    outage.handle_outages(app, problems.answer_outage)
    return app


async def _answer_http_error(request: Request, error: Exception) -> Response:
    """Answer an error outside of an operation; for a wrong method name those that the address takes."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        error.headers = {"Allow": ", ".join(_with_head(list_methods(request.app, request.url.path.removeprefix(ROOT))))}
    return await problems.answer_http_error(request, error)


def _with_head(methods: list[str]) -> list[str]:
    return sorted({*methods, "HEAD"}) if "GET" in methods else methods


class Preflight:
    """Answers CORS preflight requests for every operation, before an operation is looked up."""

    def __init__(self, ctx: WebContext) -> None:
        self._door = ctx

    @cached_property
    def _app(self) -> ASGIApp:
        return _build_operations(self._door)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "OPTIONS":
            await self._app(scope, receive, send)
            return
        origin = Request(scope).headers.get("origin", "")
        headers = {"Vary": "Origin"}
        async with self._door.database.reading() as session:
            if origin and await token_bearers.is_page_allowed(session, origin):
                headers |= {"Access-Control-Allow-Origin": origin, **_PREFLIGHT}
        await Response(status_code=204, headers=headers)(scope, receive, send)
