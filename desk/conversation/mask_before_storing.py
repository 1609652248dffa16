"""Masks words that must not leave the ticket before they are stored, so that nothing else ever has them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import (
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    EntryKind,
    MaskedWords,
    Origin,
    Ticket,
    any_of,
)
from desk import Desk, NoSuchTicket, NotAllowed, history
from desk.conversation.entry_parts import EntryPart
from desk.conversation.new_entry import NewEntry, dump_line, load_line
from desk.policy import get_access
from desk.policy.permissions import Grant
from desk.text import RichText
from desk.text.masking.secret_masking import mask_secrets, mask_secrets_in

_MASKED = (EntryKind.COMMENT, EntryKind.NOTE)
"""Answers are not masked: an agent who sends a number means it."""


@dataclass(frozen=True, slots=True)
class MaskedMessage:
    """A message as it may be stored, and what was masked in it."""

    said: NewEntry
    pieces: tuple[str, ...] = ()


def _is_masked_kind(desk: Desk, kind: EntryKind) -> bool:
    """Return True if words of this kind are masked: those of requesters, and notes, unless they are on the board
    already."""
    return kind in _MASKED and desk.origin is not Origin.TODOIST


def mask_message(desk: Desk, kind: EntryKind, said: NewEntry) -> MaskedMessage:
    """Mask a message that is to be stored as an entry of this kind."""
    if not _is_masked_kind(desk, kind):
        return MaskedMessage(said)
    words, pieces = mask_secrets(said.words, desk.rules.masking)
    quote = None if said.quote is None else mask_secrets_in(said.quote, desk.rules.masking)
    files = tuple(replace(file, name=mask_secrets_in(file.name, desk.rules.masking)) for file in said.files)
    line = None if said.content_line is None else _mask_line(desk, said.content_line)
    return MaskedMessage(replace(said, words=words, quote=quote, files=files, content_line=line), pieces)


def _mask_line(desk: Desk, line: str) -> str:
    """Mask what people typed into a content of another kind, as the options of a poll; a contact's number stays."""
    key, args = load_line(line)
    typed = {name: value for name, value in args.items() if isinstance(value, str) and name != "phone"}
    masked = {name: mask_secrets_in(said, desk.rules.masking) for name, said in typed.items()}
    return dump_line(key, **{**args, **masked})


def mask_edited(desk: Desk, entry: Entry, words: RichText) -> RichText:
    """Return edited words of an entry as they may be stored."""
    return mask_secrets(words, desk.rules.masking)[0] if _is_masked_kind(desk, entry.kind) else words


async def mask_parts(desk: Desk, entry: Entry, made_of: Sequence[EntryPart]) -> list[EntryPart]:
    """Mask the messages of an edited entry, and keep what was masked."""
    if not _is_masked_kind(desk, entry.kind):
        return list(made_of)
    masked = [mask_secrets(part.words, desk.rules.masking) for part in made_of]
    await keep_pieces(desk, entry, [piece for _, pieces in masked for piece in pieces])
    return [replace(part, words=words) for part, (words, _) in zip(made_of, masked, strict=True)]


async def keep_pieces(desk: Desk, entry: Entry, pieces: Sequence[str]) -> None:
    """Keep what was masked in an entry for as long as the setting says."""
    kept = desk.rules.masking.kept
    if not pieces or kept <= timedelta(0):
        return
    await desk.session.flush()
    row = await desk.session.get(MaskedWords, entry.id)
    if row is None:
        desk.session.add(MaskedWords(entry_id=entry.id, pieces=list(pieces), until=desk.now + kept))
    else:
        row.pieces, row.until = list(dict.fromkeys([*row.pieces, *pieces])), desk.now + kept


async def show_pieces(desk: Desk, number: int) -> list[str]:
    """Return what was masked on a ticket and is still kept, oldest first; the audit log says who looked. Raises
    NoSuchTicket, or NotAllowed without the permission."""
    await desk.require_grant(Grant.MASKED)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise NoSuchTicket(number)
    if not (await get_access(desk, ticket)).staff:
        raise NotAllowed
    said = any_of(Entry.ticket_id, ticket.thread_ids) & Entry.withdrawn_at.is_(None)
    shown = select(Entry.id).where(said).order_by(Entry.id)
    found = await load_pieces(desk.session, list(await desk.session.scalars(shown)), now=desk.now)
    if found:
        history.record_action(desk, "masked-seen", f"ticket:{number}")
    return [piece for _, pieces in sorted(found.items()) for piece in pieces]


async def load_pieces(session: AsyncSession, entry_ids: Sequence[int], *, now: datetime) -> dict[int, list[str]]:
    """Return what was masked in these entries and is still kept, by entry; the caller decides who may see it."""
    rows = select(MaskedWords).where(any_of(MaskedWords.entry_id, entry_ids), MaskedWords.until > now)
    return {row.entry_id: row.pieces for row in await session.scalars(rows)}
