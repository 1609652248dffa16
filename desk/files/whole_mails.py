"""Mails as they came, beside the entries that were made of them: folding decides what is read first, not what is kept.

What people read is the text, in which words are masked as in all that is stored; the bytes are kept only where nothing
had to be masked, and up to a size. Whoever may read the inside of a ticket may read its mails.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Blob, Entry, EntryFile, EntryKind, Person, Ticket, WholeMail, any_of
from desk import Desk
from desk.conversation.new_entry import KeptMail
from desk.files import reading, store
from desk.policy import permissions, visibility
from desk.queries import tickets

_MOST_HIDDEN = 20
"""How many newer mails are skipped that the reader may not see."""


async def store_mail(desk: Desk, text: str, raw: bytes | None) -> KeptMail:
    """Store a mail of which an entry is about to be made."""
    stored = [await _store(desk, one) if one else None for one in (text.encode(), raw)]
    assert stored[0] is not None
    return KeptMail(stored[0], stored[1])


async def _store(desk: Desk, content: bytes) -> int:
    async def cut() -> AsyncIterator[bytes]:
        for at in range(0, len(content), store.PIECE_BYTES):
            yield content[at : at + store.PIECE_BYTES]

    return (await store.store_blob(desk.session, cut(), limit=len(content), now=desk.now)).id


async def load_texts(session: AsyncSession, entry_ids: Sequence[int]) -> dict[int, str]:
    """Return the texts of the mails that these entries were made of; the caller decides who may read them."""
    rows = await session.execute(
        select(WholeMail.entry_id, WholeMail.text_id).where(any_of(WholeMail.entry_id, entry_ids))
    )
    return {row.entry_id: (await _read(session, row.text_id)).decode() for row in rows.all()}


async def load_texts_of(session: AsyncSession, person_id: int, most: int) -> list[str]:
    """Return the texts of the newest mails of a person, whatever they were about."""
    theirs = select(WholeMail.entry_id).join(Entry, Entry.id == WholeMail.entry_id).where(Entry.author_id == person_id)
    found = await session.scalars(theirs.order_by(Entry.id.desc()).limit(most))
    texts = await load_texts(session, found.all())
    return [texts[one] for one in sorted(texts, reverse=True)]


async def list_own(session: AsyncSession, person_id: int) -> list[tuple[int, int]]:
    """Return entry and text of each mail that a person wrote, without those that somebody else forwarded."""
    mine = select(WholeMail.entry_id, WholeMail.text_id).join(Entry, Entry.id == WholeMail.entry_id)
    mine = mine.where(Entry.author_id == person_id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None))
    found = await session.execute(mine.where(Entry.parts.is_(None)).order_by(Entry.id))
    return [(row.entry_id, row.text_id) for row in found.all()]


async def list_known_files(session: AsyncSession, person_id: int, hashes: Sequence[bytes]) -> set[bytes]:
    """Return which of these contents, by their hashes, the person has sent before."""
    theirs = (
        select(Blob.sha256).join(EntryFile, EntryFile.blob_id == Blob.id).join(Entry, Entry.id == EntryFile.entry_id)
    )
    return set(await session.scalars(theirs.where(Entry.author_id == person_id, any_of(Blob.sha256, hashes))))


async def list_kept(session: AsyncSession, entry_ids: Sequence[int]) -> dict[int, bool]:
    """Return which of these entries were made of mails that are kept, and if their bytes are."""
    mails = await session.scalars(select(WholeMail).where(any_of(WholeMail.entry_id, entry_ids)))
    return {one.entry_id: one.raw_id is not None for one in mails}


@dataclass(frozen=True, slots=True)
class MailSeen:
    """A whole mail for somebody who may read it. `raw_id`: its bytes, of which there are `size`, if they are kept."""

    entry_id: int
    text: str
    raw_id: int | None
    size: int


async def find_readable(
    session: AsyncSession, person: Person, number: int, entry_id: int | None = None
) -> MailSeen | None:
    """Return the mail of an entry, or the newest one of the ticket, for somebody who may read the inside of that
    ticket; None for everybody else, and if there is none."""
    found = await tickets.find_ticket_id(session, number, person)
    ticket = await session.get(Ticket, found) if found is not None else None
    who = await permissions.get_access(session, ticket, person) if ticket is not None else None
    if ticket is None or who is None or not who.staff:
        return None
    there = select(Entry).where(any_of(Entry.ticket_id, ticket.thread_ids))
    there = there.where(*([Entry.id == entry_id] if entry_id else []))
    mails = select(WholeMail.entry_id).where(WholeMail.entry_id.in_(there.with_only_columns(Entry.id)))
    newest = select(Entry).where(Entry.id.in_(mails)).order_by(Entry.id.desc()).limit(_MOST_HIDDEN)
    shown = [one.id for one in await session.scalars(newest) if visibility.can_see_entry(one, who)]
    return await find_among(session, shown[0], there) if shown else None


async def find_among(session: AsyncSession, entry_id: int, entries: Select[Entry]) -> MailSeen | None:
    """Return the mail of an entry if that is one of these, or None."""
    of_these = (WholeMail.entry_id == entry_id, WholeMail.entry_id.in_(entries.with_only_columns(Entry.id)))
    mail = await session.scalar(select(WholeMail).where(*of_these))
    if mail is None:
        return None
    blob = await session.get(Blob, mail.raw_id or 0)
    text = (await _read(session, mail.text_id)).decode()
    return MailSeen(entry_id, text, mail.raw_id, blob.size if blob is not None else 0)


async def _read(session: AsyncSession, blob_id: int) -> bytes:
    return b"".join([piece async for piece in reading.read_pieces(session, blob_id)])
