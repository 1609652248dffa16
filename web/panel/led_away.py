"""Leads visitors to a page they have to see first, such as that for signing in, and keeps the way back."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.context import WebContext
from web.panel import restored_form, return_address


def make_handler(ctx: WebContext, address: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return the handler that leads to `address`, also requests of scripts for parts of pages. A visitor who typed
    something reads it again first; afterwards they are led back."""

    async def lead_away(request: Request, _error: Exception) -> Response:
        if "hx-request" in request.headers:
            gone = Response(status_code=401, headers={"HX-Redirect": address})
        elif await restored_form.remember_text(request):
            gone = Response(status_code=401)
        else:
            gone = RedirectResponse(address, 303)
        return_address.remember_address(ctx, request, gone)
        return gone

    return lead_away
