"""Takes a backup: all tables in one snapshot, into a file that is read back before older ones are deleted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db import migrate
from db.backup import content, copying, made_mark
from db.connect import open_database
from db.database import Database
from ops.backup import archive, rotation
from ops.backup.archive import ArchiveError, Manifest
from ops.backup.settings import BackupSettings
from ops.tasks import sleep_or_stop

_AFTER_FAILURE = timedelta(minutes=10)
_LOOK = timedelta(minutes=1)
_UNFINISHED = ".part"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup."""

    path: Path
    manifest: Manifest
    deleted: int


async def take_backup(
    settings: BackupSettings, database: Database, *, now: datetime, every: timedelta | None = None
) -> Backup:
    """Take a backup and delete archives that are kept no longer. `every`: how often one is made, if it is not as
    `BACKUP_HOURS` says. Raises `ArchiveError`, `OSError`, and what the
    database raises."""
    revision = await migrate.get_revision(database.engine)
    if revision is None:
        raise ArchiveError("the database is empty: start pulldesk first")
    if not migrate.is_known(revision):
        raise ArchiveError("a newer version of pulldesk made the database: back it up with that version")
    directory = settings.directory
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_unfinished(directory, now)
    path = directory / rotation.make_name(now)
    unfinished = path.with_suffix(_UNFINISHED)
    try:
        await _write(unfinished, settings.keys, database, now, revision)
        manifest = archive.check_archive(unfinished, settings.keys)
        _store(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    hours = settings.backup_hours if every is None else int(every / timedelta(hours=1))
    async with copying.open_raw(database.engine) as raw:
        await made_mark.note_backup(raw, now, hours)
    days, weeks = settings.keep
    old = rotation.choose_old(rotation.list_past(directory, now), days=days, weeks=weeks)
    for one in old:
        one.path.unlink()
    return Backup(path, manifest, len(old))


async def _write(path: Path, keys: list[str], database: Database, now: datetime, revision: str) -> None:
    async with copying.open_snapshot(database.engine) as snapshot:
        with archive.open_writer(path, keys) as writer:
            tables = {}
            for name, columns in (await content.list_columns(snapshot)).items():
                tables[name] = await content.measure_table(snapshot, name, columns)
                writer.begin(name)
                await copying.copy_out(snapshot, name, columns, writer.write)
                writer.end()
            sequences = await content.read_sequences(snapshot)
            writer.finish(Manifest(now, revision, tables, sequences, writer.pieces))


def _store(unfinished: Path, path: Path) -> None:
    """Give the file its name once it is on the disk."""
    _sync(unfinished)
    unfinished.rename(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_unfinished(directory: Path, now: datetime) -> None:
    """Remove what a killed process left."""
    for path in directory.glob(f"pulldesk-*{_UNFINISHED}"):
        if path.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            path.unlink(missing_ok=True)


async def keep_backing_up(
    settings: BackupSettings, every: timedelta, stop: asyncio.Event, now: Callable[[], datetime]
) -> None:
    """Take a backup whenever the newest one is older than `every`, until `stop`; after a failure again in ten
    minutes."""
    while not stop.is_set():
        newest = next(iter(rotation.list_past(settings.directory, now())), None)
        is_due = newest is None or newest.taken_at + every <= now()
        failed = is_due and not await _try_backup(settings, every, now())
        await sleep_or_stop(stop, (_AFTER_FAILURE if failed else _LOOK).total_seconds())


async def _try_backup(settings: BackupSettings, every: timedelta, now: datetime) -> bool:
    try:
        async with open_database(settings, pool_size=2) as database:
            made = await take_backup(settings, database, now=now, every=every)
    except (ArchiveError, OSError, SQLAlchemyError) as error:
        log.error("no backup was made", error=type(error).__name__, why=_explain(error))
        return False
    log.info("a backup was made", file=made.path.name, rows=made.manifest.rows, bytes=made.path.stat().st_size)
    return True


def _explain(error: Exception) -> str:
    return str(error) if isinstance(error, ArchiveError | OSError) else "the database did not answer"
