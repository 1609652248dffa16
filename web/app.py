"""Assembles the web application: routes, pages for refusals, headers of every answer."""

from collections.abc import Callable, Iterable
from functools import partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client.core import GaugeMetricFamily
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import migrate
from desk import NoSuchTicket, NotAllowed
from ops.queue_metrics import collect_queue_metrics
from ops.readiness import Check, CollectMetrics
from web import operations, outage
from web.api import app as api
from web.api.schema import ROOT
from web.ask import routes as ask
from web.context import FactorDueError, ForgedError, OutsideError, SignedOutError, WebContext
from web.features.announcements import routes as announcements
from web.features.approvals import routes as approvals
from web.features.audit import routes as audit
from web.features.canned import routes as canned
from web.features.failed_jobs import routes as failed_jobs
from web.features.hours import routes as hours
from web.features.ideas import routes as ideas
from web.features.integrations import routes as integrations
from web.features.knowledge import routes as knowledge
from web.features.language import routes as language
from web.features.log import routes as log
from web.features.menu import items as menu_items
from web.features.menu import routes as menu
from web.features.now import routes as now
from web.features.organizations import routes as organizations
from web.features.palette import routes as palette
from web.features.people import routes as people
from web.features.presets import routes as presets
from web.features.profile import proof, wall
from web.features.profile import routes as profile
from web.features.reports import routes as reports
from web.features.reviews import routes as reviews
from web.features.rules import routes as rules
from web.features.settings import routes as settings
from web.features.sign_in import routes as sign_in
from web.features.targets import routes as targets
from web.features.text_overrides import routes as text_overrides
from web.features.ticket import routes as ticket
from web.features.tickets import bulk_actions, saved_views
from web.features.tickets import routes as tickets
from web.features.topics import routes as topics
from web.files import receiving, serving
from web.metrics import RequestMetrics
from web.panel import led_away, live, restored_form
from web.rendering import STATIC
from web.request_ids import RequestIds
from web.security import Guard
from web.widget import routes as widget

_PARTS = (
    sign_in, proof, profile, wall, now, live, tickets, ticket, approvals, reviews, serving, bulk_actions, saved_views,
    reports, knowledge, presets, canned, menu, menu_items, announcements, ideas, people, organizations, settings, hours,
    targets, topics, rules, text_overrides, integrations, failed_jobs, audit, log, language, ask,
    palette,
)  # fmt: skip
"""Whose routes there are, in the order in which they are tried: a feature is added here."""
_STATUSES_WITH_PAGE = frozenset({400, 401, 403, 404, 405, 408, 413, 422, 429, 503})
"""What each page says: `page-refused`."""
_KEPT_HEADERS = ("connection", "retry-after")


def make_app(ctx: WebContext) -> ASGIApp:
    """Return the application, ready to be served."""
    app = FastAPI(title="pulldesk", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.ctx = ctx
    ready, figures, web_url = _make_readiness_check(ctx), _make_metrics(ctx), ctx.settings.web_url
    app.include_router(operations.make_router(ready, figures, web_url, quiet_since=ctx.quiet_since))
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)))  # pages are not: they hold tokens
    app.router.routes.append(widget.make_route())
    app.mount(ROOT, api.make_api(ctx))
    for part in _PARTS:
        app.include_router(part.make_router(ctx))
    app.add_exception_handler(SignedOutError, led_away.make_handler(ctx, "/sign-in"))
    app.add_exception_handler(FactorDueError, led_away.make_handler(ctx, "/second-factor"))
    app.add_exception_handler(OutsideError, sign_in.make_outside_handler(ctx))
    app.add_exception_handler(ForgedError, _answer_forged_form)
    app.add_exception_handler(NotAllowed, _answer_not_found)
    app.add_exception_handler(NoSuchTicket, _answer_not_found)
    app.add_exception_handler(RequestValidationError, _answer_not_understood)
    app.add_exception_handler(HTTPException, _answer_refusal)
    outage.handle_outages(app, sign_in.make_outage_page(ctx))
    limit = partial(receiving.get_body_limit, ctx)
    told = partial(Refusals, shown=sign_in.make_refusal_page(ctx))
    guarded = Guard(app, origin=ctx.origin, encrypted=ctx.settings.is_encrypted, limit=limit, told=told)
    return RequestMetrics(RequestIds(guarded, f"{ROOT}/"))


async def _answer_forged_form(_request: Request, _error: Exception) -> Response:
    return Response(status_code=403)


async def _answer_not_found(_request: Request, _error: Exception) -> Response:
    return Response(status_code=404)


async def _answer_not_understood(_request: Request, _error: Exception) -> Response:
    return Response(status_code=422)


async def _answer_refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Response(status_code=error.status_code, headers=error.headers)


def _make_readiness_check(ctx: WebContext) -> Check:
    async def ready() -> str | None:
        return await migrate.describe_trouble(ctx.database.engine)

    return ready


def _make_metrics(ctx: WebContext) -> CollectMetrics:
    async def figures() -> Iterable[GaugeMetricFamily]:
        return await collect_queue_metrics(ctx.database, ctx.now())

    return figures


class Refusals:
    """Wraps an application: a refusal without a body becomes a page for browsers, with its meaning, what was typed
    and a way back. Parts of pages requested by a script stay as they are. `shown` makes the page of a status."""

    def __init__(self, app: ASGIApp, shown: Callable[[Request, int], Response]) -> None:
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
                await restored_form.remember_text(request)
                said = self._shown(request, message["status"])
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
