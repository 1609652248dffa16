"""Restores an archive into an empty database, for good or, to try it, into a temporary one."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

import asyncpg

from db import migrate
from db.backup import copying, erased_again, restored_mark
from db.backup.copying import DiffersError, NotEmptyError
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.migrate import UnknownRevisionError
from ops.backup import archive
from ops.backup.archive import ArchiveError, Manifest
from ops.backup.erased_people import ErasedPerson

_TAKEN = "the database is not empty ({}): restore into an empty one, see docs/how-to/operators/backup.md"


async def restore_backup(path: Path, keys: list[str], database: Database, *, quiet: bool = False) -> Manifest:
    """Restore an archive for use: the database is marked as restored, and `quiet` if it must not send anything. Raises
    `ArchiveError`, and what the database raises."""
    manifest = archive.check_archive(path, keys)

    async def mark(connection: asyncpg.Connection) -> None:
        await restored_mark.mark_restored(connection, manifest.taken_at, quiet=quiet)

    await copy_archive(path, keys, database, manifest, mark)
    if not await _is_marked(database):  # an older version's database, which had no mark before it was migrated
        async with copying.open_raw(database.engine) as raw, raw.transaction():
            await mark(raw)
    return manifest


async def erase_again(
    database: Database, manifest: Manifest, erased: Sequence[ErasedPerson], now: datetime
) -> list[int]:
    """Have those erased once more who are back with the backup, whatever the clock said when it was made; return
    their ids. Raises what the database raises."""
    listed = {one.id: one.at for one in erased}
    async with copying.open_raw(database.engine) as raw:
        return await erased_again.ask_again(raw, listed, manifest.taken_at, now) if listed else []


async def _is_marked(database: Database) -> bool:
    async with copying.open_raw(database.engine) as raw:
        return bool(await raw.fetchval("select exists (select from desk where recovery is not null)"))


async def copy_archive(
    path: Path,
    keys: list[str],
    database: Database,
    manifest: Manifest,
    mark: Callable[[asyncpg.Connection], Awaitable[None]] | None = None,
) -> None:
    """Copy a checked archive into the empty database, compare each table and migrate it to this version. Raises
    `ArchiveError`, and what the database raises."""
    try:
        await copying.copy_in(
            database.engine,
            manifest.revision,
            manifest.tables,
            manifest.sequences,
            archive.read_tables(path, keys),
            mark=mark,
        )
    except NotEmptyError as error:
        raise ArchiveError(_TAKEN.format(error)) from None
    except UnknownRevisionError:
        raise ArchiveError("a newer version of pulldesk made it: restore it with that version") from None
    except DiffersError as error:
        raise ArchiveError(f"what was restored differs from it ({error}): the database was left empty") from None
    await migrate.upgrade(database.engine)


async def try_restore(path: Path, keys: list[str]) -> Manifest:
    """Restore into a PostgreSQL of its own, which is deleted afterwards."""
    manifest = archive.check_archive(path, keys)
    with tempfile.TemporaryDirectory(prefix="pulldesk-restore-") as folder:
        async with EmbeddedServer(Path(folder)) as server:
            database = Database(create_engine(server.url, pool_size=2))
            try:
                await copy_archive(path, keys, database, manifest)
            finally:
                await database.aclose()
                await server.destroy()
    return manifest
