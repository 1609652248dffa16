"""How every operation is handled: in one unit of work, which also stores the answer under an idempotency key.
Cookies are ignored."""

import gzip
import hashlib

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk import Refused
from desk.integrations import token_bearers
from desk.integrations.scopes import Scope
from web.api import problems
from web.api.caller import WRITES, admit_caller, get_context
from web.api.idempotency import KEY, Inner, run_once
from web.api.problems import ApiError
from web.request_ids import HEADER

_WORTH, _LEVEL = 2000, 4
"""Bytes from which an answer is compressed, and how hard."""
_EXPOSED = (
    "ETag", "Location", "Retry-After", "Idempotent-Replayed", HEADER,
    "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit", "RateLimit-Policy",
)  # fmt: skip


class ApiRoute(APIRoute):
    """A route of the API with everything that happens before and after its operation."""

    def get_route_handler(self) -> Inner:
        """Return the handler as FastAPI requests it."""
        inner = super().get_route_handler()
        more = self.openapi_extra or {}
        needs = tuple(Scope(word) for word in more.get("x-scopes", ()))
        keyed = bool(more.get("x-idempotent", False))

        async def handled(request: Request) -> Response:
            request.state.origin, request.state.limit_headers = None, {}
            try:
                done = await self.run_operation(request, inner, needs, keyed=keyed)
            except (ApiError, Refused, RequestValidationError, HTTPException) as error:
                done = problems.answer_to(error) or problems.make_answer(500, "mistake")
            if done.status_code == 401:
                request.state.origin = await _page_of_somebodys(request)
            done.headers.update(request.state.limit_headers)
            return _for_page(_compress(request, done), request.state.origin)

        return handled

    async def run_operation(self, request: Request, inner: Inner, needs: tuple[Scope, ...], *, keyed: bool) -> Response:
        """Run the operation in one unit of work, which begins after the body was received. Raises ApiError, Refused,
        RequestValidationError, HTTPException."""
        if request.method in WRITES and "authorization" in request.headers:
            await request.body()
        async with get_context(request).database.unit_of_work() as session:
            caller = await admit_caller(request, session, needs)
            _json_only(request)
            if not keyed or request.method not in WRITES:
                return await inner(request)
            body = await request.body() if KEY in request.headers else b""
            return await run_once(request, inner, caller, hashlib.sha256(body).hexdigest())


async def _page_of_somebodys(request: Request) -> str | None:
    """Return the origin of a page that an integration lists: such a page may read that its token has expired."""
    origin = request.headers.get("origin")
    if origin is None:
        return None
    async with get_context(request).database.reading() as session:
        return origin if await token_bearers.is_page_allowed(session, origin) else None


def _json_only(request: Request) -> None:
    """Refuse a body that is not JSON, except where files are sent."""
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in WRITES and has_body and media != "application/json":
        raise ApiError(415, "media-type", "send application/json")


def _compress(request: Request, done: Response) -> Response:
    """Compress JSON that is worth it, for who takes gzip; files are sent as they are."""
    body, is_json = getattr(done, "body", b""), "json" in done.headers.get("content-type", "")
    if not is_json or len(body) < _WORTH or not _takes_gzip(request.headers.get("accept-encoding", "")):
        return done
    done.body = gzip.compress(body, _LEVEL)
    done.headers["Content-Encoding"], done.headers["Content-Length"] = "gzip", str(len(done.body))
    done.headers.add_vary_header("Accept-Encoding")
    return done


def _takes_gzip(accepted: str) -> bool:
    """Return True if gzip is among the codings that a client accepts; with the weight 0 it is refused (RFC 9110,
    12.5.3)."""
    named = (one.replace(" ", "").partition(";q=") for one in accepted.lower().split(","))
    weight = next((weight or "1" for name, _, weight in named if name == "gzip"), "0")
    return weight.strip("0.") != ""


def _for_page(done: Response, origin: str | None) -> Response:
    if origin is not None:
        done.headers["Access-Control-Allow-Origin"] = origin
        done.headers["Access-Control-Expose-Headers"] = ", ".join(_EXPOSED)
        done.headers.add_vary_header("Origin")
    return done
