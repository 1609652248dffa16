"""Headers of every answer, and checks of every request.

A page runs only scripts that this process serves as files, and is shown in no frame. A request that changes
something comes from a page of this process, which the browser says itself (`Sec-Fetch-Site`, `Origin`), and carries
the token of its session. Bodies are small, unless they bring files, and have a time limit. Pure ASGI: it reads no
body itself.
"""

import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import references
from web.api.problems import make_answer
from web.body import Body, TooMuchError

LIMIT_BYTES = 256 * 1024
PATIENCE_SECONDS = 10.0
_LENGTH = re.compile("[0-9]{1,18}")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_NO_MORE = {"Connection": "close"}
_ENCRYPTED_ONLY = "max-age=31536000"


def make_form_token(secret: str) -> str:
    """Return the token of a session's forms; the cookie cannot be derived from it."""
    return references.sign(secret.encode(), references.Purpose.FORM).hex()


def is_form_token(secret: str, given: str) -> bool:
    """Compare a token in constant time."""
    return references.is_same(make_form_token(secret), given)


def _small(_request: Request) -> int:
    return LIMIT_BYTES


def _as_it_is(app: ASGIApp) -> ASGIApp:
    return app


class Guard:
    """Adds headers, refuses foreign origins, and limits size and time of bodies. `origin`: the panel's own; `limit`:
    returns the number of bytes a body may have; `told`: wraps the application so that refusals can be read by
    people."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origin: str,
        encrypted: bool,
        patience: float = PATIENCE_SECONDS,
        limit: Callable[[Request], int] = _small,
        told: Callable[[ASGIApp], ASGIApp] = _as_it_is,
    ) -> None:
        self._app, self._origin, self._encrypted, self._patience = told(app), origin, encrypted, patience
        self._limit, self._told = limit, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        limit = self._limit(request)
        bounded = Body(receive, self._patience, limit)
        bounded.attach_to(scope)
        headed = self._add_headers(request, bounded, send)
        refused = self._check_request(request, limit)
        if refused is not None:
            bounded.is_over = refused.status_code == 413
            await (self._told(refused) if bounded.is_over else refused)(scope, bounded, headed)
            return
        try:
            await self._app(scope, bounded, headed)
        except TooMuchError as error:
            await _describe_refusal(request, error.status_code)(scope, receive, headed)

    def _check_request(self, request: Request, limit: int) -> Response | None:
        if request.method in _SAFE:
            return None
        if not _is_api(request) and self._is_foreign(request):
            return _describe_refusal(request, 403)
        length = request.headers.get("content-length", "0")
        return _describe_refusal(request, 413) if not _LENGTH.fullmatch(length) or int(length) > limit else None

    def _is_foreign(self, request: Request) -> bool:
        if request.headers.get("origin", self._origin) != self._origin:
            return True
        return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")

    def _add_headers(self, request: Request, bounded: Body, send: Send) -> Send:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                await bounded.linger()
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._encrypted:
                    headers["Strict-Transport-Security"] = _ENCRYPTED_ONLY
                if not request.url.path.startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return headed


def _is_api(request: Request) -> bool:
    """Return True for requests with a token: cookies are ignored there, so no page can act in a visitor's name."""
    return request.url.path.startswith("/api/")


def _describe_refusal(request: Request, status: int) -> Response:
    headers = _NO_MORE if status in (408, 413) else None
    if _is_api(request):
        return make_answer(status, "size", headers=headers)
    return PlainTextResponse("", status, headers)
