"""What entries said before they were edited, and words taken back that go for good. Steps; knows no door.

Nobody but its author has read what is edited while a request still gathers: of that no version is kept.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardComment, Entry, EntryFile, EntryVersion, Ticket
from desk import Desk
from desk.conversation import parts
from desk.conversation.parts import EntryPart


def replaced(desk: Desk, ticket: Ticket | None, entry: Entry, made_of: Sequence[EntryPart]) -> None:
    """The entry is about to be made of these messages: what it says now is kept, where it says something else then."""
    new = parts.joined(part.words for part in made_of)
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


async def empty(session: AsyncSession, entry: Entry, *, now: datetime) -> None:
    """Words, files and earlier wordings of a withdrawn entry go."""
    await forget(session, entry)
    await session.execute(delete(EntryFile).where(EntryFile.entry_id == entry.id))
    await session.execute(update(BoardComment).where(BoardComment.entry_id == entry.id).values(content=""))
    entry.body, entry.entities = "", []
    entry.parts = entry.preview = entry.content_line = entry.quote = None
    entry.emptied_at = now


async def forget(session: AsyncSession, entry: Entry) -> None:
    """What it said before is kept nowhere."""
    await session.execute(delete(EntryVersion).where(EntryVersion.entry_id == entry.id))


async def said_before(session: AsyncSession, entry: Entry) -> list[str]:
    """Its earlier wordings."""
    return list(await session.scalars(select(EntryVersion.body).where(EntryVersion.entry_id == entry.id)))


def line(text: str) -> str:
    """A text as it is compared."""
    return " ".join(text.split()).casefold()
