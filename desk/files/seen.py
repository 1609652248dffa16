"""A file that lies here, for who may see the words it came with. Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Blob, Entry, EntryFile, Person, Ticket
from desk.policy import permissions

OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file: its name, what it is served as, `size` in bytes, where its bytes lie."""

    id: int
    name: str
    mime: str
    size: int
    blob_id: int


async def among(session: AsyncSession, file_id: int, entries: Select[Entry]) -> SeenFile | None:
    """The file, as long as its bytes are kept and it is of one of these entries."""
    of_these = EntryFile.entry_id.in_(entries.with_only_columns(Entry.id))
    query = select(EntryFile, Blob.size).join(Blob, Blob.id == EntryFile.blob_id)
    row = (await session.execute(query.where(EntryFile.id == file_id, of_these))).first()
    return _face(row.EntryFile, row.size) if row is not None else None


async def seen(session: AsyncSession, file_id: int, viewer: Person, *, number: int | None = None) -> SeenFile | None:
    """The file, as long as its bytes are kept; None where it is of no words the viewer may see, or, with a `number`,
    not of that ticket's thread."""
    found = select(EntryFile, Entry, Blob.size).join(Entry, Entry.id == EntryFile.entry_id)
    query = found.join(Blob, Blob.id == EntryFile.blob_id).where(EntryFile.id == file_id)
    row = (await session.execute(query)).first()
    if row is None or not await permissions.who_sees(session, row.Entry, viewer):
        return None
    if number is not None and row.Entry.ticket_id not in await _thread(session, number):
        return None
    return _face(row.EntryFile, row.size)


def _face(file: EntryFile, size: int) -> SeenFile:
    return SeenFile(file.id, file.name, file.mime or OCTETS, size, file.blob_id or 0)


async def _thread(session: AsyncSession, number: int) -> list[int]:
    """The tickets whose words stand under that number."""
    ticket = await session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await session.get_one(Ticket, ticket.merged_into_id)
    return list(ticket.thread_ids) if ticket is not None else []
