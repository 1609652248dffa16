"""Verbs on canned replies: admins change the desk's, each agent their own. Knows no channel.

The settings say if a desk has any, so that a desk without them pays nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CannedReply, CannedUse, FileKind, Person
from desk import Desk, NotAllowed, Outdated, Refused, history
from desk.acts import of_replies
from desk.admin_settings.changes import bump_settings_version
from desk.canned import placeholders, reply_keys
from desk.conversation.new_entry import IncomingFile
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.text import RichText, count_units, is_blank

MOST = 200
"""Canned replies of the desk, and of each person."""
_ALBUM = "album"
_NONE = ("-", "–", "—")
LONGEST = 4000
"""UTF-16 units of a text from a form: an answer is one message, with its placeholders filled."""


@dataclass(frozen=True, slots=True)
class CannedInfo:
    """A canned reply as its readers see it. `own`: only this person has it; `uses`: the number of answers made from
    it; `acts`: what is done with it, a line each."""

    id: int
    key: str
    own: bool
    words: RichText
    files: tuple[IncomingFile, ...]
    uses: int
    is_removed: bool = False
    acts: str = ""


async def add_reply(
    desk: Desk, key: str, words: RichText, files: Sequence[IncomingFile] = (), album: str | None = None, *, own: bool
) -> CannedReply:
    """Add a canned reply of the desk, or the actor's own. Raises NotAllowed, Refused with what would be right."""
    await _may(desk, own=own)
    fitting = _parse_key(key)
    _fits(words, has_files=bool(files))
    await bump_settings_version(desk)  # one at a time, so that no two get the same key
    owner = desk.require_actor().id if own else None
    await _is_free(desk, fitting, owner)
    there = select(func.count()).where(_of(owner), CannedReply.removed_at.is_(None))
    if (await desk.session.execute(there)).scalar_one() >= MOST:
        raise Refused("canned-too-many", most=MOST)
    row = CannedReply(
        key=fitting, folded=reply_keys.fold_key(fitting), owner_id=owner, text=words.text, entities=words.dump(),
        files=dump_files(files, album), created_by=desk.require_actor().id, created_at=desk.now,
    )  # fmt: skip
    desk.session.add(row)
    await desk.session.flush()
    _audit(desk, "canned-added", row, None, fitting)
    return row


async def reword_reply(
    desk: Desk, canned_id: int, words: RichText, files: Sequence[IncomingFile] | None = None, album: str | None = None
) -> None:
    """Change the text of a canned reply, and its files unless they are None. Raises NotAllowed, Outdated for one that
    was removed, Refused with what would be right."""
    row = await _mine(desk, canned_id)
    _fits(words, has_files=bool(row.files if files is None else files))
    if files is not None:
        row.files = dump_files(files, album)
    row.text, row.entities, row.changed_at = words.text, words.dump(), desk.now
    await desk.session.flush()
    _audit(desk, "canned-changed", row, row.key, row.key)


async def rename_reply(desk: Desk, canned_id: int, key: str) -> None:
    """Change the key of a canned reply. Raises NotAllowed, Outdated, Refused for a key that is wrong or taken."""
    row = await _mine(desk, canned_id)
    fitting, old = _parse_key(key), row.key
    await bump_settings_version(desk)
    if reply_keys.fold_key(fitting) != row.folded:
        await _is_free(desk, fitting, row.owner_id)
    row.key, row.folded, row.changed_at = fitting, reply_keys.fold_key(fitting), desk.now
    await desk.session.flush()
    if fitting != old:
        _audit(desk, "canned-changed", row, old, fitting)


async def set_acts(desk: Desk, canned_id: int, typed: str) -> None:
    """Set what is done with the answer, a line each; nothing or a dash: only the answer is sent. Raises NotAllowed,
    Outdated, Refused for what the actor could not do."""
    row, said = await _mine(desk, canned_id), "" if typed.strip() in _NONE else typed.strip()
    if len(said) > of_replies.LONGEST:
        raise Refused("page-too-long", n=of_replies.LONGEST)
    await of_replies.read_acts(desk, said)
    row.acts, row.changed_at = said or None, desk.now
    await desk.session.flush()
    _audit(desk, "canned-changed", row, row.key, row.key)


def _parse_key(typed: str) -> str:
    fitting = reply_keys.parse_key("".join(typed.split()))
    if fitting is None:
        raise Refused("canned-key-wrong")
    return fitting


async def add_further_files(desk: Desk, files: Sequence[IncomingFile], album: str) -> int | None:
    """Add files of a further part of an album whose first part became a canned reply; return its id, None if none
    did."""
    begun = CannedReply.files.contains([{_ALBUM: album}])
    mine = select(CannedReply).where(CannedReply.removed_at.is_(None), begun, _visible_to(desk.require_actor().id))
    row = await desk.session.scalar(mine.order_by(CannedReply.id.desc()).limit(1).with_for_update())
    if row is None:
        return None
    await _may(desk, own=row.owner_id is not None)
    row.files = [*row.files, *dump_files(files, album)]
    await desk.session.flush()
    return row.id


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


async def list_visible(session: AsyncSession, person: Person, *, all_of_desk: bool = False) -> list[CannedInfo]:
    """Return all canned replies that a person can use, most used first; of one key only their own, unless
    `all_of_desk`."""
    rows = await session.execute(
        _infos().where(CannedReply.removed_at.is_(None), _visible_to(person.id)).order_by(*_MOST_USED)
    )
    found = [_info(row, uses) for row, uses in rows]
    own = set() if all_of_desk else {reply_keys.fold_key(one.key) for one in found if one.own}
    return [one for one in found if one.own or reply_keys.fold_key(one.key) not in own]


async def list_of_desk(session: AsyncSession) -> list[CannedReply]:
    """Return the canned replies of the desk, by their keys."""
    kept = select(CannedReply).where(_of(None), CannedReply.removed_at.is_(None))
    return list(await session.scalars(kept.order_by(CannedReply.folded)))


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


_USES = select(func.count()).where(CannedUse.canned_id == CannedReply.id).correlate(CannedReply).scalar_subquery()
_MOST_USED = (_USES.desc(), CannedReply.folded, CannedReply.id)


def _infos() -> Any:
    return select(CannedReply, _USES).execution_options(populate_existing=True)


def _info(row: CannedReply, uses: int) -> CannedInfo:
    own, gone = row.owner_id is not None, row.removed_at is not None
    return CannedInfo(row.id, row.key, own, get_words(row), load_files(row.files), uses, gone, row.acts or "")


def _id(person: Person | None) -> int | None:
    return person.id if person is not None and permissions.is_staff(person) else None


def _of(owner: int | None) -> ColumnElement[bool]:
    return CannedReply.owner_id.is_(None) if owner is None else CannedReply.owner_id == owner


def _visible_to(person_id: int | None) -> ColumnElement[bool]:
    """Match the desk's and the person's own."""
    return or_(_of(None), _of(person_id))


def _fits(words: RichText, *, has_files: bool) -> None:
    """Raise Refused for an empty text without files, one that is too long, or one with a placeholder that cannot be
    filled."""
    if not has_files and all(is_blank(char) for char in words.text):
        raise Refused("canned-text-missing")
    if count_units(words.text) > LONGEST:
        raise Refused("page-too-long", n=LONGEST)
    wrong = placeholders.find_misplaced(words.text)
    if wrong is not None:
        raise Refused("placeholder-wrong", written=wrong.written, line=wrong.line)


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
