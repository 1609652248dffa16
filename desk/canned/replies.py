"""Verbs on canned replies: admins change the desk's, each agent their own. Knows no channel.

The settings say if a desk has any, so that a desk without them pays nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CannedReply, CannedUse, FileKind, Person
from desk import Desk, EditConflict, NotAllowed, Outdated, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.canned import placeholders, reply_keys
from desk.conversation.new_entry import IncomingFile, IncomingMessage
from desk.knowledge import markdown_files
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.text import RichText, count_units, cut_text, is_blank
from desk.text.edited_field import EditedField

MOST = 200
"""Canned replies of the desk, and of each person."""
_ALBUM, _TEXT = "album", "text"
LONGEST = 4000
"""UTF-16 units of a text from a form: an answer is one message, with its placeholders filled."""


@dataclass(frozen=True, slots=True)
class CannedInfo:
    """A canned reply as its readers see it. `own`: only this person has it; `uses`: the number of answers made from
    it."""

    id: int
    key: str
    own: bool
    words: RichText
    files: tuple[IncomingFile, ...]
    uses: int
    removed: bool = False


async def add_from_message(desk: Desk, incoming: IncomingMessage, *, own: bool) -> CannedReply:
    """Add a canned reply from a message: its key, then its text, or files with that as their caption. Raises
    NotAllowed, Refused with what would be right."""
    await _may(desk, own=own)
    key, words = _key_and_text(incoming)
    _fits(words, incoming)
    return await _add(desk, key, words, _files(incoming), own=own)


async def add_from_fields(desk: Desk, key: str, text: str, *, own: bool) -> CannedReply:
    """Add a canned reply from two fields: a key, and a text in Markdown. Raises NotAllowed, Refused."""
    await _may(desk, own=own)
    fitting = reply_keys.parse_key("".join(key.split()))
    if fitting is None:
        raise Refused("canned-key-wrong")
    return await _add(desk, fitting, _from_field(text), [], own=own)


async def _add(desk: Desk, key: str, words: RichText, files: list[dict[str, Any]], *, own: bool) -> CannedReply:
    await bump_settings_version(desk)  # one at a time, so that no two get the same key
    owner = desk.require_actor().id if own else None
    await _is_free(desk, key, owner)
    there = select(func.count()).where(_of(owner), CannedReply.removed_at.is_(None))
    if (await desk.session.execute(there)).scalar_one() >= MOST:
        raise Refused("canned-too-many", most=MOST)
    row = CannedReply(
        key=key, folded=reply_keys.fold_key(key), owner_id=owner, text=words.text, entities=words.dump(),
        files=files, created_by=desk.require_actor().id, created_at=desk.now,
    )  # fmt: skip
    desk.session.add(row)
    await desk.session.flush()
    _audit(desk, "canned-added", row, None, key)
    return row


async def change_from_message(desk: Desk, canned_id: int, incoming: IncomingMessage) -> CannedReply:
    """Change the text of a canned reply. Raises NotAllowed, Outdated for one that was removed, Refused with what would
    be right."""
    row = await _mine(desk, canned_id)
    _fits(incoming.words, incoming)
    row.files = _files(incoming)
    return _change_words(desk, row, incoming.words)


async def change_from_field(desk: Desk, canned_id: int, wanted: EditedField) -> CannedReply:
    """Change the text from a field of a form; the files stay. Raises NotAllowed, Outdated, Refused,
    ChangedMeanwhile."""
    row = await _mine(desk, canned_id)
    if wanted.has_clash(write_field(get_words(row))):
        raise EditConflict({_TEXT}, {_TEXT})
    if not wanted.is_touched:
        return row
    return _change_words(desk, row, _from_field(wanted.typed, files=bool(row.files)))


def _change_words(desk: Desk, row: CannedReply, words: RichText) -> CannedReply:
    row.text, row.entities, row.changed_at = words.text, words.dump(), desk.now
    _audit(desk, "canned-changed", row, row.key, row.key)
    return row


def _from_field(text: str, *, files: bool = False) -> RichText:
    words = markdown_files.read_field(text.strip())
    _fits(words, files=files)
    if count_units(words.text) > LONGEST:
        raise Refused("page-too-long", n=LONGEST)
    return words


def write_field(words: RichText) -> str:
    """Return the text as its field is filled."""
    return markdown_files.write_markdown(words)


async def add_further_part(desk: Desk, incoming: IncomingMessage) -> CannedReply | None:
    """Add the files of a further part of an album whose first part became a canned reply; None if there is none."""
    if incoming.album is None or incoming.words.text.strip():
        return None
    begun = CannedReply.files.contains([{_ALBUM: incoming.album}])
    mine = select(CannedReply).where(CannedReply.removed_at.is_(None), begun, _visible_to(desk.require_actor().id))
    row = await desk.session.scalar(mine.order_by(CannedReply.id.desc()).limit(1).with_for_update())
    if row is None:
        return None
    await _may(desk, own=row.owner_id is not None)
    row.files = [*row.files, *_files(incoming)]
    return row


async def remove_reply(desk: Desk, canned_id: int) -> str:
    """Remove a canned reply, and return its key; `restore` undoes that."""
    row = await _mine(desk, canned_id)
    row.removed_at = desk.now
    _audit(desk, "canned-removed", row, row.key, None)
    await bump_settings_version(desk)
    return row.key


async def restore_reply(desk: Desk, canned_id: int) -> str:
    """Undo a removal. Raises Refused if another canned reply has the key by now."""
    row = await _mine(desk, canned_id, removed=True)
    await bump_settings_version(desk)
    await _is_free(desk, row.key, row.owner_id)
    row.removed_at = None
    _audit(desk, "canned-restored", row, None, row.key)
    return row.key


async def find_by_key(session: AsyncSession, word: str, person: Person | None) -> CannedReply | None:
    """Return the canned reply of a key: the person's own before the desk's."""
    named = select(CannedReply).where(
        CannedReply.folded == reply_keys.fold_key(word), CannedReply.removed_at.is_(None), _visible_to(_id(person))
    )
    return await session.scalar(named.order_by(CannedReply.owner_id.asc().nulls_last()).limit(1))


async def find_by_id(session: AsyncSession, canned_id: int, person: Person) -> CannedReply | None:
    """Return a canned reply that the person can use, by id."""
    chosen = select(CannedReply).where(
        CannedReply.id == canned_id, CannedReply.removed_at.is_(None), _visible_to(_id(person))
    )
    return await session.scalar(chosen)


async def find_nearest_keys(session: AsyncSession, word: str, person: Person | None) -> list[str]:
    """Return the three keys that the person may have meant."""
    known = select(CannedReply.key).where(CannedReply.removed_at.is_(None), _visible_to(_id(person)))
    return reply_keys.find_nearest(
        word, await session.scalars(known.order_by(CannedReply.owner_id.asc().nulls_first()))
    )


async def list_visible(session: AsyncSession, person: Person) -> list[CannedInfo]:
    """Return all canned replies that a person can use, most used first; of one key only their own."""
    rows = await session.execute(
        _infos().where(CannedReply.removed_at.is_(None), _visible_to(person.id)).order_by(*_MOST_USED)
    )
    found = [_info(row, uses) for row, uses in rows]
    own = {reply_keys.fold_key(one.key) for one in found if one.own}
    return [one for one in found if one.own or reply_keys.fold_key(one.key) not in own]


async def find_visible(session: AsyncSession, canned_id: int, person: Person) -> CannedInfo | None:
    """Return one of the canned replies the person may see, removed ones included, or None."""
    mine = _infos().where(CannedReply.id == canned_id, _visible_to(person.id))
    row = (await session.execute(mine)).first()
    return _info(*row) if row is not None else None


def get_words(row: CannedReply) -> RichText:
    """Return the text with its entities."""
    return RichText.load(row.text, row.entities)


def load_files(stored: Sequence[dict[str, Any]]) -> tuple[IncomingFile, ...]:
    """Return stored files as an entry takes them."""
    return tuple(
        IncomingFile(**{**file, "kind": FileKind(file["kind"])})
        for file in ({k: v for k, v in one.items() if k != _ALBUM} for one in stored)
    )


def dump_files(files: Sequence[IncomingFile], album: str | None = None) -> list[dict[str, Any]]:
    """Return files as they are stored."""
    return [{**asdict(file), "kind": file.kind.value, _ALBUM: album} for file in files]


# ------------------------------------------------------------------ parts

_USES = select(func.count()).where(CannedUse.canned_id == CannedReply.id).correlate(CannedReply).scalar_subquery()
_MOST_USED = (_USES.desc(), CannedReply.folded, CannedReply.id)


def _infos() -> Any:
    return select(CannedReply, _USES)


def _info(row: CannedReply, uses: int) -> CannedInfo:
    own, gone = row.owner_id is not None, row.removed_at is not None
    return CannedInfo(row.id, row.key, own, get_words(row), load_files(row.files), uses, gone)


def _id(person: Person | None) -> int | None:
    return person.id if person is not None and permissions.is_staff(person) else None


def _of(owner: int | None) -> ColumnElement[bool]:
    return CannedReply.owner_id.is_(None) if owner is None else CannedReply.owner_id == owner


def _visible_to(person_id: int | None) -> ColumnElement[bool]:
    """Match the desk's and the person's own."""
    return or_(_of(None), _of(person_id))


def _key_and_text(incoming: IncomingMessage) -> tuple[str, RichText]:
    said = incoming.words.text
    first = said.split(maxsplit=1)[:1]
    key = reply_keys.parse_key(first[0]) if first else None
    if key is None:
        raise Refused("canned-key-wrong")
    behind = said.index(first[0]) + len(first[0])
    start = behind + len(said[behind:]) - len(said[behind:].lstrip())
    return key, cut_text(incoming.words, count_units(said[:start]), count_units(said))


def _fits(words: RichText, incoming: IncomingMessage | None = None, *, files: bool = False) -> None:
    """Raise Refused for an empty text, or one with a placeholder that cannot be filled. `files`: it has some
    already."""
    files = files or (incoming is not None and bool(incoming.files))
    says_something = files or not all(is_blank(char) for char in words.text)
    if (incoming is not None and incoming.content is not None) or not says_something:
        raise Refused("canned-text-missing")
    wrong = placeholders.find_misplaced(words.text)
    if wrong is not None:
        raise Refused("placeholder-wrong", written=wrong.written, line=wrong.line)


def _files(incoming: IncomingMessage) -> list[dict[str, Any]]:
    return dump_files(incoming.files, incoming.album)


async def _is_free(desk: Desk, key: str, owner: int | None) -> None:
    taken = select(CannedReply.key).where(
        CannedReply.folded == reply_keys.fold_key(key), CannedReply.removed_at.is_(None), _of(owner)
    )
    if (there := await desk.session.scalar(taken)) is not None:
        raise Refused("canned-key-taken", word=there)


async def _may(desk: Desk, *, own: bool) -> None:
    if not own:
        await desk.require_grant(Grant.PUBLISH)
        return
    await desk.refresh_actor()
    if not permissions.is_staff(desk.require_actor()):
        raise NotAllowed


async def _mine(desk: Desk, canned_id: int, *, removed: bool = False) -> CannedReply:
    """Return a canned reply that the actor may change, with its row locked. Raises NotAllowed, Outdated."""
    await _may(desk, own=True)
    gone = CannedReply.removed_at.is_not(None) if removed else CannedReply.removed_at.is_(None)
    wanted = select(CannedReply).where(CannedReply.id == canned_id, gone, _visible_to(desk.require_actor().id))
    row = await desk.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise Outdated
    await _may(desk, own=row.owner_id is not None)
    return row


def _audit(desk: Desk, action: str, row: CannedReply, old: str | None, new: str | None) -> None:
    """Audit changes of the desk's canned replies only: a person's own are private."""
    if row.owner_id is None:
        history.record_action(desk, action, f"canned:{row.id}", old, new)
