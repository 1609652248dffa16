"""An automatic answer edited as a whole in a form. Unchanged fields are not written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    PresetAnswer,
)
from desk import Desk, EditConflict, Refused
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES
from desk.knowledge import markdown_files
from desk.policy.permissions import Grant
from desk.suggestions.presets import (
    TEXT,
    begin_preset,
    find_newest,
    lock_preset,
    publish_preset,
    set_examples,
    set_keywords,
    set_text,
    set_title,
    set_topic,
)
from desk.text import RichText, edited_field
from desk.text.edited_field import EditedField

_DIGITS = 19  # a number this long may not fit a bigint


@dataclass(frozen=True, slots=True)
class PresetEdit:
    """A submitted form. `version` is that of the answer as it was shown; `fields` by name: title, topic (its id),
    keywords, examples, and a text in each language."""

    version: int
    fields: Mapping[str, EditedField] = field(hash=False)


async def create_preset(desk: Desk, title: str) -> int:
    """Create an automatic answer as a draft; return its id."""
    return (await begin_preset(desk, title)).id


async def edit_preset(desk: Desk, preset_id: int, wanted: PresetEdit, *, publish: bool = False) -> None:
    """Write the changed fields, and publish if asked to. Raises NotAllowed, ChangedMeanwhile, Refused with what is
    wrong."""
    await desk.require_grant(Grant.PUBLISH)
    if publish:
        await bump_settings_version(desk)
    row = await lock_preset(desk, preset_id)
    touched = edited_field.find_touched(wanted.fields)
    clashing = edited_field.find_clashing(wanted.fields, await read_fields(desk.session, row))
    if clashing or (publish and row.version != wanted.version):
        raise EditConflict(touched, clashing)
    for name in sorted(touched):
        await _set(desk, preset_id, name, wanted.fields[name].typed)
    if publish:
        await publish_preset(desk, preset_id, (await lock_preset(desk, preset_id)).version)


async def _set(desk: Desk, preset_id: int, name: str, typed: str) -> None:
    setters = {"title": set_title, "keywords": set_keywords, "examples": set_examples}
    if name in setters:
        await setters[name](desk, preset_id, typed)
    elif name == "topic":
        await set_topic(desk, preset_id, _id(typed))
    else:
        words = markdown_files.read_field(typed)
        await set_text(desk, preset_id, name.removeprefix(TEXT), words)


def _id(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS):
        raise Refused("no-such-category")
    return int(typed)


async def read_fields(session: AsyncSession, row: PresetAnswer) -> dict[str, str]:
    """Return the current values by the names of the fields."""
    texts = {f"{TEXT}{one}": await _text(session, row.id, one) for one in LANGUAGES}
    return {
        "title": row.title,
        "topic": str(row.category_id or ""),
        "keywords": ", ".join(row.keywords),
        "examples": "\n".join(row.examples),
        **texts,
    }


async def _text(session: AsyncSession, preset_id: int, language: str) -> str:
    last = await find_newest(session, preset_id, language)
    return markdown_files.write_markdown(RichText.load(last.body, last.entities)) if last is not None else ""


async def load_fields(session: AsyncSession, preset_id: int) -> dict[str, str] | None:
    """Return the same by id, or None if there is no such answer."""
    row = await session.get(PresetAnswer, preset_id, populate_existing=True)
    return await read_fields(session, row) if row is not None else None
