"""Texts of the bot in the words of admins: which they may change, how they are found, what is refused.

Verbs of admins that change a text of the bot: reword it, restore the original, undo a change. Every process reads
the change as it reads settings. Knows no channel.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, TextOverride
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import Sentence, parse_tags
from desk.i18n.catalog import TAGS
from desk.policy.permissions import Grant
from desk.text import RichText, clean_text
from desk.text_overrides.checks import check_words, get_original

_TAG_OF = {style: tag for tag, style in TAGS.items()}
_MARKS = dict.fromkeys(range(0xE000, 0xE002))  # the marks of arguments in our own texts


def write_field(words: RichText) -> str:
    """Write the words with our tags; formatting without a tag is left out."""
    raw = words.text.encode("utf-16-le", "surrogatepass")
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in sorted(words.entities, key=lambda one: (one.offset, -one.length)):
        if (tag := _TAG_OF.get(entity.type)) is not None:
            opening.setdefault(entity.offset, []).append(f"<{tag}>")
            closing.setdefault(entity.offset + entity.length, []).insert(0, f"</{tag}>")
    said, last = "", 0
    for place in sorted({*opening, *closing}):
        said += raw[last * 2 : place * 2].decode("utf-16-le", "surrogatepass")
        said += "".join((*closing.get(place, ()), *opening.get(place, ())))
        last = place
    return said + raw[last * 2 :].decode("utf-16-le", "surrogatepass")


def read_field(typed: str) -> RichText:
    """Read what was typed, with its tags as formatting."""
    return parse_tags(clean_text(typed.replace("\r\n", "\n")).translate(_MARKS))


def has_untaggable_formatting(words: RichText) -> bool:
    """Return True if there is formatting that no tag expresses."""
    return any(entity.type not in _TAG_OF for entity in words.entities)


@dataclass(frozen=True, slots=True)
class LastWording:
    """The last change of a sentence: by whom, and when; `version` is what an undo names."""

    by: str | None
    at: datetime
    version: int


async def find_last_change(session: AsyncSession, sentence: Sentence) -> LastWording | None:
    """Return the last change of a sentence, or None if there is none."""
    asked = select(TextOverride.changed_at, TextOverride.version, Person.name).outerjoin(
        Person, Person.id == TextOverride.changed_by
    )
    row = (await session.execute(asked.where(*_is(sentence)))).one_or_none()
    return None if row is None else LastWording(row.name, row.changed_at, row.version)


async def reword_sentence(desk: Desk, sentence: Sentence, typed: RichText, *, seen: int | None = None) -> bool:
    """Change a sentence; return False if it is worded so already.

    `seen` is the version of the last change that the actor knew, 0 for none; Refused if it was changed since. Raises
    NotAllowed for all but admins, Refused with what is wrong and where.
    """
    await desk.require_grant(Grant.PUBLISH)
    words = check_words(sentence, typed)
    return await _set(desk, sentence, None if words == get_original(sentence) else words, seen)


async def restore_original(desk: Desk, sentence: Sentence) -> bool:
    """Restore the original words; return False if they were not changed."""
    await desk.require_grant(Grant.PUBLISH)
    return await _set(desk, sentence, None)


async def undo_change(desk: Desk, sentence: Sentence, version: int) -> bool:
    """Restore the words before the change of that version; return False if it was changed since."""
    await desk.require_grant(Grant.PUBLISH)
    row = await desk.session.scalar(select(TextOverride).where(*_is(sentence)).with_for_update())
    if row is None or row.version != version:
        return False
    before = row.previous
    return await _set(desk, sentence, None if before is None else RichText.load(before["text"], before["entities"]))


async def _set(desk: Desk, sentence: Sentence, words: RichText | None, seen: int | None = None) -> bool:
    version = await bump_settings_version(desk)  # one change at a time
    row = await desk.session.get(TextOverride, (sentence.language, sentence.id), populate_existing=True)
    if seen is not None and seen != (0 if row is None else row.version):
        raise Refused("setting-changed-since")
    now = None if row is None or row.text is None else RichText.load(row.text, row.entities)
    if now == words:
        return False
    if row is None:
        row = TextOverride(language=sentence.language, key=sentence.id)
        desk.session.add(row)
    row.previous = None if now is None else {"text": now.text, "entities": now.dump()}
    row.text, row.entities = (None, []) if words is None else (words.text, words.dump())
    row.version, row.changed_by, row.changed_at = version, desk.actor_id, desk.now
    old, new = (sentence.plain if one is None else one.text for one in (now, words))
    history.record_action(desk, "wording", f"text:{sentence.language} {sentence.id}", old, new)
    return True


def _is(sentence: Sentence) -> tuple[ColumnElement[bool], ...]:
    return (TextOverride.language == sentence.language, TextOverride.key == sentence.id)
