"""Plans: the page of one's own plans, and the form under each on its ticket's page."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.later import planned_list, planning
from desk.later.typed_plans import require_when
from desk.policy.permissions import Grant
from desk.queries import awaiting_approval
from desk.text import RichText
from desk.text.markdown.reader import parse_markdown
from web.context import Visitor, WebContext
from web.features.ticket.page import TicketView, Typed, show_ticket_page
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb

_A_PAGE = 50


class PlanForm(PageForm):
    """The form under a plan: what is done ("now", "move", "edit", "drop"), the moment and the words as typed, and when
    the newest words were written that were shown, in milliseconds."""

    form: str = ""
    what: str = ""
    when: Annotated[str, Field(max_length=200)] = ""
    words: Annotated[str, Field(max_length=20_000)] = ""
    seen: Annotated[int, Field(ge=0, le=10**14)] = 0


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/later")
    async def page(request: Request, at: Annotated[int, Query(alias="page", ge=1, le=10**6)] = 1) -> Response:
        """Show what the visitor has planned."""
        async with ctx.admit_visitor(request) as visitor:
            if not visitor.rules.team.later:
                return Response(status_code=404)
            plans = await planned_list.load_own_page(visitor.session, visitor.person, at, _A_PAGE)
            return show_page(ctx, visitor, "later/list.html", plans=plans)

    @made.post("/later/{plan_id:id}")
    async def change(request: Request, plan_id: Id, given: Annotated[PlanForm, Form()]) -> Response:
        """Do a plan now, at another moment or not at all, or change its words; show its ticket."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.WORK)
            draft = await awaiting_approval.load_draft(visitor.session, plan_id, visitor.person)
            if draft is None or given.what not in _STEPS:
                return Response(status_code=404)
            wrong = await try_verb(visitor, _STEPS[given.what](visitor, plan_id, given))
            if wrong:
                return await show_ticket_page(ctx, visitor, draft.number, TicketView(), Typed(wrong=wrong), status=409)
            return RedirectResponse(f"/tickets/{draft.number}", 303)

    return made


async def _do_now(visitor: Visitor, plan_id: int, given: PlanForm) -> None:
    await planning.do_now(visitor.desk, plan_id, seen=given.seen)


async def _move(visitor: Visitor, plan_id: int, given: PlanForm) -> None:
    await planning.move(visitor.desk, plan_id, require_when(visitor.desk, given.when))


async def _edit(visitor: Visitor, plan_id: int, given: PlanForm) -> None:
    await planning.rewrite(visitor.desk, plan_id, parse_markdown(RichText(given.words.replace("\r\n", "\n").strip())))


async def _take_back(visitor: Visitor, plan_id: int, _given: PlanForm) -> None:
    await planning.take_back(visitor.desk, plan_id)


_STEPS = {"now": _do_now, "move": _move, "edit": _edit, "drop": _take_back}
