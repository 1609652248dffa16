"""The files of entries as rows: which files an entry has and which still have to be uploaded. Uploads nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryFile, EntryKind, any_of
from todoist_sync.context import SyncContext


async def get_files(session: AsyncSession, entry: Entry) -> Sequence[EntryFile]:
    """Return the files of an entry, in their order."""
    mine = select(EntryFile).where(EntryFile.entry_id == entry.id)
    return (await session.scalars(mine.order_by(EntryFile.ordinal, EntryFile.id))).all()


async def get_files_by_entry(session: AsyncSession, entries: Iterable[Entry]) -> dict[int, list[EntryFile]]:
    """Return the files of several entries, by entry id, in their order."""
    ids = [entry.id for entry in entries]
    found: dict[int, list[EntryFile]] = defaultdict(list)
    if ids:
        mine = select(EntryFile).where(any_of(EntryFile.entry_id, ids))
        for file in await session.scalars(mine.order_by(EntryFile.ordinal, EntryFile.id)):
            found[file.entry_id].append(file)
    return found


def can_upload_files(entry: Entry, ctx: SyncContext) -> bool:
    """Return True if the files of an entry are to be uploaded to the board."""
    return ctx.rules.board.shows.files or entry.kind is not EntryKind.COMMENT


def is_uploading(file: EntryFile) -> bool:
    """Return True if a file has still to be uploaded to the board."""
    is_held = file.telegram_file_id is not None or file.blob_id is not None
    return file.todoist_attachment is None and is_held and file.lack is None
