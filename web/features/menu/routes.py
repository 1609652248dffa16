"""The menu of requesters, for admins: the published menu and the draft, each as the keyboard that is sent;
published, withdrawn, undone."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import EditConflict, Refused
from desk.i18n import LANGUAGES, say
from desk.locked import MOST
from desk.menu import draft as desk_menu
from desk.menu import form as menu_form
from desk.menu import publishing
from desk.menu.checks import find_troubles, select_visible
from desk.menu.draft import load_draft
from desk.menu.items import MOST_ON_A_SCREEN, MenuItem, MenuKind, describe_path, find_item, list_on_screen, load_items
from desk.menu.screens import build_screen
from desk.menu.targets import find_targets, list_articles, list_topics, pick_name
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.text.edited_field import EditedField
from web.context import Visitor, WebContext
from web.features.answers.section import (
    answer_not_found,
    merge_fields,
    parse_id,
    read_edited_fields,
    read_form,
    say_refusal,
    show_section,
    try_verb,
)
from web.panel import repeated_forms
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute


@dataclass(frozen=True, slots=True)
class MenuTyped:
    """The content of a refused form; its button, 0: a new one."""

    item_id: int
    fields: Mapping[str, EditedField] = field(hash=False)
    given: Mapping[str, str] = field(hash=False)


NOTHING_TYPED = MenuTyped(-1, {}, {})


@dataclass(frozen=True, slots=True)
class MenuForm:
    """One button: its fields as typed and as stored, and the targets it can have, by id."""

    item: MenuItem
    fields: Mapping[str, str] = field(hash=False)
    there: Mapping[str, str] = field(hash=False)
    clashing: frozenset[str]
    targets: Sequence[tuple[int, str]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ScreenForms:
    """The forms of a screen. `parent`: the submenu it belongs to, 0: none; `is_full`: no button can be added."""

    parent: int
    forms: Sequence[MenuForm] = field(hash=False)
    is_full: bool
    kinds: Sequence[str] = field(hash=False)
    typed: MenuTyped


async def make_screen_forms(
    visitor: Visitor, items: Sequence[MenuItem], at: int, typed: MenuTyped, refused: Refused | None
) -> ScreenForms:
    """Return the forms of the screen of the item `at`; of the first screen where that is no submenu."""
    parent = find_item(items, at)
    submenu = parent.opens if parent is not None and parent.kind is MenuKind.SUBMENU else None
    here = list_on_screen(items, submenu)
    chosen = {kind: await _targets(visitor, items, kind) for kind in {item.kind for item in here}}
    forms = [_form(item, chosen[item.kind], typed, refused) for item in here]
    kinds = [kind.value for kind in MenuKind]
    return ScreenForms(submenu or 0, forms, len(here) >= MOST_ON_A_SCREEN, kinds, typed)


def _form(item: MenuItem, targets: Sequence[tuple[int, str]], typed: MenuTyped, refused: Refused | None) -> MenuForm:
    there = menu_form.read_fields(item)
    if typed.item_id != item.id:
        return MenuForm(item, there, there, frozenset(), targets)
    clashing = refused.clashing if isinstance(refused, EditConflict) else frozenset[str]()
    return MenuForm(item, merge_fields(typed.fields, there, refused), there, clashing, targets)


async def _targets(visitor: Visitor, items: Sequence[MenuItem], kind: MenuKind) -> list[tuple[int, str]]:
    if kind is MenuKind.SUBMENU:
        others = [one for one in items if one.kind is MenuKind.SUBMENU and one.target_id is None]
        return [(one.id, describe_path(items, one, visitor.language)) for one in others]
    if kind not in (MenuKind.ARTICLE, MenuKind.TOPIC):
        return []
    known = await (list_articles if kind is MenuKind.ARTICLE else list_topics)(visitor.session)
    return [(key, pick_name(names, visitor.language)) for key, names in known.items()]


_DRAFT, _PUBLISHED = "draft", "published"


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/menu")
    async def menu(request: Request, of: str = _DRAFT, at: int = 0, spoken: str = "") -> Response:
        """Show a screen; `of`: published or draft, `at`: of which item, `spoken`: in which language."""
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            done, removed = (request.query_params.get(name, "") for name in ("done", "gone"))
            return await show_menu(ctx, visitor, of=of, at=at, spoken=spoken, done=done, gone=parse_id(removed) or 0)

    @made.post("/answers/menu")
    async def change(request: Request) -> Response:
        """Publish the draft, withdraw the published menu, or undo the last of these."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            then, version = given.get("then", ""), parse_id(given.get("version", "")) or 0
            if then == "undo":
                undone, refused = await try_verb(visitor, publishing.undo_publication(visitor.desk, version))
                then = then if undone else "late"
            elif then == "down":
                _, refused = await try_verb(visitor, publishing.take_down(visitor.desk))
            else:
                then, (_, refused) = "publish", await try_verb(visitor, publishing.publish_menu(visitor.desk))
            if refused is not None:
                return await show_menu(ctx, visitor, refused=refused)
            return RedirectResponse(f"/answers/menu?of={_PUBLISHED}&done=menu-{then}", 303)

    return made


async def show_menu(
    ctx: WebContext, visitor: Visitor, *, of: str = _DRAFT, at: int = 0, spoken: str = "", done: str = "",
    gone: int = 0, refused: Refused | None = None, typed: MenuTyped = NOTHING_TYPED,
) -> Response:  # fmt: skip
    """Return a screen. `gone`: a button that was just removed; `typed`: the content of a refused form."""
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
        done=done, is_empty=not items, last=await publishing.find_newest(visitor.session), gone=gone,
        troubles=[(_place(items, key, spoken), trouble) for key, trouble in find_troubles(items, known).items()],
        editing=await make_screen_forms(visitor, items, at, typed, refused) if of == _DRAFT else None,
    )  # fmt: skip


def _place(items: Sequence[MenuItem], key: int, spoken: str) -> str:
    item = find_item(items, key)
    return describe_path(items, item, spoken) if item is not None else ""


def make_items_router(ctx: WebContext) -> APIRouter:
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
            doing = menu_form.add_typed_item(
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
                doing = desk_menu.move_up(desk, item_id)
            elif then == "remove":
                doing = desk_menu.remove_item(desk, item_id)
            elif then == "restore":
                doing = desk_menu.restore_item(desk, item_id)
            else:
                then, doing = "keep", menu_form.edit_item(desk, item_id, fields)
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await show_menu(ctx, visitor, at=at, refused=refused, typed=MenuTyped(item_id, fields, given))
            gone = f"&gone={item_id}" if then == "remove" else ""
            return RedirectResponse(f"/answers/menu?at={at}&done=menu-{then}{gone}", 303)

    return made
