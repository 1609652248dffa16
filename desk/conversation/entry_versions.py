"""Earlier wordings of entries, and erasing withdrawn words for good."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    delete,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    BoardComment,
    Entry,
    EntryFile,
    EntryVersion,
    MaskedWords,
    Ticket,
    WholeMail,
)
from desk import Desk
from desk.conversation.entry_parts import EntryPart, join_words


def keep_version(desk: Desk, ticket: Ticket | None, entry: Entry, made_of: Sequence[EntryPart]) -> None:
    """Keep what the entry says now if it will say something else, made of these messages."""
    new = join_words(part.words for part in made_of)
    if ticket is None or ticket.filed_at is None or not entry.body.strip() or entry.body == new.text:
        return
    desk.session.add(
        EntryVersion(
            entry_id=entry.id,
            at=desk.now,
            body=entry.body,
            entities=entry.entities,
            by=desk.actor_id,
            origin=desk.origin,
        )
    )


async def erase_entry(session: AsyncSession, entry: Entry, *, now: datetime) -> None:
    """Erase words, files and earlier wordings of a withdrawn entry."""
    await erase_versions(session, entry)
    await session.execute(delete(EntryFile).where(EntryFile.entry_id == entry.id))
    await session.execute(update(BoardComment).where(BoardComment.entry_id == entry.id).values(content=""))
    entry.body, entry.entities = "", []
    entry.parts = entry.preview = entry.content_line = entry.quote = None
    entry.emptied_at = now


async def erase_versions(session: AsyncSession, entry: Entry) -> None:
    """Erase an entry's earlier wordings, what was masked in it, and the mail that it was made of."""
    await session.execute(delete(WholeMail).where(WholeMail.entry_id == entry.id))
    await session.execute(delete(MaskedWords).where(MaskedWords.entry_id == entry.id))
    await session.execute(delete(EntryVersion).where(EntryVersion.entry_id == entry.id))


async def list_earlier_texts(session: AsyncSession, entry: Entry) -> list[str]:
    """Return an entry's earlier wordings."""
    return list(await session.scalars(select(EntryVersion.body).where(EntryVersion.entry_id == entry.id)))


def fold_text(text: str) -> str:
    """Return a text for comparing: one line without case."""
    return " ".join(text.split()).casefold()
