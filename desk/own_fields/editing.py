"""Verbs of admins on declared fields: add, rename, set options and question, remove, restore. Knows no channel.

Every process reads fields as it reads settings, so that a desk without them pays nothing. What a removed field holds
stays until the words of its request are deleted.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import OwnField
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.policy.permissions import Grant
from desk.settings.own_fields import LONGEST_NAME, LONGEST_TEXT, FieldKind
from desk.text import clean_name, clean_text

MOST_FIELDS, MOST_OPTIONS, MOST_ASKED = 20, 50, 3


async def load_rows(session: AsyncSession) -> Sequence[OwnField]:
    """Return the fields that were not removed, in the order in which they were added."""
    kept = select(OwnField).where(OwnField.removed_at.is_(None)).order_by(OwnField.id)
    return list(await session.scalars(kept.execution_options(populate_existing=True)))


async def declare_field(desk: Desk, holds: FieldKind, name: str) -> int:
    """Add a field and return its id. Raises NotAllowed, Refused for a name that is empty, long or taken, or too many
    fields."""
    known = await _begin(desk)
    if len(known) >= MOST_FIELDS:
        raise Refused("fields-many", most=MOST_FIELDS)
    made = OwnField(kind=holds.value, name=_check_name(name), options=[], question={})
    _require_free(known, made, made.name)
    desk.session.add(made)
    await desk.session.flush()
    history.record_action(desk, "own-field-added", f"own_field:{made.id}", None, made.name)
    return made.id


async def rename_field(desk: Desk, field_id: int, name: str) -> None:
    """Give a field another name; what it holds stays. Raises as `declare_field`."""
    known, one, new = await _begin(desk), await _find(desk, field_id), _check_name(name)
    _require_free(known, one, new)
    _audit(desk, "own-field-renamed", one, one.name, new)
    one.name = new


async def set_options(desk: Desk, field_id: int, typed: str) -> None:
    """Set what a field is chosen from, one a line; commas part them elsewhere. Raises NotAllowed, Refused for too many,
    too long ones, or a comma."""
    await _begin(desk)
    one = await _find(desk, field_id)
    lines = filter(None, (" ".join(clean_text(line).split()) for line in typed.splitlines()))
    by_name: dict[str, str] = {}
    for line in lines:
        by_name.setdefault(line.casefold(), line)
    options = list(by_name.values())
    if len(options) > MOST_OPTIONS or any(len(line) > LONGEST_NAME or "," in line for line in options):
        raise Refused("field-options-wrong", most=MOST_OPTIONS, longest=LONGEST_NAME)
    _audit(desk, "own-field-options", one, ", ".join(one.options), ", ".join(options))
    one.options = options


async def set_question(desk: Desk, field_id: int, language: str, typed: str) -> None:
    """Set what requesters are asked in a language; nothing: they are not asked in it. Raises NotAllowed, Refused for
    one that is too long, or too many fields that are asked for."""
    known = await _begin(desk)
    one, text = await _find(desk, field_id), " ".join(clean_text(typed).split())
    if len(text) > LONGEST_TEXT:
        raise Refused("page-too-long", n=LONGEST_TEXT)
    if text and sum(bool(other.question) for other in known if other is not one) >= MOST_ASKED:
        raise Refused("fields-asked-many", most=MOST_ASKED)
    _audit(desk, "own-field-question", one, one.question.get(language, ""), text)
    others = {code: said for code, said in one.question.items() if code != language}
    one.question = {**others, language: text} if text else others


async def remove_field(desk: Desk, field_id: int) -> None:
    """Remove a field: it is neither shown nor asked for. What it holds comes back with `restore_field`."""
    await _begin(desk)
    one = await _find(desk, field_id)
    one.removed_at = desk.now
    history.record_action(desk, "own-field-removed", f"own_field:{one.id}", one.name)


async def restore_field(desk: Desk, field_id: int) -> None:
    """Undo a removal. Raises NotAllowed, Refused if there are too many, or another field has the name."""
    known, one = await _begin(desk), await _find(desk, field_id, removed=True)
    if len(known) >= MOST_FIELDS:
        raise Refused("fields-many", most=MOST_FIELDS)
    _require_free(known, one, one.name)
    one.removed_at = None
    history.record_action(desk, "own-field-restored", f"own_field:{one.id}", None, one.name)


async def _begin(desk: Desk) -> Sequence[OwnField]:
    await desk.require_grant(Grant.TOPICS)
    await bump_settings_version(desk)
    return await load_rows(desk.session)


async def _find(desk: Desk, field_id: int, *, removed: bool = False) -> OwnField:
    gone = OwnField.removed_at.is_not(None) if removed else OwnField.removed_at.is_(None)
    wanted = select(OwnField).where(OwnField.id == field_id, gone).execution_options(populate_existing=True)
    found = await desk.session.scalar(wanted)
    if found is None:
        raise Refused("no-such-own-field")
    return found


def _check_name(said: str) -> str:
    """Return the name; a colon or equals sign stands between name and value, and digits are an id."""
    name = clean_name(said, LONGEST_NAME + 1)
    if not 0 < len(name) <= LONGEST_NAME or name.isdigit() or set(name) & set(":="):
        raise Refused("field-name-wrong", longest=LONGEST_NAME)
    return name


def _require_free(known: Sequence[OwnField], mine: OwnField, name: str) -> None:
    if name.casefold() in {one.name.casefold() for one in known if one is not mine}:
        raise Refused("field-name-taken")


def _audit(desk: Desk, action: str, one: OwnField, old: str, new: str) -> None:
    if old != new:
        history.record_action(desk, action, f"own_field:{one.id}", old or None, new or None)
