"""Figures of a period: their page at once, then what they come to, counted first; each table as a file.

Looking changes nothing: what counts is a form that the page sends by itself.
"""

import io
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import NotAllowed, Refused
from desk.charts import asking
from desk.charts.blocks import Bars, Heat, Plot, Table, Tiles
from desk.charts.page import FiguresPage, events_page, page
from desk.charts.question import StatsQuestion
from desk.metrics import ExportFormat, Period, periods
from desk.metrics.csv_and_json import CsvWriter, FileStyle
from desk.policy import permissions
from web.context import Visitor, WebContext
from web.features.reports import exports
from web.features.reports.address import EVENTS, ReportAddress
from web.features.reports.choices import list_views, read_choices
from web.features.reports.drawing import ACROSS, HEIGHT, draw_bars, draw_plot
from web.features.reports.heat_map import draw_heat_map
from web.panel.frame import show_page, words_for

_MOST_ROWS = 200
_KINDS = {Tiles: "tiles", Bars: "bars", Plot: "plot", Heat: "heat", Table: "table"}


def make_router(ctx: WebContext) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)
    made.include_router(exports.make_router(ctx))

    @made.get("/reports")
    async def reports(request: Request) -> Response:
        """What can be asked, and a place for what it comes to."""
        async with ctx.visitor(request) as visitor:
            return await _page(ctx, visitor, ReportAddress.of(request.query_params))

    @made.post("/reports/counted")
    async def counted(request: Request, form: Annotated[str, Form()] = "") -> Response:
        """What happened since is counted; leads to the figures."""
        address = ReportAddress.of(request.query_params)
        async with ctx.visitor(request, form=form) as visitor:
            rules, now = visitor.rules, visitor.now
        await ctx.counting.counted(rules, now)
        return RedirectResponse(f"/reports/figures?{address.query()}", 303)

    @made.get("/reports/figures")
    async def figures(request: Request) -> Response:
        """The page with what it comes to."""
        address = ReportAddress.of(request.query_params)
        async with ctx.visitor(request) as visitor:
            return await _page(ctx, visitor, address, figures=True, unfinished=ctx.counting.is_under_way)

    @made.post("/reports/csv")
    async def csv(
        request: Request, form: Annotated[str, Form()] = "", table: Annotated[int, Form(ge=0, lt=100)] = 0
    ) -> Response:
        """One table of the page, by its place, as a file; audited."""
        address = ReportAddress.of(request.query_params)
        async with ctx.visitor(request, form=form) as visitor:
            try:
                asked = _read_question(visitor, address)
            except NotAllowed:
                raise
            except Refused:
                return await _page(ctx, visitor, address)
            return _table_file(visitor, await asked.page(visitor), table, asked.of, asked.days)

    return made


@dataclass(frozen=True, slots=True)
class _AskedReport:
    """What is shown, of which days. `question`: None: events side by side."""

    of: str
    days: Period
    question: StatsQuestion | None

    async def page(self, visitor: Visitor) -> FiguresPage | None:
        """What it comes to."""
        return await events_page(visitor) if self.question is None else await page(visitor, self.question)


def _read_question(visitor: Visitor, address: ReportAddress) -> _AskedReport:
    """What they may ask. Raises NotAllowed, Refused where days were mistyped."""
    today = periods.today(visitor.now, visitor.rules.timezone)
    if address.view == EVENTS:
        permissions.require_admin(visitor.person)
        return _AskedReport(EVENTS, periods.named("today", today), None)
    question = address.question(visitor.person, visitor.rules, today)
    try:
        allowed = asking.allowed(visitor.person, question)
    except Refused:
        raise NotAllowed from None
    return _AskedReport(allowed.of, allowed.days(today), allowed)


async def _page(
    ctx: WebContext, visitor: Visitor, address: ReportAddress, *, figures: bool = False, unfinished: bool = False
) -> Response:
    found: FiguresPage | None = None
    wrong = nothing = ""
    try:
        asked = _read_question(visitor, address)
        if figures:
            found = await asked.page(visitor)
            why = "page-reports-nothing" if asked.question else "events-none-begun"
            nothing = "" if found else words_for(visitor).say(why)
    except NotAllowed:
        raise
    except Refused as refused:
        wrong = words_for(visitor).say(refused.key, **refused.args_)
    return show_page(
        ctx, visitor, "reports/reports.html", status=422 if wrong else 200,
        address=address, wrong=wrong, nothing=nothing, found=found, asked=figures and not wrong, unfinished=unfinished,
        views=list_views(visitor), choices=await read_choices(visitor, address.where),
        kind=lambda block: _KINDS[type(block)],
        plotted=draw_plot, heated=draw_heat_map, lengths=draw_bars, across=ACROSS, plot_height=HEIGHT,
        most_rows=_MOST_ROWS,
    )  # fmt: skip


def _table_file(visitor: Visitor, found: FiguresPage | None, number: int, what: str, days: Period) -> Response:
    """The table at that place of the page. Raises NotAllowed where there is none."""
    if found is None or number >= len(found.sections):
        raise NotAllowed
    table, to = found.sections[number].table, io.BytesIO()
    style = FileStyle(ExportFormat.CSV, visitor.language, ZoneInfo(visitor.rules.timezone))
    writer = CsvWriter(to, table.columns, style)
    for row in table.rows:
        writer.row((row.name, *row.values))
    writer.end()
    asking.taken_away(visitor.desk, what, days)
    name = f"pulldesk_{what}_{days.first}_{days.last}_{number + 1}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(to.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
