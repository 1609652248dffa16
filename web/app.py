"""Assembles the web application: routes, pages for refusals, headers of every answer.

Answers operators: `/healthz`, `/readyz`, `/metrics`, as in the other processes. The last two are answered only to
clients from this machine or its private network, by an address that is not the panel's own, and not through a proxy.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import migrate
from db.settings import is_this_machine
from desk import NoSuchTicket, NotAllowed
from ops.queue_metrics import collect_queue_metrics
from ops.readiness import Pages, check_readiness, render_metrics, say_alive
from web import outage
from web.api import app as api
from web.api.schema import ROOT
from web.ask import forms
from web.context import FactorDueError, ForgedError, OutsideError, SignedOutError, WebContext
from web.features import language
from web.features.administration import routes as administration
from web.features.announcements import announcement, problem
from web.features.announcements import lists as announcement_lists
from web.features.approvals import routes as approvals
from web.features.audit import routes as audit
from web.features.failed_jobs import routes as failed_jobs
from web.features.hours import routes as hours
from web.features.integrations import integrations, webhooks
from web.features.knowledge import article, articles, gaps, helped
from web.features.later import routes as later
from web.features.log import routes as log
from web.features.menu import routes as menu
from web.features.now import routes as now
from web.features.organizations import balance, import_pages, members, one_organization
from web.features.organizations import listing as organization_list
from web.features.organizations import records as organization_records
from web.features.palette import routes as palette
from web.features.people import erasing, member, requesters, roles, shifts, team, week, writing
from web.features.presets import routes as presets
from web.features.profile import routes as profile
from web.features.reports import routes as reports
from web.features.reviews import routes as reviews
from web.features.rules import routes as rules
from web.features.settings import pages as setting_pages
from web.features.sign_in import routes as sign_in
from web.features.targets import routes as targets
from web.features.ticket import routes as ticket
from web.features.tickets import bulk_actions, saved_view_routes
from web.features.tickets import routes as tickets
from web.features.topics import routes as topics
from web.files import sources
from web.metrics import RequestMetrics
from web.panel import live_stream, refusal_pages, sign_in_return, typed_text
from web.rendering import STATIC
from web.request_ids import RequestIds
from web.security import Guard
from web.widget import routes as widget


def make_router(pages: Pages, web_url: str, *, quiet_since: datetime | None = None) -> APIRouter:
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
        state, is_ready = await check_readiness(pages.checks)
        return JSONResponse(state, 200 if is_ready else 503)

    @made.get("/metrics")
    async def metrics(request: Request) -> Response:
        if _is_from_outside(request, host):
            return Response(status_code=404)
        return Response(await render_metrics(pages.collect_figures), media_type=CONTENT_TYPE_LATEST)

    return made


def _is_from_outside(request: Request, host: str) -> bool:
    """Return True if a proxy forwarded the request, if it uses the panel's public name, or if the client is not
    local."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return True
    return _is_global(request.client.host if request.client is not None else "") or (
        request.url.hostname == host and not is_this_machine(host)
    )


def _is_global(peer: str) -> bool:
    try:
        return ip_address(peer).is_global
    except ValueError:
        return False


_ROUTERS = (
    sign_in.make_router,
    profile.make_proof_router,
    profile.make_router,
    profile.make_wall_router,
    now.make_router,
    live_stream.make_router,
    tickets.make_router,
    ticket.make_router,
    approvals.make_router,
    later.make_router,
    reviews.make_router,
    sources.make_router,
    bulk_actions.make_router,
    saved_view_routes.make_router,
    reports.make_router,
    articles.make_router,
    article.make_router,
    helped.make_router,
    gaps.make_router,
    presets.make_router,
    menu.make_router,
    announcement_lists.make_router,
    announcement.make_router,
    problem.make_router,
    team.make_router,
    week.make_router,
    member.make_router,
    roles.make_router,
    shifts.make_router,
    requesters.make_router,
    erasing.make_router,
    writing.make_router,
    import_pages.make_router,
    organization_list.make_router,
    one_organization.make_router,
    members.make_router,
    organization_records.make_router,
    balance.make_router,
    setting_pages.make_router,
    hours.make_router,
    targets.make_router,
    topics.make_router,
    rules.make_router,
    administration.make_router,
    webhooks.make_router,
    integrations.make_router,
    failed_jobs.make_router,
    audit.make_router,
    log.make_router,
    language.make_router,
    forms.make_router,
    palette.make_router,
)
"""Whose routes there are, in the order in which they are tried: a page is added here."""
_STATUSES_WITH_PAGE = frozenset({400, 401, 403, 404, 405, 408, 413, 422, 429, 503})
"""What each page says: `page-refused`."""
_NAMES_HERE = ("127.0.0.1", "localhost", "[::1]")
_KEPT_HEADERS = ("connection", "retry-after")


def make_app(ctx: WebContext) -> ASGIApp:
    """Return the application, ready to be served."""
    app = FastAPI(title="pulldesk", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.ctx = ctx
    _show(ctx)
    app.include_router(make_router(ctx.pages, ctx.settings.web_url, quiet_since=ctx.quiet_since))
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)))  # pages are not: they hold tokens
    app.router.routes.append(widget.make_route())
    app.mount(ROOT, api.make_api(ctx))
    for make in _ROUTERS:
        app.include_router(make(ctx))
    app.add_exception_handler(SignedOutError, sign_in_return.make_handler(ctx, "/sign-in"))
    app.add_exception_handler(FactorDueError, sign_in_return.make_handler(ctx, "/second-factor"))
    app.add_exception_handler(OutsideError, sign_in.make_outside_handler(ctx))
    app.add_exception_handler(ForgedError, _answer_forged_form)
    app.add_exception_handler(NotAllowed, _answer_not_found)
    app.add_exception_handler(NoSuchTicket, _answer_not_found)
    app.add_exception_handler(RequestValidationError, _answer_not_understood)
    app.add_exception_handler(HTTPException, _answer_refusal)
    outage.handle_outages(app, sign_in.make_outage_page(ctx))
    limit = partial(sources.get_body_limit, ctx)
    told = partial(Refusals, shown=refusal_pages.make_refusal_page(ctx))
    guarded = Guard(app, origin=ctx.origin, encrypted=ctx.settings.is_encrypted, limit=limit, told=told)
    answering = HeadAsGet(RequestMetrics(RequestIds(guarded, f"{ROOT}/")))
    if not (is_this_machine(urlsplit(ctx.origin).hostname or "") and is_this_machine(ctx.settings.web_host)):
        return answering
    return TrustedHostMiddleware(answering, _NAMES_HERE, www_redirect=False)  # else a page of any name reads it


class HeadAsGet:
    """Wraps an application: HEAD is answered as GET, without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        is_over = False

        async def send_start(message: Message) -> None:
            nonlocal is_over
            if message["type"] == "http.response.start":
                await send(message)
            elif not is_over:  # a stream has no end of its own
                is_over = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        await self._app({**scope, "method": "GET"}, receive, send_start)


async def _answer_forged_form(_request: Request, _error: Exception) -> Response:
    return Response(status_code=403)


async def _answer_not_found(_request: Request, _error: Exception) -> Response:
    return Response(status_code=404)


async def _answer_not_understood(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    is_address = any(one["loc"][0] == "path" for one in error.errors())
    return Response(status_code=404 if is_address else 422)


async def _answer_refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Response(status_code=error.status_code, headers=error.headers)


def _show(ctx: WebContext) -> None:
    async def ready() -> str | None:
        return await migrate.describe_trouble(ctx.database.engine)

    ctx.pages.show("web", {"database": ready}, {"queue": lambda: collect_queue_metrics(ctx.database, ctx.now())})


class Refusals:
    """Wraps an application: a refusal without a body becomes a page for browsers, with its meaning, what was typed
    and a way back. Parts of pages requested by a script stay as they are. `shown` makes the page of a status."""

    def __init__(self, app: ASGIApp, shown: Callable[[Request, int], Awaitable[Response]]) -> None:
        self._app, self._shown = app, shown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        request = Request(scope) if scope["type"] == "http" else None
        if request is None or "text/html" not in request.headers.get("accept", "") or "hx-request" in request.headers:
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})  # what the request's handler learns of the reader
        said: Response | None = None

        async def instead(message: Message) -> None:
            nonlocal said
            if message["type"] == "http.response.start" and _is_empty(message):
                await typed_text.remember_text(request)
                said = await self._shown(request, message["status"])
                said.headers.update(_headers_to_keep(message))
            elif said is None:
                await send(message)
            elif not message.get("more_body", False):
                await said(scope, receive, send)

        await self._app(scope, receive, instead)


def _headers_to_keep(start: Message) -> dict[str, str]:
    said = MutableHeaders(raw=start["headers"])
    return {name: said[name] for name in _KEPT_HEADERS if name in said}


def _is_empty(start: Message) -> bool:
    length = MutableHeaders(raw=start["headers"]).get("content-length")
    return start["status"] in _STATUSES_WITH_PAGE and length == "0"
