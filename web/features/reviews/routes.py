"""Reviews: the queue with criteria and results, one review with its request, and all of them as a file."""

import io
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.files.visible_files import can_be_fetched, is_picture
from desk.metrics import ExportFormat
from desk.metrics.table_writers import CsvWriter, FileStyle
from desk.policy.permissions import Grant
from desk.queries import entries
from desk.queries.topic_choices import list_categories
from desk.reviews import results, reviewing, sampling
from desk.reviews.reviewing import GivenMark, Mark
from desk.reviews.sampling import SampleReason
from desk.text.html_marks import render_html
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb

_Small = Annotated[int, Field(ge=0, le=1000)]


class QueueForm(PageForm):
    """The forms of the queue: "draw" a sample, "add" or "remove" a criterion."""

    form: str = ""
    what: str = ""
    reason: str = "random"
    n: _Small = 5
    of: Annotated[int, Field(ge=0, lt=2**63)] = 0
    name: Annotated[str, Field(max_length=500)] = ""
    weight: _Small = 1
    criterion: Annotated[int, Field(ge=0, lt=2**63)] = 0


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/reviews")
    async def page(request: Request) -> Response:
        """Show the queue, the criteria and the results."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.REVIEW)
            return await _show_queue(ctx, visitor)

    @made.post("/reviews")
    async def change(request: Request, given: Annotated[QueueForm, Form()]) -> Response:
        """Draw a sample, add or remove a criterion."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.REVIEW)
            if given.what not in ("draw", "add", "remove") or given.reason not in set(SampleReason):
                return Response(status_code=422)
            wrong = await try_verb(visitor, _change(visitor, given))
            return await _show_queue(ctx, visitor, wrong=wrong) if wrong else RedirectResponse("/reviews", 303)

    @made.get("/reviews/results.csv")
    async def as_file(request: Request) -> Response:
        """Return the reviews that are done as a file."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.REVIEW)
            visitor.require(Grant.EXPORT)
            return Response(
                await _write_csv(visitor), media_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": 'attachment; filename="reviews.csv"'},
            )  # fmt: skip

    _add_review_routes(made, ctx)
    return made


def _add_review_routes(made: APIRouter, ctx: WebContext) -> None:
    @made.get("/reviews/{review_id:id}")
    async def review(request: Request, review_id: Id) -> Response:
        """Show one review."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.REVIEW)
            return await _show_review(ctx, visitor, review_id)

    @made.post("/reviews/{review_id:id}")
    async def finish(request: Request, review_id: Id) -> Response:
        """Store the marks, and send the review to the agent."""
        given = await request.form()
        texts = {name: value for name, value in given.items() if isinstance(value, str)}
        async with ctx.admit_visitor(request, form=texts.get("form", "")) as visitor:
            visitor.require(Grant.REVIEW)
            marks = _read_marks(texts)
            act = reviewing.finish_review(visitor.desk, review_id, marks, texts.get("comment", ""))
            wrong = await try_verb(visitor, act)
            if wrong:
                return await _show_review(ctx, visitor, review_id, wrong=wrong, typed=texts)
            return RedirectResponse("/reviews", 303)


def _read_marks(texts: dict[str, str]) -> dict[int, GivenMark]:
    """Return the marks of a form: `mark-<id>`, `comment-<id>` and `entry-<id>` by the id of the criterion."""
    marks = {}
    for name, value in texts.items():
        key = name.removeprefix("mark-")
        criterion = parse_digits(key)
        if name.startswith("mark-") and criterion is not None and value in set(Mark):
            entry_id = parse_digits(texts.get(f"entry-{key}", ""))
            marks[criterion] = GivenMark(Mark(value), texts.get(f"comment-{key}", ""), entry_id)
    return marks


async def _change(visitor: Visitor, given: QueueForm) -> None:
    if given.what == "draw":
        await sampling.draw_sample(visitor.desk, SampleReason(given.reason), given.n, of=given.of)
    elif given.what == "add":
        await results.add_criterion(visitor.desk, given.name, given.weight)
    else:
        await results.remove_criterion(visitor.desk, given.criterion)


async def _show_queue(ctx: WebContext, visitor: Visitor, *, wrong: str = "") -> Response:
    session = visitor.session
    return show_page(
        ctx, visitor, "reviews/reviews.html", status=409 if wrong else 200, wrong=wrong,
        waiting=await results.list_waiting(session, visitor.person),
        done=(await results.list_done(session, visitor.person))[:50],
        months=await results.list_results(session, visitor.rules.timezone),
        criteria=await results.list_criteria(session), weights=results.WEIGHTS,
        reasons=[one.value for one in SampleReason], topics=await list_categories(session),
    )  # fmt: skip


async def _show_review(
    ctx: WebContext, visitor: Visitor, review_id: int, *, wrong: str = "", typed: dict[str, str] | None = None
) -> Response:
    session = visitor.session
    found = await results.load_review(session, review_id, visitor.person)
    if found is None:
        return Response(status_code=404)
    line, ticket_id = found
    said = await entries.load_thread_page(session, ticket_id, visitor.person, visitor.now, 1)
    return show_page(
        ctx, visitor, "reviews/review.html", status=409 if wrong else 200, wrong=wrong, one=line, said=said,
        criteria=await results.list_criteria(session), given=await results.list_marks(session, review_id),
        marks=[mark.value for mark in Mark], typed=typed or {}, is_done=line.score is not None or bool(line.reviewer),
        card={"number": line.number, "entry_count": 1, "requester": None}, drafts={}, masked={}, mails={},
        html=render_html,
        can_be_fetched=can_be_fetched, is_picture=is_picture, rules=visitor.rules,
    )  # fmt: skip


async def _write_csv(visitor: Visitor) -> bytes:
    """Write the reviews, newest first."""
    made, style = io.BytesIO(), FileStyle(ExportFormat.CSV, visitor.language, ZoneInfo(visitor.rules.timezone))
    rows = CsvWriter(made, ("ticket", "agent", "reviewer", "reason", "done_at", "score", "comment", "answer"), style)
    for one in await results.list_done(visitor.session, visitor.person):
        words = (one.agent, one.reviewer, one.reason, one.done_at, one.score, one.comment, one.answer)
        rows.write_row((one.number, *words))
    rows.finish_table()
    return made.getvalue()
