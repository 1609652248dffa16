"""A button of the draft edited as a whole in a form: its words and its target, in all languages."""

from collections.abc import Mapping

from desk import Desk, EditConflict, Outdated
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES
from desk.knowledge import markdown_files
from desk.menu.draft import add_item, load_draft, set_caption, set_target, set_text, set_url
from desk.menu.items import (
    MenuItem,
    MenuKind,
    find_item,
)
from desk.policy.permissions import Grant
from desk.text import RichText, edited_field
from desk.text.edited_field import EditedField

_DIGITS = 19  # a number this long may not fit a bigint
_LEADS = (MenuKind.ARTICLE, MenuKind.TOPIC, MenuKind.SUBMENU)


def read_fields(item: MenuItem) -> dict[str, str]:
    """Return the current values by the names of the fields: `caption-` and `text-` with a language, `url`, `target` (an
    id)."""
    fields = {f"caption-{one}": item.captions.get(one, "") for one in LANGUAGES}
    if item.kind is MenuKind.TEXT:
        fields |= {f"text-{one}": markdown_files.write_markdown(item.texts.get(one, RichText())) for one in LANGUAGES}
    if item.kind is MenuKind.LINK:
        fields["url"] = item.url or ""
    if item.kind in _LEADS:
        fields["target"] = str(item.target_id or "")
    return fields


async def edit_item(desk: Desk, item_id: int, fields: Mapping[str, EditedField]) -> None:
    """Write the changed fields. Raises NotAllowed, Outdated, ChangedMeanwhile, Refused with what is wrong."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    item = find_item(await load_draft(desk.session), item_id)
    if item is None:
        raise Outdated
    now = read_fields(item)
    asked = {name: one for name, one in fields.items() if name in now}
    clashing = edited_field.find_clashing(asked, now)
    if clashing:
        raise EditConflict(edited_field.find_touched(asked), clashing)
    for name in sorted(edited_field.find_touched(asked)):
        await _set(desk, item_id, name, asked[name].typed)


async def _set(desk: Desk, item_id: int, name: str, typed: str) -> None:
    part, _, language = name.partition("-")
    if part == "caption":
        await set_caption(desk, item_id, language, RichText(typed))
    elif part == "text":
        await set_text(desk, item_id, language, markdown_files.read_field(typed))
    elif part == "url":
        await set_url(desk, item_id, typed)
    else:
        await set_target(desk, item_id, _id(typed))


def _id(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS):
        raise Outdated
    return int(typed)


async def add_typed_item(desk: Desk, kind: str, parent_id: int | None, caption: str, language: str) -> int:
    """Add a button at the end of a screen; return its id. Raises NotAllowed, Outdated, Refused."""
    if kind not in set(MenuKind):
        raise Outdated
    return await add_item(desk, MenuKind(kind), parent_id, RichText(caption), language)
