"""A refusal that says nothing becomes a page for whoever looks with a browser: what it means, what they had typed, and
the way back. Pure ASGI. Parts of pages that a script asks for, and what is no page, stay as they are.
"""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import typed_back

STATUSES = frozenset({400, 401, 403, 404, 405, 408, 413, 422, 429, 503})
"""Those that have a page; what each says: `page-refused`."""
_KEPT = ("connection", "retry-after")


class Refusals:
    """Round an application. `shown`: the page of a status, as whoever asks reads it."""

    def __init__(self, app: ASGIApp, shown: Callable[[Request, int], Response]) -> None:
        self._app, self._shown = app, shown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope) if scope["type"] == "http" else None
        if request is None or "text/html" not in request.headers.get("accept", "") or "hx-request" in request.headers:
            await self._app(scope, receive, send)
            return
        said: Response | None = None

        async def instead(message: Message) -> None:
            nonlocal said
            if message["type"] == "http.response.start" and _says_nothing(message):
                await typed_back.keep(request)
                said = self._shown(request, message["status"])
                said.headers.update(_kept_of(message))
            elif said is None:
                await send(message)
            elif not message.get("more_body", False):
                await said(scope, receive, send)

        await self._app(scope, receive, instead)


def _kept_of(start: Message) -> dict[str, str]:
    said = MutableHeaders(raw=start["headers"])
    return {name: said[name] for name in _KEPT if name in said}


def _says_nothing(start: Message) -> bool:
    length = MutableHeaders(raw=start["headers"]).get("content-length")
    return start["status"] in STATUSES and length == "0"
