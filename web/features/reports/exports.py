"""Full exports, as `/export` makes them: requested here, downloaded by the person who requested them. Generates none
itself."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Refused
from desk.metrics import ExportChoice, ExportFormat, export_downloads, exports, periods
from desk.policy import permissions
from desk.policy.grants import Grant
from web.context import Visitor, WebContext
from web.features.reports.address import ReportAddress
from web.features.reports.choices import list_periods
from web.panel.form_errors import try_verb
from web.panel.frame import show_page
from web.panel.page_form import PageForm
from web.panel.page_route import PageRoute

Typed = Annotated[str, Field(max_length=60)]


class FileForm(PageForm):
    """The form of a download."""

    form: str = ""


class ExportForm(FileForm):
    """The form of a new export."""

    period: Typed = "month"
    first: Typed = ""
    last: Typed = ""
    format: ExportFormat = ExportFormat.CSV
    names: bool = False
    words: bool = False


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/reports/exports")
    async def page(request: Request) -> Response:
        """Show what can be exported, and the exports that exist."""
        async with ctx.admit_visitor(request) as visitor:
            return await _page(ctx, visitor, ExportForm())

    @made.post("/reports/exports")
    async def ask(request: Request, given: Annotated[ExportForm, Form()]) -> Response:
        """Request an export."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            wrong = await try_verb(visitor, _request_export(visitor, given))
            if wrong:
                return await _page(ctx, visitor, given, wrong=wrong)
        return RedirectResponse("/reports/exports", 303)

    @made.post("/reports/exports/{result}")
    async def file(
        request: Request, result: Annotated[int, Path(ge=1, lt=2**63)], given: Annotated[FileForm, Form()]
    ) -> Response:
        """Download one part of an export of one's own; audited."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            taken: list[tuple[str, bytes]] = []
            wrong = await try_verb(visitor, _take_file(visitor, result, taken))
            if wrong:
                return await _page(ctx, visitor, ExportForm(), wrong=wrong)
        if not taken:
            return Response(status_code=404)
        name, content = taken[0]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/zip", headers=headers)

    return made


async def _take_file(visitor: Visitor, result: int, taken: list[tuple[str, bytes]]) -> None:
    found = await export_downloads.take_file(visitor.desk, result)
    if found is not None:
        taken.append(found)


async def _request_export(visitor: Visitor, given: ExportForm) -> None:
    if not await exports.request_export(visitor.desk, _choice(visitor, given)):
        raise Refused("export-under-way")


def _choice(visitor: Visitor, given: ExportForm) -> ExportChoice:
    today = periods.get_today(visitor.now, visitor.rules.timezone)
    address = ReportAddress(period=given.period, first=given.first, last=given.last)
    asked = address.make_question(visitor.person, visitor.rules, today)
    return ExportChoice(asked.get_period(today), given.format, given.names, given.words)


async def _page(ctx: WebContext, visitor: Visitor, given: ExportForm, *, wrong: str = "") -> Response:
    permissions.require_grant(visitor.person, Grant.EXPORT)
    return show_page(
        ctx, visitor, "reports/exports.html", status=422 if wrong else 200,
        given=given, wrong=wrong, periods=list_periods(visitor), formats=list(ExportFormat),
        waits=await export_downloads.is_being_made(visitor.session, visitor.person.id),
        files=await export_downloads.list_exports(visitor.session, visitor.person.id),
    )  # fmt: skip
