"""The audit log: who changed what, when and through which channel; filtered by person, words and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.operations.audit_lines import describe_line
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries import audit_log
from desk.queries.audit_log import AuditFilter, AuditLine
from desk.queries.lists import MOST_COUNTED
from desk.search.prefix_query import MOST_TYPED
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.panel.pages import show_page

_A_PAGE = 50
_SYSTEM = "s"


@dataclass(frozen=True, slots=True)
class AskedAudit:
    """The filter in the page's address; invalid values count as any."""

    words: str = ""
    by: int | None = None
    system: int | None = None
    day: date | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "AskedAudit":
        """Return the filter of an address."""
        by = given.get("by", "")
        key = by.removeprefix(_SYSTEM)
        number = parse_digits(key)
        return cls(
            " ".join(given.get("q", "").replace("\0", "").split())[:MOST_TYPED],
            number if by == key else None,
            number if by != key else None,
            _day(given.get("day", "")),
        )

    @property
    def actor(self) -> str:
        """Return who did it, as the address says it: a person's id, or that of an integration after an "s"."""
        return str(self.by) if self.by else f"{_SYSTEM}{self.system}" if self.system else ""

    def make_filter(self, visitor: Visitor) -> AuditFilter:
        """Return the filter as the desk reads it: a day from midnight to midnight in its time zone."""
        since = until = None
        if self.day is not None:
            zone = ZoneInfo(visitor.rules.timezone)
            since = datetime.combine(self.day, time(), zone)
            until = datetime.combine(self.day + timedelta(days=1), time(), zone)
        return AuditFilter(self.words, visitor.language, self.by, self.system, since, until)

    def make_address(self) -> str:
        """Return the page's address up to the page number."""
        parts = {"q": self.words, "by": self.actor, "day": self.day.isoformat() if self.day else ""}
        return "/audit?" + urlencode({name: value for name, value in parts.items() if value} | {"page": ""})


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/audit")
    async def page(request: Request, page: int = 1) -> Response:
        """Show a page of it, newest first."""
        asked = AskedAudit.of(request.query_params)
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.AUDIT)
            found = await audit_log.load_audit_page(visitor.session, page, asked.make_filter(visitor), a_page=_A_PAGE)
            return show_page(
                ctx, visitor, "audit/audit.html", found=found, asked=asked, address=asked.make_address(),
                lines=[(one, _describe_line(visitor, one)) for one in found.lines],
                people=[
                    *await audit_log.list_actors(visitor.session),
                    *((f"{_SYSTEM}{key}", name) for key, name in await audit_log.list_integrations(visitor.session)),
                ],
                most=MOST_COUNTED,
            )  # fmt: skip

    return made


def _describe_line(visitor: Visitor, one: AuditLine) -> str:
    return describe_line(visitor.language, one, zone=visitor.rules.timezone, now=visitor.now).text


def _day(given: str) -> date | None:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(3000, 1, 1) else None
