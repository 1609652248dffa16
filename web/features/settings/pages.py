"""All settings, as admins have them in `/settings`: value, default and effect of each; changed and undone."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Refused
from desk.admin_settings import changes, registry, value_buttons
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.policy.permissions import ANY_SETTING
from desk.settings.declaring import Setting
from desk.settings.kinds import Several, Stored, format_button_value
from web.context import Visitor, WebContext
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb

_LONGEST = 1000
_ON_HOURS = ("hours", "day_ranges")
_Group = tuple[str, list[tuple[Setting, str, str]]]


class _Given(PageForm):
    """A form: the typed value, or the number of a preset, or the version to restore; the version that was seen."""

    form: str = ""
    value: Annotated[str, Field(max_length=_LONGEST)] = ""
    seen: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    undo: Annotated[int, Field(ge=0, lt=2**63)] = 0
    preset: Annotated[int, Field(ge=0, lt=100)] | None = None


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/settings")
    async def settings(request: Request, q: str = "") -> Response:
        """Show all groups, the advanced settings folded, or the settings that match."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(ANY_SETTING)
            return _show_list(ctx, visitor, " ".join(q.split())[:100])

    @made.get("/settings/{key}")
    async def setting(request: Request, key: str) -> Response:
        """Show one setting; business hours have a page of their own."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(ANY_SETTING)
            shown = await _show_setting(ctx, visitor, key)
            return RedirectResponse("/hours", 303) if key in _ON_HOURS else shown

    @made.post("/settings/{key}")
    async def change(request: Request, key: str, given: Annotated[_Given, Form()]) -> Response:
        """Set the typed value, or undo the last change; a wrong value is explained and stays in the field."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(ANY_SETTING)
            wrong = await try_verb(visitor, _change_setting(visitor, key, given))
            if wrong:
                return await _show_setting(ctx, visitor, key, wrong=wrong, typed=given.value)
        return RedirectResponse(f"/settings/{key}", 303)

    return made


async def _change_setting(visitor: Visitor, key: str, given: _Given) -> None:
    if given.undo:
        if await changes.undo_setting(visitor.desk, key, given.undo) is None:
            raise Refused("setting-changed-since")
    elif given.preset is not None:
        await changes.choose_preset(visitor.desk, key, given.preset)
    elif given.seen is not None:
        await changes.change_settings(visitor.desk, {key: given.value}, seen=given.seen)
    else:
        await changes.change_setting(visitor.desk, key, given.value)


def _show_list(ctx: WebContext, visitor: Visitor, words: str) -> Response:
    if not words:
        groups, advanced = _list_groups(visitor, basic=True), _list_groups(visitor, basic=False)
        return show_page(ctx, visitor, "settings/settings.html", groups=groups, advanced=advanced, words_typed="")
    about = [
        one for one in registry.search_settings(words, visitor.rules) if visitor.may(get_settings_grant(one.group))
    ]
    groups = [("", [_line(visitor, one) for one in about])]
    return show_page(ctx, visitor, "settings/settings.html", groups=groups, advanced=[], words_typed=words)


def _list_groups(visitor: Visitor, *, basic: bool) -> list[_Group]:
    """Return the groups with their basic or their advanced settings."""
    theirs = [one for one in registry.list_groups(basic=basic) if visitor.may(get_settings_grant(one))]
    listed = [(one, registry.list_settings(one, visitor.rules, basic=basic)) for one in theirs]
    return [(f"setting-group-{one.value}", [_line(visitor, s) for s in settings]) for one, settings in listed]


def _line(visitor: Visitor, one: Setting) -> tuple[Setting, str, str]:
    """Return the setting, its value and its default."""
    show = one.kind.format_value
    return one, show(visitor.language, one.get_stored(visitor.rules)), show(visitor.language, one.default)


async def _show_setting(
    ctx: WebContext, visitor: Visitor, key: str, *, wrong: str = "", typed: str | None = None
) -> Response:
    one = get_setting(key)
    if one is None or not one.is_shown(has_panel=bool(visitor.rules.web.url)):
        return Response(status_code=404)
    visitor.require(get_settings_grant(one.group))
    now = one.get_stored(visitor.rules)
    _, value, default = _line(visitor, one)
    offered = await value_buttons.list_buttons(visitor.session, one, visitor.rules, visitor.language)
    named = await value_buttons.format_people(visitor.session, one, visitor.rules, visitor.language)
    how, args = one.kind.wrong
    return show_page(
        ctx, visitor, "settings/setting.html", status=422 if wrong else 200,
        one=one, value=named or value, default=default, offered=offered,
        pinned=one.is_pinned(visitor.rules), wrong=wrong,
        how=make_words(visitor).say(how, **args), typed=_field_value(now) if typed is None else typed,
        is_switched=isinstance(one.kind, Several),
        presets=[one.kind.format_value(visitor.language, preset) for preset in one.kind.presets],
        change=await changes.get_last_change(visitor.session, key),
    )  # fmt: skip


def _field_value(now: Stored) -> str:
    """Return the content of the field: a single value as it would be typed, nothing where it has parts."""
    return "" if isinstance(now, list | dict) else format_button_value(now)
