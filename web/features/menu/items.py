"""Buttons of the menu's draft: added, changed, moved, removed and restored, for admins."""

from collections.abc import Awaitable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.locked import MOST
from desk.menu import draft, item_form
from desk.policy import permissions
from desk.policy.grants import Grant
from web.context import WebContext
from web.features.answers.section import answer_not_found, parse_id, read_edited_fields, read_form, try_verb
from web.features.menu.forms import MenuTyped
from web.features.menu.routes import show_menu
from web.panel import repeated_forms
from web.panel.page_form import Id
from web.panel.page_route import PageRoute


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/answers/menu/new")
    async def add(request: Request) -> Response:
        """Add a button to a screen."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            form = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), sorted(given.items()))
            if (again := await repeated_forms.find_earlier_answer(visitor, form)) is not None:
                return again
            at = parse_id(given.get("at", "")) or 0
            doing = item_form.add_typed_item(
                visitor.desk, given.get("kind", ""), at or None, given.get("caption", ""), visitor.language
            )
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await show_menu(ctx, visitor, at=at, refused=refused, typed=MenuTyped(0, {}, given))
            await repeated_forms.remember_answer(visitor, form, f"/answers/menu?at={at}&done=menu-keep")
            return RedirectResponse(f"/answers/menu?at={at}&done=menu-keep", 303)

    @made.post("/answers/menu/{item_id:id}")
    async def change(request: Request, item_id: Id) -> Response:
        """Change, move, remove or restore a button."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            if item_id >= MOST:
                return answer_not_found()
            at, then, fields = parse_id(given.get("at", "")) or 0, given.get("then", ""), read_edited_fields(given)
            desk = visitor.desk
            doing: Awaitable[object]
            if then == "up":
                doing = draft.move_up(desk, item_id)
            elif then == "remove":
                doing = draft.remove_item(desk, item_id)
            elif then == "restore":
                doing = draft.restore_item(desk, item_id)
            else:
                then, doing = "keep", item_form.edit_item(desk, item_id, fields)
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await show_menu(ctx, visitor, at=at, refused=refused, typed=MenuTyped(item_id, fields, given))
            gone = f"&gone={item_id}" if then == "remove" else ""
            return RedirectResponse(f"/answers/menu?at={at}&done=menu-{then}{gone}", 303)

    return made
