"""Reports of a period: the page is shown at once, then its figures are counted and loaded; each table is available
as a file.

Viewing changes nothing: counting is started by a form that the page sends by itself.
"""

import io
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import NotAllowed, Refused
from desk.charts import report_requests
from desk.charts.blocks import Bars, Heat, Plot, Table, Tiles
from desk.charts.report_page import ReportPage, make_events_page, make_page
from desk.charts.report_question import StatsQuestion
from desk.metrics import ExportFormat, Period, periods
from desk.metrics.row_writers import CsvWriter, FileStyle
from desk.policy import permissions
from desk.policy.grants import Grant
from web.context import Visitor, WebContext
from web.features.reports import exports
from web.features.reports.address import EVENTS, ReportAddress
from web.features.reports.choices import list_views, read_choices
from web.features.reports.drawing import ACROSS, HEIGHT, draw_bars, draw_plot
from web.features.reports.heat_map import draw_heat_map
from web.panel.frame import make_words, show_page
from web.panel.page_route import PageRoute

_MOST_ROWS = 200
_KINDS = {Tiles: "tiles", Bars: "bars", Plot: "plot", Heat: "heat", Table: "table"}


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)
    made.include_router(exports.make_router(ctx))

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
    today = periods.get_today(visitor.now, visitor.rules.timezone)
    if address.view == EVENTS:
        permissions.require_grant(visitor.person, Grant.FIGURES)
        return _AskedReport(EVENTS, periods.find_period("today", today), None)
    question = address.make_question(visitor.person, visitor.rules, today)
    try:
        allowed = report_requests.require_allowed(visitor.person, question)
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
        plotted=draw_plot, heated=draw_heat_map, lengths=draw_bars, across=ACROSS, plot_height=HEIGHT,
        most_rows=_MOST_ROWS,
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
    report_requests.audit_export(visitor.desk, what, days)
    name = f"pulldesk_{what}_{days.first}_{days.last}_{number + 1}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(to.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
