"""The audit log: who changed what, when and through which channel; filtered by person, words and day."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.listing import read_filters, write_address
from desk.operations.audit_lines import describe_line
from desk.policy.permissions import Grant
from desk.queries import audit_log
from desk.queries.audit_log import AuditFilter, AuditLine
from desk.queries.lists import MOST_COUNTED
from web.context import Visitor, WebContext
from web.panel.pages import show_page

_A_PAGE = 50


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/audit")
    async def page(request: Request, page: int = 1) -> Response:
        """Show a page of it, newest first."""
        asked = read_filters(AuditFilter(), request.query_params)
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.AUDIT)
            found = await audit_log.load_audit_page(
                visitor.session, page, asked, visitor.rules, visitor.language, a_page=_A_PAGE
            )
            return show_page(
                ctx, visitor, "audit/audit.html", found=found, asked=asked, address=write_address("/audit", asked, ""),
                lines=[(one, _describe_line(visitor, one)) for one in found.lines],
                people=[
                    *await audit_log.list_actors(visitor.session),
                    *await audit_log.list_integrations(visitor.session),
                ],
                most=MOST_COUNTED,
            )  # fmt: skip

    return made


def _describe_line(visitor: Visitor, one: AuditLine) -> str:
    return describe_line(visitor.language, one, zone=visitor.rules.timezone, now=visitor.now).text
