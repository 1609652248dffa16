"""Leads people back after signing in again to the page they were on. A cookie of this panel holds the address, so
links of other sites lead nowhere; typed text is not stored."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.convertors import register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Mount

from web.context import WebContext
from web.panel.page_forms import IdInAddress
from web.panel.typed_text import remember_text

register_url_convertor("id", IdInAddress())


_COOKIE = "back"
_STAYS = timedelta(hours=16)  # over night: who finds the page signed out in the morning goes on there
_LONGEST = 2000
_PAGE = re.compile(r"/(?=.)(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?(?:\?[!-:=-~]*)?")
_NOT_BACK = re.compile(r"/(?:sign-in|second-factor|live|files)(?:[/?]|$)")


def remember_address(ctx: WebContext, request: Request, answer: Response) -> None:
    """Store the address of the requested page, or of the page that a form or a part belongs to."""
    remember_page(ctx, request, answer, _page_of(ctx, request))


def remember_page(ctx: WebContext, request: Request, answer: Response, page: str | None) -> None:
    """Store the address, if it is a page of this panel that a browser can open."""
    page = get_own_page(page or "")
    if page is not None and _is_opened(request, page):
        answer.set_cookie(
            ctx.name_cookie(_COOKIE), page, max_age=int(_STAYS.total_seconds()), path="/", httponly=True,
            samesite="lax",
            secure=ctx.settings.is_encrypted,
        )  # fmt: skip


def get_address_after_sign_in(ctx: WebContext, request: Request) -> str:
    """Return where to go after signing in: the first page where nothing is stored."""
    return get_own_page(request.cookies.get(ctx.name_cookie(_COOKIE), "").strip('"')) or "/"


def get_page_of_form(ctx: WebContext, request: Request) -> str:
    """Return the address of the page that a form was sent from: the first page if a browser cannot open it."""
    page = _page_of(ctx, request)
    return page if page is not None and _is_opened(request, page) else "/"


def forget_address(ctx: WebContext, answer: Response) -> None:
    """Delete the stored address."""
    answer.delete_cookie(ctx.name_cookie(_COOKIE), path="/", secure=ctx.settings.is_encrypted, httponly=True)


def _page_of(ctx: WebContext, request: Request) -> str | None:
    if "hx-request" in request.headers or request.method != "GET":
        said = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer", ""))
        if f"{said.scheme}://{said.netloc}" != ctx.origin:
            return None
        return get_own_page(said.path + (f"?{said.query}" if said.query else ""))
    if "text/html" not in request.headers.get("accept", ""):
        return None
    return get_own_page(request.url.path + (f"?{request.url.query}" if request.url.query else ""))


def _is_opened(request: Request, page: str) -> bool:
    """Return True if a browser can open it: addresses of forms are often not pages."""
    asked = {"type": "http", "method": "GET", "path": page.partition("?")[0], "root_path": "", "headers": []}
    pages = (one for one in request.app.routes if not isinstance(one, Mount))
    return any(one.matches(asked)[0] is Match.FULL for one in pages)


def find_page_above(request: Request) -> str:
    """Return the nearest page above the requested address that a browser can open; an empty text where only the first
    page is."""
    path = request.url.path.removesuffix(".csv")
    while path:
        if path != request.url.path and _is_opened(request, path):
            return path
        path = path.rpartition("/")[0]
    return ""


def get_own_page(page: str) -> str | None:
    """Return the address if it is a page of this panel; None if it is not, or if it is the first page."""
    is_page = len(page) <= _LONGEST and _PAGE.fullmatch(page) and not _NOT_BACK.match(page)
    return page if is_page else None


def make_handler(ctx: WebContext, address: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return the handler that leads to `address`, also requests of scripts for parts of pages. A visitor who typed
    something reads it again first; afterwards they are led back."""

    async def lead_away(request: Request, _error: Exception) -> Response:
        if "hx-request" in request.headers:
            gone = Response(status_code=401, headers={"HX-Redirect": address})
        elif await remember_text(request):
            gone = Response(status_code=401)
        else:
            gone = RedirectResponse(address, 303)
        remember_address(ctx, request, gone)
        return gone

    return lead_away
