"""How forms of the panel are handled: who sends one is looked at before it is parsed."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from web.context import WebContext

_OPEN = ("/sign-in", "/wall/{secret}")


class PageRoute(APIRoute):
    """A route of the panel. Raises SignedOutError or OutsideError before the body of a request is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler as FastAPI requests it."""
        inner = super().get_route_handler()

        async def handled(request: Request) -> Response:
            ctx: WebContext = request.app.state.ctx
            async with ctx.identify_visitor(request, unproved=True):
                pass
            return await inner(request)

        return handled if "POST" in (self.methods or ()) and not is_open(self.path) else inner


def is_open(path: str) -> bool:
    """Return True for addresses whose forms come from people without a session."""
    return any(path == one or path.startswith(f"{one}/") for one in _OPEN)
