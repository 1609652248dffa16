"""Canned replies: the desk's, written by admins, and the visitor's own; found by their keys."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import EditConflict, Refused
from desk.canned import replies as verbs
from desk.canned import reply_keys
from desk.locked import MOST
from desk.policy.permissions import Grant
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
from web.panel import repeated_forms
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute

_TEXT = "text"
_OWN, _DESK = "own", "desk"


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/replies")
    async def replies(request: Request) -> Response:
        """Show all that the visitor can use, most used first."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_list(ctx, visitor)

    @made.post("/answers/replies")
    async def make(request: Request) -> Response:
        """Create a canned reply."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            form = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), sorted(given.items()))
            if (again := await repeated_forms.find_earlier_answer(visitor, form)) is not None:
                return again
            doing = verbs.add_from_fields(
                visitor.desk, given.get("key", ""), given.get(_TEXT, ""), own=given.get("whose") != _DESK
            )
            row, refused = await try_verb(visitor, doing)
            if refused is not None or row is None:
                return await _show_list(ctx, visitor, wrong=say_refusal(visitor, refused), typed=given)
            await repeated_forms.remember_answer(visitor, form, f"/answers/replies/{row.id}?done=keep")
            return RedirectResponse(f"/answers/replies/{row.id}?done=keep", 303)

    @made.get("/answers/replies/{canned_id:id}")
    async def reply(request: Request, canned_id: Id, done: str = "") -> Response:
        """Show one canned reply."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_reply(ctx, visitor, canned_id, done=done)

    @made.post("/answers/replies/{canned_id:id}")
    async def write(request: Request, canned_id: Id) -> Response:
        """Change, remove or restore it."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            if canned_id >= MOST or await verbs.find_visible(visitor.session, canned_id, visitor.person) is None:
                return answer_not_found()
            field, then = read_edited_fields(given).get(_TEXT, EditedField("")), given.get("then")
            if then == "remove":
                _, refused = await try_verb(visitor, verbs.remove_reply(visitor.desk, canned_id))
            elif then == "restore":
                _, refused = await try_verb(visitor, verbs.restore_reply(visitor.desk, canned_id))
            else:
                _, refused = await try_verb(visitor, verbs.change_from_field(visitor.desk, canned_id, field))
            if refused is not None:
                return await _show_reply(ctx, visitor, canned_id, refused=refused, typed=field)
            done = then if then in ("remove", "restore") else "keep"
            return RedirectResponse(f"/answers/replies/{canned_id}?done={done}", 303)

    return made


async def _show_list(ctx: WebContext, visitor: Visitor, *, wrong: str = "", typed: object = None) -> Response:
    return show_section(
        ctx, visitor, "replies", "canned/replies.html",
        status=422 if wrong else 200, wrong=wrong, typed=typed or {},
        found=await verbs.list_visible(visitor.session, visitor.person), longest_key=reply_keys.LONGEST,
    )  # fmt: skip


async def _show_reply(
    ctx: WebContext, visitor: Visitor, canned_id: int, *, refused: Refused | None = None,
    typed: EditedField | None = None, done: str = "",
) -> Response:  # fmt: skip
    one = await verbs.find_visible(visitor.session, canned_id, visitor.person) if canned_id < MOST else None
    if one is None:
        return answer_not_found()
    now = {_TEXT: verbs.write_field(one.words)}
    clash = isinstance(refused, EditConflict)
    return show_section(
        ctx, visitor, "replies", "canned/reply.html",
        status=409 if clash else 422 if refused else 200, one=one, there=now,
        fields=merge_fields({_TEXT: typed}, now, refused) if typed is not None else now, done=done,
        wrong=say_refusal(visitor, refused), clashing=refused.clashing if isinstance(refused, EditConflict) else (),
        may_change=one.own or visitor.may(Grant.PUBLISH),
    )  # fmt: skip
