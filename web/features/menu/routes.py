"""The menu of requesters, for admins: the published menu and the draft, each as the keyboard that is sent;
published, withdrawn, undone."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk import Refused
from desk.i18n import LANGUAGES, say
from desk.menu import publishing
from desk.menu.checks import find_troubles, select_visible
from desk.menu.draft import load_draft
from desk.menu.items import MenuItem, describe_path, find_item, load_items
from desk.menu.screens import build_screen
from desk.menu.targets import find_targets
from desk.policy.permissions import Grant
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import (
    read_form,
    say_refusal,
    show_section,
    try_verb,
)
from web.panel.page_route import PageRoute
from web.panel.pages import tell

_DRAFT, _PUBLISHED = "draft", "published"


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/menu/preview")
    async def menu(request: Request, of: str = _DRAFT, at: int = 0, spoken: str = "") -> Response:
        """Show a screen; `of`: published or draft, `at`: of which item, `spoken`: in which language."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.PUBLISH)
            return await _show_menu(ctx, visitor, of=of, at=at, spoken=spoken)

    @made.post("/answers/menu/preview")
    async def change(request: Request) -> Response:
        """Publish the draft, withdraw the published menu, or undo the last of these."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            visitor.require(Grant.PUBLISH)
            then, version = given.get("then", ""), parse_digits(given.get("version", "")) or 0
            if then == "undo":
                undone, refused = await try_verb(visitor, publishing.undo_publication(visitor.desk, version))
                then = then if undone else "late"
            elif then == "down":
                _, refused = await try_verb(visitor, publishing.take_down(visitor.desk))
            else:
                then, (_, refused) = "publish", await try_verb(visitor, publishing.publish_menu(visitor.desk))
            if refused is not None:
                return await _show_menu(ctx, visitor, refused=refused)
            return await tell(
                visitor, f"/answers/menu/preview?of={_PUBLISHED}", "page-answers-done", what=f"menu-{then}"
            )

    return made


async def _show_menu(
    ctx: WebContext, visitor: Visitor, *, of: str = _DRAFT, at: int = 0, spoken: str = "",
    refused: Refused | None = None,
) -> Response:  # fmt: skip
    of = _PUBLISHED if of == _PUBLISHED else _DRAFT
    spoken = spoken if spoken in LANGUAGES else visitor.language
    items = await load_draft(visitor.session) if of == _DRAFT else load_items(visitor.rules.menu)
    known = await find_targets(visitor.session, items)
    shown = build_screen(select_visible(items, known), at, spoken)
    first = say(spoken, "menu-first" if shown.rows else "menu-nothing")
    return show_section(
        ctx, visitor, "menu", "menu/menu.html",
        status=409 if refused else 200, of=of, spoken=spoken, screen=shown, first=first,
        back=say(spoken, "btn-menu-back"), words_there=shown.get_words(spoken), wrong=say_refusal(visitor, refused),
        is_empty=not items, last=await publishing.find_newest(visitor.session),
        troubles=[(_place(items, key, spoken), trouble) for key, trouble in find_troubles(items, known).items()],
    )  # fmt: skip


def _place(items: Sequence[MenuItem], key: int, spoken: str) -> str:
    item = find_item(items, key)
    return describe_path(items, item, spoken) if item is not None else ""
