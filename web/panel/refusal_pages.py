"""The page of a refusal that has no other content: for a visitor within the bar, with where to go; for anybody else
alone.

Must not tell anybody whether something exists that they may not see.
"""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.browser_words import choose_words
from web.context import FactorDueError, OutsideError, SignedOutError, Visitor, WebContext
from web.panel import sign_in_return, typed_text
from web.panel.page_tabs import list_log_tabs, list_people_tabs, list_settings_tabs
from web.panel.pages import make_words, show_page
from web.rendering import Words, render_page

_WITHIN = frozenset({400, 403, 404, 405, 413, 422})
"""Refusals of a visitor: others are met before anybody is known, or while the desk is busy or its database away."""
_TABS = {"people": list_people_tabs, "settings": list_settings_tabs, "log": list_log_tabs}
_PARTS = {
    "tickets": ("tickets", "bulk", "take", "views"),
    "reports": ("reports",),
    "answers": ("answers", "announcements", "problems"),
    "people": ("people", "requesters", "organizations", "shifts"),
    "settings": ("settings", "topics", "rules", "recurring", "systems"),
    "log": ("log", "audit", "failed"),
}
_SECTIONS = {part: section for section, parts in _PARTS.items() for part in parts}
"""The tab of the bar, by the first word of an address."""
_TICKET = re.compile(r"/tickets/(\d{1,18})(?:/|$)")


def make_refusal_page(ctx: WebContext) -> Callable[[Request, int], Awaitable[Response]]:
    """Return what makes the page of a status. An address that only takes forms leads a visitor to the page above."""

    async def show(request: Request, status: int) -> Response:
        if status in _WITHIN:
            with suppress(SignedOutError, FactorDueError, OutsideError, SQLAlchemyError, OSError):
                async with ctx.identify_reader(request) as visitor:
                    if status == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
                        above = sign_in_return.find_page_above(request) or _find_section(visitor, request.url.path)[1]
                        return RedirectResponse(above, 303)
                    return _show_within(ctx, visitor, request, status)
        words, typed = choose_words(ctx, request), typed_text.get_remembered_text(request)
        said = words.say("page-refused", status=status)
        shown = render_page("refused.html", words, status=status, code=status, said=said, typed=typed)
        if status == HTTPStatus.UNAUTHORIZED:
            sign_in_return.remember_address(ctx, request, shown)
        return shown

    return show


def _show_within(ctx: WebContext, visitor: Visitor, request: Request, status: int) -> Response:
    at, address = _find_section(visitor, request.url.path)
    return show_page(
        ctx, visitor, "refused_inside.html", status=status, said=_say_why(make_words(visitor), request, status),
        typed=typed_text.get_remembered_text(request), at=at, address=address,
    )  # fmt: skip


def _say_why(words: Words, request: Request, status: int) -> str:
    ticket = _TICKET.match(request.url.path)
    if status == HTTPStatus.NOT_FOUND and ticket is not None:
        return words.say("page-refused-ticket", number=int(ticket[1]))
    is_address = status == HTTPStatus.UNPROCESSABLE_ENTITY and request.method == "GET"
    return words.say("page-refused", status="address" if is_address else status)


def _find_section(visitor: Visitor, path: str) -> tuple[str, str]:
    """Return the tab of an address and the page of it that the visitor may open: the first page for any other."""
    first = path.split("/")[1].removesuffix(".csv")
    section = _SECTIONS.get(first, "")
    tabs = _TABS[section](visitor) if section in _TABS else [section]
    return (section, f"/{first if first in tabs else tabs[0]}") if section and tabs else ("now", "/")
