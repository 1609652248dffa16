"""Serves the demo page, its live stream, and the controls of both services and of the product's processes.

Listens on 127.0.0.1; the guard checks the key. Must not know how the processes are run: it is given actions.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox import access_guard
from sandbox.dashboard.stream import EventStream
from sandbox.servers import SimulatedServices
from sandbox.telegram import make_control_routes
from sandbox.todoist.control_api import make_control_routes as todoist_routes

PAGE = Path(__file__).resolve().parent.parent / "page"
KEY_PLACEHOLDER, LANGUAGE_PLACEHOLDER = "{{SANDBOX_KEY}}", "{{SANDBOX_LANGUAGE}}"
COOKIE = "session"
"""The name of the panel's cookie, which has no prefix without TLS."""
HEARTBEAT_SECONDS = 15.0
BODY_LIMIT = 30 * 1024 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Action = Callable[[dict[str, Any]], Awaitable[Any]]
PanelEntry = Callable[[], Awaitable[tuple[str, str]]]
"""Returns the panel's address and the secret of a session there, "" for none."""


class ActionRefused(Exception):
    """An action cannot be done; the message is a sentence for the visitor."""


class PageServer:
    """The page's routes. `verbs`: the actions on the demo itself, by the names of their addresses. `language`: the
    page's, where its address names none; "" leaves it to the browser. `open_panel`: signs the visitor in there."""

    def __init__(
        self,
        simulated: SimulatedServices,
        stream: EventStream,
        verbs: dict[str, Action],
        page: Path = PAGE,
        *,
        language: str = "",
        open_panel: PanelEntry | None = None,
    ) -> None:
        self._simulated = simulated
        self._open_panel = open_panel
        self._stream = stream
        self._verbs = verbs
        self._page = page
        self._language = language
        self._closing = asyncio.Event()
        self._actions: set[asyncio.Future[Any]] = set()

    def make_app(self) -> web.Application:
        """Make the application, guarded by the key of the simulated services."""
        app = web.Application(
            middlewares=[_add_headers, *access_guard.make_guard(self._simulated.key)], client_max_size=BODY_LIMIT
        )
        app.add_routes(make_control_routes(self._simulated.telegram, "/control/telegram"))
        app.add_routes(todoist_routes(self._simulated.board, "/control/todoist", for_page=True))
        app.router.add_post("/control/{verb:(?:desk|demo)/.+}", self._perform_action)
        app.router.add_get("/events", self._stream_events)
        if self._open_panel is not None:
            app.router.add_get(access_guard.PANEL, partial(_open_panel, self._open_panel))
        app.router.add_get("/", self._serve_index)
        app.router.add_get("/{path:.+}", self._serve_file)
        app.on_shutdown.append(self._close)
        app.on_cleanup.append(self._stop_actions)
        return app

    async def _close(self, _: web.Application) -> None:
        self._closing.set()

    async def _stop_actions(self, _: web.Application) -> None:
        for action in self._actions:
            action.cancel()
        await asyncio.gather(*self._actions, return_exceptions=True)

    async def _serve_index(self, _: web.Request) -> web.Response:
        path = self._page / "index.html"
        if not path.is_file():
            return web.Response(status=404, text="The page is not installed.\n")
        text = path.read_text(encoding="utf-8").replace(KEY_PLACEHOLDER, html.escape(self._simulated.key))
        text = text.replace(LANGUAGE_PLACEHOLDER, html.escape(self._language))
        return web.Response(text=text, content_type="text/html")

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        path = (self._page / request.match_info["path"]).resolve()
        if not path.is_relative_to(self._page.resolve()) or not path.is_file() or path.name == "index.html":
            return web.Response(status=404, text="Not here.\n")
        return web.FileResponse(path)

    async def _perform_action(self, request: web.Request) -> web.Response:
        """Answer when the action is done. One that takes long is finished although its visitor has left the page."""
        verb = self._verbs.get(request.match_info["verb"])
        if verb is None:
            return access_guard.make_refusal(404, f"there is no verb {request.match_info['verb']}")
        try:
            body = await request.json()
            if not isinstance(body, dict):
                raise ActionRefused("the body must be a JSON object")
            action = asyncio.ensure_future(verb(body))
            self._actions.add(action)
            action.add_done_callback(self._actions.discard)
            return web.json_response({"ok": True, "result": await asyncio.shield(action)})
        except (ActionRefused, ValueError) as error:
            return access_guard.make_refusal(400, str(error))

    async def _stream_events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **HEADERS})
        await response.prepare(request)
        async with self._stream.open_queue() as queue:
            while not self._closing.is_set():
                message = await self._wait_for_message(queue)
                if message is None:
                    break
                try:
                    await response.write(message)
                except ConnectionError:
                    break
        return response

    async def _wait_for_message(self, queue: asyncio.Queue[bytes | None]) -> bytes | None:
        getting = asyncio.ensure_future(queue.get())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({getting, closing}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closing.cancel()
            if not getting.done():
                getting.cancel()
        if getting.done() and not getting.cancelled():
            return getting.result()
        return None if self._closing.is_set() else b": still here\n\n"


async def _open_panel(enter: PanelEntry, _: web.Request) -> web.Response:
    """Send the visitor to the panel, signed in: a browser shows a cookie to every port of its host."""
    address, session = await enter()
    response = web.Response(status=303, headers={"Location": address})
    if session:
        response.set_cookie(COOKIE, session, httponly=True, samesite="Lax")
    return response


@web.middleware
async def _add_headers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(HEADERS)
        raise
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response
