"""`python -m ops backup|verify|restore`: what is typed, what is printed, and the exit code: 2 for an error that the
operator can correct."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import re
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from db import migrate
from db.connect import open_database
from db.driver import PoolerError
from db.embedded.file_lock import EmbeddedServerError
from db.settings import SettingsError
from ops import clock, run
from ops.backup import archive, erased_people, restoring, taking
from ops.backup.archive import ArchiveError, Manifest
from ops.backup.settings import BackupSettings

COMMANDS = ("backup", "verify", "restore")
_EVERY = re.compile(r"([1-9]\d{0,3})h?")

_now = clock.choose_clock(os.environ)


def main(command: str, arguments: Sequence[str]) -> int:
    """Run the command; return the exit code."""
    asked = _make_parser(command).parse_args(arguments)
    if command == "backup" and asked.every is not None:
        return run.run_process("backup", BackupSettings.load, _make_service(asked.every))
    try:
        settings = BackupSettings.load()
        line = asyncio.run(_WORK[command](settings, asked))
    except (SettingsError, EmbeddedServerError, ArchiveError) as error:
        return run.print_refusal(command, error)
    except (OSError, SQLAlchemyError, PoolerError, ValueError) as error:
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


def _make_service(every: timedelta) -> run.Serve[BackupSettings]:
    async def serve(settings: BackupSettings, stop: asyncio.Event) -> None:
        await taking.keep_backing_up(settings, every, stop, _now)

    return serve


async def _back_up(settings: BackupSettings, _asked: argparse.Namespace) -> str:
    async with open_database(settings, pool_size=2) as database:
        made = await taking.take_backup(settings, database, now=_now())
    size = made.path.stat().st_size / 1_000_000
    older = f"; {made.deleted} older deleted" if made.deleted else ""
    return f"{made.path}: {_describe(made.manifest)}, {size:.1f} MB{older}"


async def _verify(settings: BackupSettings, asked: argparse.Namespace) -> str:
    keys = [] if asked.unsealed else settings.keys
    if not asked.restore:
        return f"{asked.file} is whole: {_describe(archive.check_archive(asked.file, keys))}"
    manifest = await restoring.try_restore(asked.file, keys)
    return f"{asked.file} is whole and was restored for a trial: {_describe(manifest)}, all as in the archive"


async def _restore(settings: BackupSettings, asked: argparse.Namespace) -> str:
    path = asked.erased or settings.data_dir / erased_people.NAME
    listed = erased_people.read_list(path)
    if listed is None and asked.erased is not None:
        raise ArchiveError(f"{path}: there is no such list of erased people")
    keys = [] if asked.unsealed else settings.keys
    async with open_database(settings, pool_size=2) as database:
        manifest = await restoring.restore_backup(asked.file, keys, database, quiet=asked.quiet)
        back = await restoring.erase_again(database, manifest, listed or (), _now())
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
