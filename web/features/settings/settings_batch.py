"""The settings of one group in one form: all changes are saved, or none; errors are shown beside their fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.admin_settings import changes, registry
from desk.admin_settings.registry import get_settings_grant
from desk.i18n import say
from desk.policy.permissions import ANY_SETTING
from desk.settings.declaring import Setting, SettingGroup
from desk.settings.kinds import Switch, TypedOver, format_button_value
from desk.text import clean_text
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb

_LONGEST = 1000
_VALUE, _WAS = "value-", "was-"


@dataclass(frozen=True, slots=True)
class SettingField:
    """One row of the form. `typed`: the content of its field, None where it has a page of its own or (`is_pinned`)
    is set in the environment; `now`: the stored value; `touched`: it was changed in the form."""

    one: Setting
    value: str
    default: str
    typed: str | None
    now: str = ""
    touched: bool = False
    is_switch: bool = False
    is_pinned: bool = False
    wrong: str = ""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/settings/group/{name}")
    async def together(request: Request, name: str) -> Response:
        """Show the form."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_group(ctx, visitor, name, done="done" in request.query_params)

    @made.post("/settings/group/{name}")
    async def change(request: Request, name: str) -> Response:
        """Save what was changed; where one value is wrong, nothing is saved and everything stays in the form."""
        form = await request.form()
        given = {key: clean_text(value)[:_LONGEST] for key, value in form.items() if isinstance(value, str)}
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            _require_group(visitor, name)
            fields = _fields(visitor, name, given)
            changed = {field.one.key: field.typed or "" for field in fields if field.touched}
            wrong = ""
            if changed and not any(field.wrong for field in fields):
                shown, seen = [field.one.key for field in fields], _number(given.get("seen", ""))
                saved = changes.change_settings(visitor.desk, changed, seen=seen, beside=shown)
                wrong = await try_verb(visitor, saved)
            if wrong or any(field.wrong for field in fields):
                return await _show_group(ctx, visitor, name, wrong=wrong, given=given)
        return RedirectResponse(f"/settings/group/{name}?done=1", 303)

    return made


async def _show_group(
    ctx: WebContext, visitor: Visitor, name: str, *, wrong: str = "", given: Mapping[str, str] | None = None,
    done: bool = False,
) -> Response:  # fmt: skip
    _require_group(visitor, name)
    fields = _fields(visitor, name, given or {})
    if not fields:
        return Response(status_code=404)
    refused = bool(wrong) or any(field.wrong for field in fields)
    seen = await changes.get_newest_version(visitor.session, [field.one.key for field in fields])
    return show_page(
        ctx, visitor, "settings/settings_batch.html", status=422 if refused else 200, group=name, fields=fields,
        wrong=wrong, seen=seen, done=done,
    )  # fmt: skip


def _require_group(visitor: Visitor, name: str) -> None:
    known = name in set(SettingGroup)
    visitor.require(get_settings_grant(SettingGroup(name)) if known else ANY_SETTING)


def _fields(visitor: Visitor, name: str, given: Mapping[str, str]) -> list[SettingField]:
    """Return the fields of a group; none where there is no such group. Typed content (`given`) stays as typed."""
    if name not in set(SettingGroup):
        return []
    return [_field(visitor, one, given) for one in registry.list_settings(SettingGroup(name), visitor.rules)]


def _field(visitor: Visitor, one: Setting, given: Mapping[str, str]) -> SettingField:
    language, now = visitor.language, one.get_stored(visitor.rules)
    value, default = one.kind.format_value(language, now), one.kind.format_value(language, one.default)
    if (pinned := one.is_pinned(visitor.rules)) or isinstance(one.kind, TypedOver) or isinstance(now, list | dict):
        return SettingField(one, value, default, None, is_pinned=pinned)
    said = format_button_value(now)
    came = given.get(_WAS + one.key, said)
    typed = given.get(_VALUE + one.key, came)
    touched = typed != came
    wrong = _describe_error(language, one, typed) if touched else ""
    return SettingField(
        one, value, default, typed if touched else said, said, touched, isinstance(one.kind, Switch), wrong=wrong
    )


def _describe_error(language: str, one: Setting, typed: str) -> str:
    try:
        if not changes.is_default_word(typed):
            one.kind.parse_text(typed)
    except ValueError:
        key, args = one.kind.wrong
        return say(language, key, **args)
    return ""


def _number(said: str) -> int:
    return parse_digits(said) or 0
