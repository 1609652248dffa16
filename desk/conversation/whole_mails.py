"""Mails as they came, beside the entries that were made of them: folding decides what is read first, not what is kept.

What people read is the text, in which words are masked as in all that is stored; the bytes are kept only where nothing
had to be masked, and up to a size. Whoever may read the inside of a ticket may read its mails.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Blob, Entry, EntryFile, Ticket, WholeMail, any_of
from desk import Desk, NoSuchTicket, NotAllowed
from desk.conversation.new_entry import KeptMail
from desk.files import reading, store
from desk.policy import get_access
from desk.policy.visibility import can_see_entry, can_see_ticket

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class MailText:
    """The text of a whole mail, of an entry."""

    entry_id: int
    text: str


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


async def list_known_files(session: AsyncSession, person_id: int, hashes: Sequence[bytes]) -> set[bytes]:
    """Return which of these contents, by their hashes, the person has sent before."""
    theirs = (
        select(Blob.sha256).join(EntryFile, EntryFile.blob_id == Blob.id).join(Entry, Entry.id == EntryFile.entry_id)
    )
    return set(await session.scalars(theirs.where(Entry.author_id == person_id, any_of(Blob.sha256, hashes))))


async def has_mails(session: AsyncSession, entry_ids: Sequence[int]) -> set[int]:
    """Return which of these entries were made of mails that are kept."""
    return set(await session.scalars(select(WholeMail.entry_id).where(any_of(WholeMail.entry_id, entry_ids))))


async def read_text(desk: Desk, number: int, entry_id: int) -> str:
    """Return the text of the whole mail of an entry. Raises NoSuchTicket, NotAllowed."""
    mail = await _find_readable(desk, number, entry_id)
    return (await _read(desk.session, mail.text_id)).decode()


async def find_bytes(desk: Desk, number: int, entry_id: int) -> int | None:
    """Return the file with the bytes of the mail of an entry, None if only its text is kept. Raises NoSuchTicket,
    NotAllowed."""
    return (await _find_readable(desk, number, entry_id)).raw_id


async def read_newest(desk: Desk, number: int) -> list[MailText]:
    """Return the texts of the newest mails of a ticket, oldest first. Raises NoSuchTicket, NotAllowed."""
    ticket = await _require_inside(desk, number)
    shown = select(Entry).join(WholeMail, WholeMail.entry_id == Entry.id).where(
        any_of(Entry.ticket_id, ticket.thread_ids), Entry.withdrawn_at.is_(None)
    )  # fmt: skip
    who = await get_access(desk, ticket)
    newest = await desk.session.scalars(shown.order_by(Entry.id.desc()).limit(MOST_SHOWN))
    found = [one.id for one in newest.all() if can_see_entry(one, who)]
    texts = await load_texts(desk.session, found)
    return [MailText(one, texts[one]) for one in sorted(texts)]


async def _require_inside(desk: Desk, number: int) -> Ticket:
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id)
    if ticket is None:
        raise NoSuchTicket(number)
    who = await get_access(desk, ticket)
    if not (who.staff and can_see_ticket(ticket, who)):
        raise NotAllowed
    return ticket


async def _find_readable(desk: Desk, number: int, entry_id: int) -> WholeMail:
    ticket = await _require_inside(desk, number)
    entry = await desk.session.get(Entry, entry_id)
    mail = await desk.session.get(WholeMail, entry_id)
    if entry is None or mail is None or entry.ticket_id not in ticket.thread_ids:
        raise NoSuchTicket(number)
    if not can_see_entry(entry, await get_access(desk, ticket)):
        raise NotAllowed
    return mail


async def _read(session: AsyncSession, blob_id: int) -> bytes:
    return b"".join([piece async for piece in reading.read_pieces(session, blob_id)])
