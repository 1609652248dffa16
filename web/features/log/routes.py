"""The page of the log; where the setting keeps nothing, it says so. Without a day in its address: today."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from desk.listing import read_filters, write_filters
from desk.policy.permissions import Grant
from desk.queries.panel import use_log
from desk.queries.panel.use_log import LogFilter, LogKind
from web.context import WebContext
from web.panel.pages import show_page

_SETTING = Grant.SETTINGS_DESK


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/log")
    async def logged(request: Request, page: Annotated[int, Query(ge=-(2**31), lt=2**31)] = 1) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.AUDIT)
            if not visitor.rules.retention.log:
                return show_page(ctx, visitor, "log/off.html", may_switch=visitor.may(_SETTING))
            today = visitor.today
            chosen = read_filters(LogFilter(day=today), request.query_params)
            found = await use_log.load_log_page(
                visitor.session, visitor.person, chosen, page, now=visitor.now, rules=visitor.rules
            )
            days = {
                way: _address(replace(chosen, day=chosen.day + timedelta(days=by)))
                for way, by in (("before", -1), ("after", 1))
                if chosen.day is not None and chosen.day + timedelta(days=by) <= today
            }
            return show_page(ctx, visitor, "log/log.html", chosen=chosen, found=found, kinds=list(LogKind), days=days,
                         address=f"{_address(chosen)}&page=", kept=visitor.rules.retention.log.days)  # fmt: skip

    return made


def _address(chosen: LogFilter) -> str:
    return "/log?" + urlencode({"day": "", **write_filters(chosen)})
