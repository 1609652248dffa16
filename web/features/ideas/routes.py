"""Ideas in the panel: the list by status, votes, and the status with a word to those who want it."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Desk, Refused
from desk.ideas import idea_list, ideas
from desk.ideas.ideas import IdeaStatus
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant
from web.context import Visitor, WebContext
from web.features.answers.section import answer_not_found, read_form, say_refusal, show_section, try_verb
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute

_A_PAGE = 25
_VOTE, _TAKE_BACK, _SHOW, _HIDE = "vote", "back", "show", "hide"


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/ideas")
    async def listed(request: Request, status: str = "", page: int = 1) -> Response:
        """Show a page of the list."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_list(ctx, visitor, status=status, page=page)

    @made.post("/answers/ideas/{idea_id}")
    async def change(request: Request, idea_id: Id) -> Response:
        """Vote, or set the status; what was typed stays if it is refused."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_staff(visitor.person)
            _done, refused = await try_verb(visitor, _change(visitor.desk, idea_id, given))
            if refused is not None:
                typed, wrong = {idea_id: given.get("answer", "")}, say_refusal(visitor, refused)
                return await _show_list(ctx, visitor, status=given.get("in", ""), wrong=wrong, typed=typed)
        return RedirectResponse("/answers/ideas" + _make_query(given.get("in", "")), 303)

    return made


async def _change(desk: Desk, idea_id: int, given: Mapping[str, str]) -> None:
    """Apply a form by its `what`: a vote, a name to show, or a status."""
    what = given.get("what", "")
    if what in (_VOTE, _TAKE_BACK):
        await ideas.vote_for_idea(desk, idea_id, on=what == _VOTE)
    elif what == _SHOW:
        await ideas.name_idea(desk, idea_id, given.get("title", ""), show=True)
    elif what == _HIDE:
        await ideas.hide_idea(desk, idea_id)
    elif what in set(IdeaStatus):
        await ideas.set_status(desk, idea_id, IdeaStatus(what), given.get("answer", ""))
    else:
        raise Refused("outdated")


async def _show_list(
    ctx: WebContext, visitor: Visitor, *, status: str, page: int = 1, wrong: str = "",
    typed: Mapping[int, str] | None = None,
) -> Response:  # fmt: skip
    permissions.require_staff(visitor.person)
    if not visitor.rules.requests.ideas:
        return answer_not_found()
    chosen = IdeaStatus(status) if status in set(IdeaStatus) else None
    found = await idea_list.load_page(visitor.session, visitor.person, page, status=chosen, a_page=_A_PAGE)
    return show_section(
        ctx, visitor, "ideas", "ideas/list.html", status=422 if wrong else 200, found=found, chosen=chosen,
        statuses=list(IdeaStatus), decides=has_grant(visitor.person, Grant.PUBLISH), wrong=wrong, typed=typed or {},
        address="/answers/ideas" + (f"{_make_query(status)}&" if chosen else "?") + "page=",
    )  # fmt: skip


def _make_query(status: str) -> str:
    return f"?status={status}" if status in set(IdeaStatus) else ""
