"""How well answers worked, for admins: how often each was shown, helped, needed an agent, or got no reaction. The
figures are those of `/stats answers`."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.charts.report import load_names
from desk.metrics import Dimension, Label, Period
from desk.metrics.measuring.measure import measure
from desk.policy.permissions import Grant
from web.context import WebContext
from web.features.answers.section import show_section

_SHOWN, _REST = "offers_shown", ("offers_helped", "offers_refused", "offers_silent", "offers_read")
_USED = ("canned_used", "answers_taken", "searches", "searches_nothing")
_SPANS = (7, 30, 56, 90)
_FEWEST = 10
"""From which a share is shown."""
_PAGES = {"article": "/answers", "preset": "/answers/presets", "canned": "/answers/replies"}


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/answers/helped")
    async def helped(request: Request, days: int = _SPANS[2]) -> Response:
        """Show a number of days up to today."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.PUBLISH)
            days = days if days in _SPANS else _SPANS[2]
            today = visitor.today
            found = await measure(
                visitor.session, (_SHOWN, *_REST, *_USED), Period(today - timedelta(days=days - 1), today),
                by=Dimension.ANSWER, settings=visitor.rules, now=visitor.now,
            )  # fmt: skip
            rows = [
                (row.label, {key: int(value.amount or 0) for key, value in row.values.items()}) for row in found.rows
            ]
            names = await load_names(visitor.session, visitor.language, Dimension.ANSWER, [label for label, _ in rows])
            return show_section(
                ctx, visitor, "helped", "knowledge/helped.html",
                days=days, spans=_SPANS, names=names, address=_address,
                rows=[(label, counts) for label, counts in rows if counts.get(_SHOWN)], fewest=_FEWEST,
                used=[(label, counts) for label, counts in rows if counts.get(_USED[0])],
                total={key: int(value.amount or 0) for key, value in found.total.items()},
            )  # fmt: skip

    return made


def _address(label: Label) -> str:
    """Return the address of an answer, or an empty text where it has no page."""
    kind, _, key = str(label).partition("-")
    return f"{_PAGES[kind]}/{key}" if kind in _PAGES else ""
