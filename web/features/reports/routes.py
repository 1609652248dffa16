"""Reports of a period: the page is shown at once, then its figures are counted and loaded; each table is available
as a file.

Viewing changes nothing: counting is started by a form that the page sends by itself.
"""

import io
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import NotAllowed, Refused
from desk.charts import drawing, report_request
from desk.charts.pictures import Bars, Heat, Plot, Table, Tiles
from desk.charts.report_page import ReportPage, make_events_page, make_page
from desk.charts.stats_command import StatsQuestion
from desk.metrics import ExportChoice, ExportFormat, Period, exports, periods, ready_exports
from desk.metrics.table_writers import CsvWriter, FileStyle
from desk.policy.permissions import Grant
from web.context import Visitor, WebContext
from web.features.reports.address import EVENTS, ReportAddress
from web.features.reports.choices import list_periods, list_views, read_choices
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb

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


def make_exports_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/reports/exports")
    async def page(request: Request) -> Response:
        """Show what can be exported, and the exports that exist."""
        async with ctx.admit_visitor(request) as visitor:
            return await _page_of_exports(ctx, visitor, ExportForm())

    @made.post("/reports/exports")
    async def ask(request: Request, given: Annotated[ExportForm, Form()]) -> Response:
        """Request an export."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            wrong = await try_verb(visitor, _request_export(visitor, given))
            if wrong:
                return await _page_of_exports(ctx, visitor, given, wrong=wrong)
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
                return await _page_of_exports(ctx, visitor, ExportForm(), wrong=wrong)
        if not taken:
            return Response(status_code=404)
        name, content = taken[0]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/zip", headers=headers)

    return made


async def _take_file(visitor: Visitor, result: int, taken: list[tuple[str, bytes]]) -> None:
    found = await ready_exports.take_file(visitor.desk, result)
    if found is not None:
        taken.append(found)


async def _request_export(visitor: Visitor, given: ExportForm) -> None:
    if not await exports.request_export(visitor.desk, _choice(visitor, given)):
        raise Refused("export-under-way")


def _choice(visitor: Visitor, given: ExportForm) -> ExportChoice:
    today = visitor.today
    address = ReportAddress(period=given.period, first=given.first, last=given.last)
    asked = address.make_question(visitor.person, visitor.rules, today)
    return ExportChoice(asked.get_period(today), given.format, given.names, given.words)


async def _page_of_exports(ctx: WebContext, visitor: Visitor, given: ExportForm, *, wrong: str = "") -> Response:
    visitor.require(Grant.EXPORT)
    return show_page(
        ctx, visitor, "reports/exports.html", status=422 if wrong else 200,
        given=given, wrong=wrong, periods=list_periods(visitor), formats=list(ExportFormat),
        waits=await ready_exports.is_being_made(visitor.session, visitor.person.id),
        files=await ready_exports.list_exports(visitor.session, visitor.person.id),
    )  # fmt: skip


_MOST_ROWS = 200
_KINDS = {Tiles: "tiles", Bars: "bars", Plot: "plot", Heat: "heat", Table: "table"}


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)
    made.include_router(make_exports_router(ctx))

    @made.get("/reports")
    async def reports(request: Request) -> Response:
        """Show the choices, and a place for the figures."""
        async with ctx.admit_visitor(request) as visitor:
            return await _page(ctx, visitor, ReportAddress.of(request.query_params))

    @made.post("/reports/counted")
    async def counted(request: Request, form: Annotated[str, Form()] = "") -> Response:
        """Count what happened since, then lead to the figures."""
        address = ReportAddress.of(request.query_params)
        async with ctx.admit_visitor(request, form=form) as visitor:
            rules, now = visitor.rules, visitor.now
        await ctx.counting.count_up_to_now(rules, now)
        return RedirectResponse(f"/reports/figures?{address.make_query()}", 303)

    @made.get("/reports/figures")
    async def figures(request: Request) -> Response:
        """Show the page with its figures."""
        address = ReportAddress.of(request.query_params)
        async with ctx.admit_visitor(request) as visitor:
            return await _page(ctx, visitor, address, figures=True, unfinished=ctx.counting.is_under_way)

    @made.post("/reports/csv")
    async def csv(
        request: Request, form: Annotated[str, Form()] = "", table: Annotated[int, Form(ge=0, lt=100)] = 0
    ) -> Response:
        """Return one table of the page as a file, by its position; audited."""
        address = ReportAddress.of(request.query_params)
        async with ctx.admit_visitor(request, form=form) as visitor:
            try:
                asked = _read_question(visitor, address)
            except NotAllowed:
                raise
            except Refused:
                return await _page(ctx, visitor, address)
            return _table_file(visitor, await asked.load_page(visitor), table, asked.of, asked.days)

    return made


@dataclass(frozen=True, slots=True)
class _AskedReport:
    """The figures to show, and their days. `question` is None where events are compared."""

    of: str
    days: Period
    question: StatsQuestion | None

    async def load_page(self, visitor: Visitor) -> ReportPage | None:
        """Return the figures, or None where there is nothing to show."""
        return await make_events_page(visitor) if self.question is None else await make_page(visitor, self.question)


def _read_question(visitor: Visitor, address: ReportAddress) -> _AskedReport:
    """Return what the visitor may ask. Raises NotAllowed, and Refused where days were mistyped."""
    today = visitor.today
    if address.view == EVENTS:
        visitor.require(Grant.FIGURES)
        return _AskedReport(EVENTS, periods.find_period("today", today), None)
    question = address.make_question(visitor.person, visitor.rules, today)
    try:
        allowed = report_request.require_allowed(visitor.person, question)
    except Refused:
        raise NotAllowed from None
    return _AskedReport(allowed.of, allowed.get_period(today), allowed)


def _explain_nothing(visitor: Visitor, address: ReportAddress, asked: _AskedReport) -> str:
    if asked.question is None:
        return "events-none-begun"
    is_off = address.view == "promises" and not visitor.rules.targets.enabled
    return "page-reports-no-targets" if is_off else "page-reports-nothing"


async def _page(
    ctx: WebContext, visitor: Visitor, address: ReportAddress, *, figures: bool = False, unfinished: bool = False
) -> Response:
    found: ReportPage | None = None
    wrong = nothing = ""
    try:
        asked = _read_question(visitor, address)
        if figures:
            found = await asked.load_page(visitor)
            nothing = "" if found else make_words(visitor).say(_explain_nothing(visitor, address, asked))
    except NotAllowed:
        raise
    except Refused as refused:
        wrong = make_words(visitor).say(refused.key, **refused.args_)
    return show_page(
        ctx, visitor, "reports/reports.html", status=422 if wrong else 200,
        address=address, wrong=wrong, nothing=nothing, found=found, asked=figures and not wrong, unfinished=unfinished,
        views=list_views(visitor), choices=await read_choices(visitor, address.where),
        kind=lambda block: _KINDS[type(block)],
        charts=drawing, most_rows=_MOST_ROWS,
    )  # fmt: skip


def _table_file(visitor: Visitor, found: ReportPage | None, number: int, what: str, days: Period) -> Response:
    """Return the table at that position of the page. Raises NotAllowed where there is none."""
    if found is None or number >= len(found.sections):
        raise NotAllowed
    table, to = found.sections[number].table, io.BytesIO()
    style = FileStyle(ExportFormat.CSV, visitor.language, ZoneInfo(visitor.rules.timezone))
    writer = CsvWriter(to, table.columns, style)
    for row in table.rows:
        writer.write_row((row.name, *row.values))
    writer.finish_table()
    report_request.audit_export(visitor.desk, what, days)
    name = f"pulldesk_{what}_{days.first}_{days.last}_{number + 1}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(to.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
