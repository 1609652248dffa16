"""`python -m ops backup|verify|restore`: what is typed, what is printed, and the exit code: 2 for an error that the
operator can correct."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import re
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from db import driver, migrate
from db.backup import content, copying, erased_again, made_mark, restored_mark
from db.backup.copying import DiffersError, NotEmptyError
from db.connect import open_database
from db.database import Database, create_engine
from db.documents import find_document
from db.embedded.file_lock import EmbeddedServerError
from db.embedded.location import is_installed
from db.embedded.shared_server import EmbeddedServer
from db.migrate import UnknownRevisionError
from db.settings import SettingsError
from ops import clock, run
from ops.backup import archive, erased_people, rotation
from ops.backup.archive import ArchiveError, Manifest
from ops.backup.erased_people import ErasedPerson
from ops.backup.settings import BackupSettings
from ops.readiness import Pages
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
    settings: BackupSettings,
    database: Database,
    *,
    now: datetime,
    every: timedelta | None = None,
    by_hand: bool = False,
) -> Backup:
    """Take a backup and delete archives that are kept no longer. `every`: how often one is made, if it is not as
    `BACKUP_HOURS` says; `by_hand`: a person asked for it. Raises `ArchiveError`, `OSError`, and what the
    database raises."""
    revision = await migrate.get_revision(database.engine)
    if revision is None:
        raise ArchiveError("the database is empty: start pulldesk first")
    if not migrate.is_known(revision):
        raise ArchiveError("a newer version of pulldesk made the database: back it up with that version")
    directory = settings.directory
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_unfinished(directory, now)
    path = directory / rotation.make_name(now, by_hand=by_hand)
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
    old = rotation.choose_old(rotation.list_past(directory, now), now, days=days, weeks=weeks)
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
    settings: BackupSettings, every: timedelta, stop: asyncio.Event, now: Callable[[], datetime], *, apart: bool = False
) -> None:
    """Take a backup whenever the newest one is older than `every`, until `stop`; after a failure again in ten minutes.
    `apart`: in a process that ends with it, for a process that has other work: to pack and to check takes its time."""
    while not stop.is_set():
        newest = next(iter(rotation.list_past(settings.directory, now())), None)
        is_due = newest is None or newest.taken_at + every <= now()
        failed = is_due and not await (_back_up_apart(stop) if apart else _try_backup(settings, every, now()))
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


async def _back_up_apart(stop: asyncio.Event) -> bool:
    """Take a backup as `python -m ops backup` does, which `BACKUP_HOURS` belongs to; interrupt it at `stop`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", "backup", "--scheduled"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    ended, stopped = asyncio.ensure_future(process.communicate()), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if process.returncode is None:
            process.send_signal(signal.SIGINT)  # it then removes what it has begun
    said, why = (output.decode(errors="replace").strip().rpartition("\n")[2] for output in await ended)
    if process.returncode and not stop.is_set():
        log.error("no backup was made", why=why)
    elif said:
        log.info("a backup was made", file=said)
    return process.returncode == 0


def _explain(error: Exception) -> str:
    return str(error) if isinstance(error, ArchiveError | OSError) else "the database did not answer"


_GUIDE = find_document("docs/how-to/operators/backup.md")
_MAY_NOT_TRY = "it is tried in a temporary database, and the role of DATABASE_URL may not make one: " + (
    "give it createdb, or verify it where PostgreSQL is embedded"
)
_TAKEN = "the database is not empty ({}): restore into an empty one, see " + _GUIDE


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


async def try_restore(path: Path, keys: list[str], url: str | None = None) -> Manifest:
    """Restore into a PostgreSQL of its own, which is deleted afterwards; with `url`, into a temporary database of that
    server. Raises `ArchiveError`, and what the database raises."""
    manifest = archive.check_archive(path, keys)
    async with _open_own_server() if url is None else _open_temporary(url) as database:
        await copy_archive(path, keys, database, manifest)
    return manifest


@asynccontextmanager
async def _open_own_server() -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory(prefix="pulldesk-restore-") as folder:
        async with EmbeddedServer(Path(folder)) as server:
            database = Database(create_engine(server.url, pool_size=2))
            try:
                yield database
            finally:
                await database.aclose()
                await server.destroy()


@asynccontextmanager
async def _open_temporary(url: str) -> AsyncIterator[Database]:
    name = f"pulldesk_verify_{secrets.token_hex(6)}"
    server = Database(create_engine(url, pool_size=1))
    database = Database(create_engine(url, pool_size=2, creator=partial(driver.open_connection, url, database=name)))
    try:
        async with copying.open_raw(server.engine) as raw:
            try:
                await raw.execute(f"create database {name} template template0")
            except asyncpg.InsufficientPrivilegeError:
                raise ArchiveError(_MAY_NOT_TRY) from None
        try:
            yield database
        finally:
            await database.aclose()
            async with copying.open_raw(server.engine) as raw:
                await raw.execute(f"drop database {name} with (force)")
    finally:
        await server.aclose()


_EVERY = re.compile(r"([1-9]\d{0,3})h?")

_now = clock.choose_clock(os.environ)


def main(command: str, arguments: Sequence[str]) -> int:
    """Run the command; return the exit code."""
    asked = _make_parser(command).parse_args(arguments)
    if command == "backup" and asked.every is not None:
        return run.run_process(run.ProcessPart("backup", BackupSettings.load, partial(_serve, asked.every)))
    try:
        settings = BackupSettings.load()
        line = asyncio.run(_WORK[command](settings, asked))
    except (SettingsError, EmbeddedServerError, ArchiveError) as error:
        return run.print_refusal(command, error)
    except (OSError, SQLAlchemyError, ValueError) as error:
        if isinstance(error, OSError) and error.filename is not None:
            return run.print_refusal(command, f"{error.filename}: {error.strerror}")
        where = settings.describe_database()
        return run.print_refusal(command, f"{where}: {migrate.explain_refusal(error) or _describe_error(error)}")
    sys.stdout.write(line + "\n")
    return 0


def _describe_error(error: Exception) -> str:
    """Return an error of the disk in its words, any other by its kind: its words may hold what was read."""
    is_of_disk = isinstance(error, OSError) and error.errno == errno.ENOSPC
    return "the disk is full" if is_of_disk else f"it does not answer ({type(error).__name__})"


def _make_parser(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m ops {command}", allow_abbrev=False)
    if command == "backup":
        parser.add_argument("--every", type=_read_hours, metavar="HOURS", help="stay, and back up every so many hours")
        parser.add_argument("--scheduled", action="store_true", help="for a timer: it is kept as BACKUP_KEEP says")
        return parser
    parser.add_argument("file", type=Path, help="the archive")
    parser.add_argument("--unsealed", action="store_true", help="the archive was made without BACKUP_KEY")
    if command == "restore":
        parser.add_argument("--quiet", action="store_true", help="for a copy that must not send anything")
        parser.add_argument("--erased", type=Path, metavar="FILE", help="the list of erased people, if not in DATA_DIR")
    if command == "verify":
        parser.add_argument("--restore", action="store_true", help="also restore it into a temporary database")
    return parser


def _read_hours(value: str) -> timedelta:
    found = _EVERY.fullmatch(value)
    if found is None:
        raise argparse.ArgumentTypeError("should hold hours, such as 24 or 24h")
    return timedelta(hours=int(found[1]))


async def _wait_for_tables(settings: BackupSettings, stop: asyncio.Event) -> None:
    """Wait while the first start makes the tables: an empty database is no failed backup."""
    async with open_database(settings, pool_size=1) as database:
        is_there = await migrate.wait_for_database(database.engine, stop)
        if is_there and await migrate.get_revision(database.engine) is None:
            await migrate.migrate_at_start(database.engine, automatic=False, waiting=_note_waiting, stop=stop)


async def _note_waiting() -> None:
    log.info("backups wait for the first start")


async def _serve(every: timedelta, settings: BackupSettings, stop: asyncio.Event, _: Pages) -> None:
    await _wait_for_tables(settings, stop)
    await keep_backing_up(settings, every, stop, _now)


async def _serve_beside(settings: BackupSettings, stop: asyncio.Event, pages: Pages) -> None:
    pages.show(PART.name, {})
    assert settings.backup_hours is not None
    await _wait_for_tables(settings, stop)
    await keep_backing_up(settings, timedelta(hours=settings.backup_hours), stop, _now, apart=True)


PART = run.ProcessPart("backup", BackupSettings.load, _serve_beside)
"""The backups of a process that has other parts."""


async def _back_up(settings: BackupSettings, asked: argparse.Namespace) -> str:
    async with open_database(settings, pool_size=2) as database:
        made = await take_backup(settings, database, now=_now(), by_hand=not asked.scheduled)
    size = made.path.stat().st_size / 1_000_000
    older = f"; {made.deleted} older deleted" if made.deleted else ""
    return f"{made.path}: {_describe(made.manifest)}, {size:.1f} MB{older}"


async def _verify(settings: BackupSettings, asked: argparse.Namespace) -> str:
    keys = [] if asked.unsealed else settings.keys
    if not asked.restore:
        return f"{asked.file} is whole: {_describe(archive.check_archive(asked.file, keys))}"
    given = None if is_installed() else settings.database_url
    manifest = await try_restore(asked.file, keys, None if given is None else given.get_secret_value())
    return f"{asked.file} is whole and was restored for a trial: {_describe(manifest)}, all as in the archive"


async def _restore(settings: BackupSettings, asked: argparse.Namespace) -> str:
    path = asked.erased or settings.data_dir / erased_people.NAME
    listed = erased_people.read_list(path)
    if listed is None and asked.erased is not None:
        raise ArchiveError(f"{path}: there is no such list of erased people")
    keys = [] if asked.unsealed else settings.keys
    async with open_database(settings, pool_size=2) as database:
        manifest = await restore_backup(asked.file, keys, database, quiet=asked.quiet)
        back = await erase_again(database, manifest, listed or (), _now())
    told = _describe_erased(path, None if listed is None else back)
    return f"restored, and every table is as in the archive: {_describe(manifest)}\n{told}"


def _describe_erased(path: Path, back: list[int] | None) -> str:
    if back is None:
        return f"there is no list {path}: erase again whoever was erased after the backup, with /erase"
    if not back:
        return "nobody in it has to be erased again"
    people = ", ".join(str(one) for one in back)
    return f"{len(back)} erased after the backup were back: the bot erases them again when it starts (ids {people})"


def _describe(manifest: Manifest) -> str:
    at = f"{manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    return f"{manifest.rows} rows of {len(manifest.tables)} tables, taken at {at}"


_WORK = {"backup": _back_up, "verify": _verify, "restore": _restore}
