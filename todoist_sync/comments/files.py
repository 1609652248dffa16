"""The files of entries as rows: which an entry has, which are still on their way to the board. Carries none."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import EntryKind
from db.models import Entry, EntryFile, Ticket


async def of(session: AsyncSession, entry: Entry) -> Sequence[EntryFile]:
    """The files of an entry, in their order."""
    mine = select(EntryFile).where(EntryFile.entry_id == entry.id)
    return (await session.scalars(mine.order_by(EntryFile.ordinal, EntryFile.id))).all()


async def under_way(session: AsyncSession, entry: Entry) -> bool:
    """Whether one of its files has still to be carried to the board."""
    waits = exists().where(
        EntryFile.entry_id == entry.id,
        EntryFile.todoist_attachment.is_(None),
        EntryFile.telegram_file_id.is_not(None),
        EntryFile.lack.is_(None),
    )
    return bool(await session.scalar(select(waits)))


async def of_request(session: AsyncSession, ticket: Ticket) -> Sequence[int]:
    """The entries with files up to filing: the description has their words, comments have to carry the files."""
    asked = select(Entry.id).where(
        Entry.ticket_id == ticket.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.created_at <= (ticket.filed_at or ticket.created_at),
        exists().where(EntryFile.entry_id == Entry.id),
    )
    return (await session.scalars(asked.order_by(Entry.created_at, Entry.id))).all()
