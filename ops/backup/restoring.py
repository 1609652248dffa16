"""Restores an archive into an empty database, for good or, to try it, into a temporary one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from db import migrate
from db.backup import copying
from db.backup.copying import DiffersError, NotEmptyError
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.migrate import UnknownRevisionError
from ops.backup import archive
from ops.backup.archive import ArchiveError, Manifest

_TAKEN = "the database is not empty ({}): restore into an empty one, see docs/how-to/operators/backup.md"


async def restore_backup(path: Path, keys: list[str], database: Database) -> Manifest:
    """Verify the archive, copy it into the empty database, compare each table and migrate it to this version. Raises
    `ArchiveError`, and what the database raises."""
    manifest = archive.check_archive(path, keys)
    try:
        await copying.copy_in(
            database.engine,
            manifest.revision,
            manifest.tables,
            manifest.sequences,
            archive.read_tables(path, keys),
        )
    except NotEmptyError as error:
        raise ArchiveError(_TAKEN.format(error)) from None
    except UnknownRevisionError:
        raise ArchiveError("a newer version of pulldesk made it: restore it with that version") from None
    except DiffersError as error:
        raise ArchiveError(f"what was restored differs from it ({error}): the database was left empty") from None
    await migrate.upgrade(database.engine)
    return manifest


async def try_restore(path: Path, keys: list[str]) -> Manifest:
    """Restore into a PostgreSQL of its own, which is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-restore-") as folder:
        async with EmbeddedServer(Path(folder)) as server:
            database = Database(create_engine(server.url, pool_size=2))
            try:
                return await restore_backup(path, keys, database)
            finally:
                await database.aclose()
                await server.destroy()
