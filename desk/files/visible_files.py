"""A file for a person who may see its message, and where its bytes are. Changes nothing, fetches nothing."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Blob, Entry, EntryFile, FileKind, Person, Ticket
from desk import DeskSettings
from desk.files.file_types import TYPES
from desk.policy import visibility
from desk.queries.entries import FileInfo

OCTETS = "application/octet-stream"
TELEGRAM_BYTES = 20 * 1024 * 1024
"""The largest file a bot can fetch (Bot API, getFile, read 2026-11)."""
_PICTURE_BYTES = 5 * 1024 * 1024
_SERVED = frozenset(one.mime for one in TYPES.values())


@dataclass(frozen=True, slots=True)
class VisibleFile:
    """A file: its name, its type, and where its bytes are: here, at Telegram for bot `bot_id`, or on the board. `size`
    in bytes if it is known."""

    id: int
    name: str
    mime: str
    size: int | None
    blob_id: int | None
    bot_id: int | None
    telegram_file_id: str | None
    board_url: str | None


def can_be_fetched(file: FileInfo, rules: DeskSettings) -> bool:
    """Return True if the web can serve the file, as far as is known."""
    at_telegram = rules.web.telegram_files and file.file_id is not None and file.bot_id == rules.bot_id
    at_telegram = at_telegram and (file.size or 0) <= TELEGRAM_BYTES
    return file.blob_id is not None or at_telegram or (file.attachment_url is not None and rules.board.enabled)


def is_picture(file: FileInfo, rules: DeskSettings) -> bool:
    """Return True for a photo that is small enough to be shown with its message."""
    return file.kind is FileKind.PHOTO and (file.size or 0) <= _PICTURE_BYTES and can_be_fetched(file, rules)


async def find_among(session: AsyncSession, file_id: int, entries: Select[Entry]) -> VisibleFile | None:
    """Return the file if it belongs to one of these entries, or None."""
    of_these = EntryFile.entry_id.in_(entries.with_only_columns(Entry.id))
    query = select(EntryFile, Blob.size).outerjoin(Blob, Blob.id == EntryFile.blob_id)
    row = (await session.execute(query.where(EntryFile.id == file_id, of_these))).first()
    return _face(row.EntryFile, row.size) if row is not None else None


async def find_visible(
    session: AsyncSession, file_id: int, viewer: Person, *, number: int | None = None
) -> VisibleFile | None:
    """Return the file, or None if the viewer may not see its message, or if it is not in the thread of ticket
    `number`."""
    found = select(EntryFile, Entry, Blob.size).join(Entry, Entry.id == EntryFile.entry_id)
    query = found.outerjoin(Blob, Blob.id == EntryFile.blob_id).where(EntryFile.id == file_id)
    row = (await session.execute(query)).first()
    if row is None or not await visibility.can_person_see_entry(session, row.Entry, viewer):
        return None
    if number is not None and row.Entry.ticket_id not in await _thread(session, number):
        return None
    return _face(row.EntryFile, row.size)


def _face(file: EntryFile, size: int | None) -> VisibleFile:
    url = file.todoist_attachment.get("file_url") if file.todoist_attachment else None
    mime = file.mime if file.mime in _SERVED else OCTETS
    return VisibleFile(
        file.id, file.name, mime or OCTETS, size, file.blob_id, file.bot_id, file.telegram_file_id,
        str(url) if url else None,
    )  # fmt: skip


async def _thread(session: AsyncSession, number: int) -> list[int]:
    """Return the tickets whose messages are shown under that number."""
    ticket = await session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await session.get_one(Ticket, ticket.merged_into_id)
    return list(ticket.thread_ids) if ticket is not None else []
