"""All settings, a page for each group: a value is saved as soon as it is chosen, and can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Refused
from desk.admin_settings import changes, registry, value_buttons
from desk.admin_settings.changes import LastChange
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.policy.permissions import ANY_SETTING
from desk.settings.declaring import Setting, SettingGroup
from desk.settings.hours import DayRanges, WeekHours
from desk.settings.kinds import FieldOption, TargetPair
from web.context import Visitor, WebContext
from web.outcomes import FormOutcome
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import redirect_with, show_page, try_verb

_LONGEST, _MOST_FIELDS = 5000, 250
_Text = Annotated[str, Field(max_length=_LONGEST)]
_OWN_PAGES: dict[type, str] = {WeekHours: "/hours", DayRanges: "/hours#days", TargetPair: "/promises"}


class _Given(PageForm):
    """The form of one setting: the content of its fields, with the version that was seen; or the version to undo, or
    that the default is wanted."""

    form: str = ""
    value: Annotated[tuple[_Text, ...], Field(max_length=_MOST_FIELDS)] = ()
    seen: Annotated[int, Field(ge=0, lt=2**63)] = 0
    undo: Annotated[int, Field(ge=0, lt=2**63)] = 0
    reset: str = ""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting on its page: its value and default in words, the content of its fields, and what its control offers.
    `held`: people in its value; `wrong`: why the content was refused; `page`: where the value is changed otherwise."""

    one: Setting
    value: str
    default: str
    fields: Sequence[str]
    choices: Sequence[FieldOption]
    held: Sequence[FieldOption]
    change: LastChange | None
    is_pinned: bool
    page: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class _RefusedValue:
    key: str
    fields: Sequence[str]
    wrong: str


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/settings")
    async def settings(request: Request, q: str = "") -> Response:
        """Show the visitor's first group, or the settings that match."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(ANY_SETTING)
            words = " ".join(q.split())[:100]
            return await _show_page(ctx, visitor, _list_groups(visitor)[0], words=words)

    @made.get("/settings/group/{name}")
    async def group(request: Request, name: str) -> Response:
        """Show the settings of a group."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(ANY_SETTING)
            if name not in registry.list_groups():
                return Response(status_code=404)
            return await _show_page(ctx, visitor, SettingGroup(name))

    @made.get("/settings/{key}")
    async def setting(request: Request, key: str) -> Response:
        """Lead to the setting on the page of its group."""
        async with ctx.admit_visitor(request) as visitor:
            one = _find_setting(visitor, key)
            return Response(status_code=404) if one is None else RedirectResponse(_address(one), 303)

    @made.post("/settings/{key}")
    async def change(request: Request, key: str, given: Annotated[_Given, Form()]) -> Response:
        """Save the value, or undo the last change; a wrong value is explained and stays in its field."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            one = _find_setting(visitor, key)
            if one is None:
                return Response(status_code=404)
            wrong = await try_verb(visitor, _change_setting(visitor, one, given))
            if wrong:
                refused = _RefusedValue(key, given.value or ("",), wrong)
                return await _show_page(ctx, visitor, one.group, refused=refused)
            if (own := _OWN_PAGES.get(type(one.kind))) is not None:
                return RedirectResponse(own, 303)
            return await redirect_with(visitor, _address(one), FormOutcome(page={"set": key}))

    return made


def _address(one: Setting) -> str:
    return f"/settings/group/{one.group.value}#{one.key}"


def _find_setting(visitor: Visitor, key: str) -> Setting | None:
    """Return the setting that the visitor may change, or None if there is none with an effect."""
    visitor.require(ANY_SETTING)
    one = get_setting(key)
    if one is None or not one.is_shown(has_panel=bool(visitor.rules.web.url)):
        return None
    visitor.require(get_settings_grant(one.group))
    return one


async def _change_setting(visitor: Visitor, one: Setting, given: _Given) -> None:
    if given.undo:
        if await changes.undo_setting(visitor.desk, one.key, given.undo) is None:
            raise Refused("setting-changed-since")
        return
    typed = "default" if given.reset else one.kind.read_form(given.value)
    await changes.change_settings(visitor.desk, {one.key: typed}, seen=given.seen)


def _list_groups(visitor: Visitor) -> Sequence[SettingGroup]:
    return [one for one in registry.list_groups() if visitor.may(get_settings_grant(one))]


async def _show_page(
    ctx: WebContext, visitor: Visitor, group: SettingGroup, *, words: str = "",
    refused: _RefusedValue | None = None,
) -> Response:  # fmt: skip
    groups = _list_groups(visitor)
    visitor.require(get_settings_grant(group))
    found = registry.search_settings(words, visitor.rules) if words else registry.list_settings(group, visitor.rules)
    settings = [one for one in found if one.group in groups]
    changed = await changes.get_last_changes(visitor.session, [one.key for one in settings])
    rows = [await _make_row(visitor, one, changed.get(one.key), refused) for one in settings]
    in_place = visitor.request is not None and "hx-request" in visitor.request.headers
    return show_page(
        ctx, visitor, "settings/settings.html", status=422 if refused and not in_place else 200, rows=rows,
        group=group, groups=groups, words_typed=words, done=visitor.told.page.get("set", ""),
    )  # fmt: skip


async def _make_row(
    visitor: Visitor, one: Setting, change: LastChange | None, refused: _RefusedValue | None
) -> SettingRow:
    session, rules, language, now = visitor.session, visitor.rules, visitor.language, one.get_stored(visitor.rules)
    held, others = await value_buttons.list_people(session, one, rules, language)
    of_this = refused if refused is not None and refused.key == one.key else None
    return SettingRow(
        one,
        ", ".join(who.name for who in held) or one.kind.format_value(language, now),
        one.kind.format_value(language, one.default),
        of_this.fields if of_this else one.kind.fill_form(now),
        others or one.kind.list_choices(language),
        held,
        change,
        one.is_pinned(rules),
        _OWN_PAGES.get(type(one.kind), ""),
        of_this.wrong if of_this else "",
    )
