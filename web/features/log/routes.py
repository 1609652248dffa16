"""The page of the log; where the setting keeps nothing, it says so."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries.panel import use_log
from desk.queries.panel.use_log import LogFilter, LogKind
from desk.text.typed_digits import parse_digits
from web.context import WebContext
from web.panel.pages import show_page

_NAME = 100
_SETTING = Grant.SETTINGS_DESK


class LogAddress(BaseModel):
    """The filter in the address; invalid values count as any. `day` missing: today; empty: all that is kept."""

    kind: str = ""
    person: str = ""
    ticket: str = ""
    day: str | None = None
    page: Annotated[int, Field(ge=-(2**31), lt=2**31)] = 1

    def make_filter(self, today: date) -> LogFilter:
        """Return the filter."""
        number = self.ticket.strip().removeprefix("#")
        return LogFilter(
            kind=LogKind(self.kind) if self.kind in set(LogKind) else None,
            person=" ".join(self.person.replace("\0", "").split())[:_NAME],
            ticket=parse_digits(number),
            day=today if self.day is None else _day(self.day),
        )


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/log")
    async def logged(request: Request, given: Annotated[LogAddress, Query()]) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.AUDIT)
            if not visitor.rules.retention.log:
                return show_page(ctx, visitor, "log/off.html", may_switch=visitor.may(_SETTING))
            today = visitor.today
            chosen = given.make_filter(today)
            found = await use_log.load_log_page(
                visitor.session, visitor.person, chosen, given.page, now=visitor.now, rules=visitor.rules
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
    parts = {
        "kind": chosen.kind.value if chosen.kind is not None else "",
        "person": chosen.person,
        "ticket": "" if chosen.ticket is None else str(chosen.ticket),
    }
    day = "" if chosen.day is None else chosen.day.isoformat()
    return "/log?" + urlencode({"day": day, **{name: value for name, value in parts.items() if value}})


def _day(said: str) -> date | None:
    """Return a day within the range that calendars support, or None."""
    try:
        found = date.fromisoformat(said.strip())
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None
