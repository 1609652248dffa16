"""The lists of known problems that are not over and of the latest announcements, and the forms for new ones."""

from collections.abc import Awaitable, Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Desk
from desk.announcements import mailing
from desk.announcements import reading as announced
from desk.knowledge import markdown_files
from desk.policy.permissions import Grant
from desk.problems import known_problems, reading
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import list_topics, read_form, say_refusal, show_section, try_verb
from web.panel import repeated_forms
from web.panel.page_route import PageRoute


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/many")
    @made.get("/announcements")
    @made.get("/problems")
    async def many(request: Request) -> Response:
        """Show both lists."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_lists(ctx, visitor)

    @made.post("/announcements")
    async def draft(request: Request) -> Response:
        """Create the draft of an announcement."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            visitor.require(Grant.MAILINGS)
            words = mailing.read_field(given.get("text", ""))
            doing = mailing.draft_announcement(visitor.desk, words)
            return await _make(ctx, visitor, given, doing, "/announcements")

    @made.post("/problems")
    async def propose(request: Request) -> Response:
        """Create the draft of a known problem: for a topic, or in one's own words."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            visitor.require(Grant.MAILINGS)
            return await _make(ctx, visitor, given, _draft_problem(visitor.desk, given), "/problems")

    return made


async def _draft_problem(desk: Desk, given: Mapping[str, str]) -> int:
    topic = parse_digits(given.get("topic", ""))
    if topic is not None:
        return await known_problems.propose_for_topic(desk, topic)
    words = markdown_files.read_field(given.get("words", "").strip())
    return await known_problems.draft_problem(desk, given.get("title", ""), words)


async def _make(
    ctx: WebContext, visitor: Visitor, given: Mapping[str, str], doing: Awaitable[int], address: str
) -> Response:
    form = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), sorted(given.items()))
    if (again := await repeated_forms.find_earlier_answer(visitor, form)) is not None:
        return again
    key, refused = await try_verb(visitor, doing)
    if refused is not None:
        return await _show_lists(ctx, visitor, say_refusal(visitor, refused), given)
    await repeated_forms.remember_answer(visitor, form, f"{address}/{key}")
    return RedirectResponse(f"{address}/{key}", 303)


async def _show_lists(
    ctx: WebContext, visitor: Visitor, wrong: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    visitor.require(Grant.MAILINGS)
    return show_section(
        ctx, visitor, "many", "announcements/sent_to_many.html",
        status=422 if wrong else 200, wrong=wrong, typed=typed or {}, longest_title=known_problems.TITLE,
        problems=await reading.list_live(visitor.session), topics=await list_topics(visitor),
        mailings=await announced.list_latest(visitor.session, visitor.rules, drafts=True),
    )  # fmt: skip
