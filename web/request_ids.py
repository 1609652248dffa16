"""The id of each request to the API: the client's own or a new one, in the answer, in a refusal, in every line of the
log about it. Pure ASGI."""

import re
from contextvars import ContextVar
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

HEADER = "X-Request-Id"
_GIVEN = re.compile("[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def get_request_id() -> str | None:
    """Return the id of the request that is handled now, or None outside of one."""
    return _current.get()


class RequestIds:
    """Gives an id to each request below `root`. A server handles each request in a context of its own, so the id stays
    with it until its last line in the log."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app, self._root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not scope["path"].startswith(self._root):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        own = given if _GIVEN.fullmatch(given) else uuid4().hex
        _current.set(own)
        bind_contextvars(request_id=own)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = own
            await send(message)

        await self._app(scope, receive, named)
