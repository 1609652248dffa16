"""One known problem: what requesters read, its requests, and its end."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Desk, EditConflict, Outdated, Refused
from desk.knowledge import markdown_files
from desk.policy.permissions import Grant
from desk.problems import adding, ending, known_problems, reading
from desk.text.edited_field import EditedField
from web.context import Visitor, WebContext
from web.features.answers.section import (
    answer_not_found,
    merge_fields,
    read_edited_fields,
    read_form,
    say_refusal,
    show_section,
    try_verb,
)
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import tell

_WORDS, _END = "words", "end"
_STEPS = ("keep", "publish", "add", "end", "drop")
_SHOWN = 20
_LONGEST_NUMBER = 9


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this page."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/problems/{problem_id:id}")
    async def problem(request: Request, problem_id: Id) -> Response:
        """Show the known problem."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show(ctx, visitor, problem_id, {})

    @made.post("/problems/{problem_id:id}")
    async def change(request: Request, problem_id: Id) -> Response:
        """Save its text and publish it, add requests, end it, or discard the draft."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            visitor.require(Grant.MAILINGS)
            then = given.get("then", "")
            n, refused = await try_verb(visitor, _do(visitor.desk, problem_id, then, given))
            if refused is not None:
                return await _show(ctx, visitor, problem_id, given, refused=refused)
            if then == "drop":
                return RedirectResponse("/answers/many", 303)
            return await tell(visitor, f"/problems/{problem_id}", "page-problem-done", what=then, n=n or 0)

    return made


async def _do(desk: Desk, problem_id: int, then: str, given: Mapping[str, str]) -> int:
    """Do one step; return how many people or requests it was about."""
    if then in ("keep", "publish"):
        await known_problems.reword_from_field(desk, problem_id, read_edited_fields(given).get(_WORDS, EditedField("")))
    if then == "publish":
        await known_problems.publish_problem(desk, problem_id)
    elif then == "add":
        return await adding.add_requests(desk, problem_id, _parse_numbers(given.get("numbers", "")))
    elif then == "end":
        await ending.set_end_from_field(desk, problem_id, given.get(_END, ""))
        return await ending.end_problem(desk, problem_id)
    elif then == "drop":
        await known_problems.discard_draft(desk, problem_id)
    elif then not in _STEPS:
        raise Outdated
    return 0


def _parse_numbers(typed: str) -> set[int]:
    """Return the numbers of a field such as "12, #15 16". Raises Refused for anything else."""
    parts = typed.replace(",", " ").replace("#", " ").split()
    if any(not part.isascii() or not part.isdecimal() or len(part) > _LONGEST_NUMBER for part in parts):
        raise Refused("problem-numbers-wrong", most=adding.MOST)
    return {int(part) for part in parts}


async def _show(
    ctx: WebContext, visitor: Visitor, problem_id: int, given: Mapping[str, str], *,
    refused: Refused | None = None,
) -> Response:  # fmt: skip
    visitor.require(Grant.MAILINGS)
    one = await reading.load_problem(visitor.session, problem_id)
    if one is None or one.state == known_problems.DROPPED:
        return answer_not_found()
    there = {_WORDS: markdown_files.write_markdown(one.words)}
    typed = {name: field for name, field in read_edited_fields(given).items() if name == _WORDS}
    status = 200 if refused is None else 409 if isinstance(refused, EditConflict | Outdated) else 422
    return show_section(
        ctx, visitor, "many", "announcements/problem.html", status=status, one=one, there=there,
        fields=merge_fields(typed, there, refused), wrong=say_refusal(visitor, refused),
        clashing=refused.clashing if isinstance(refused, EditConflict) else (), numbers=given.get("numbers", ""),
        end=given.get(_END, markdown_files.write_markdown(one.end_words)),
        requests=await reading.list_requests(visitor.session, problem_id, _SHOWN),
    )  # fmt: skip
