"""`python -m bot kb import|export DIR`: articles as a folder of Markdown files, for operators."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import BotSettings
from db import migrate
from db.connect import open_database
from db.database import Database
from db.models import Origin
from db.settings import SettingsError
from desk import Desk, Refused
from desk.admin_settings.changes import CurrentSettings
from desk.i18n import say
from desk.knowledge import import_export
from ops.run import print_refusal

_USAGE = "usage: python -m bot kb import DIR | python -m bot kb export DIR\n"


def main(arguments: Sequence[str], now: Callable[[], datetime]) -> int:
    """Return the exit code: 0 if done, 2 if the request was wrong; the reason is then on stderr."""
    if len(arguments) != 2 or arguments[0] not in ("import", "export"):
        sys.stderr.write(_USAGE)
        return 2
    what, folder = arguments[0], Path(arguments[1])
    try:
        settings = BotSettings.load()
        line = _import(settings, folder, now()) if what == "import" else _export(settings, folder, now())
    except SettingsError as error:
        return print_refusal("kb", str(error))
    except OSError as error:
        known = error.filename is not None  # the error of a file, not of the connection
        return print_refusal(
            "kb", f"{error.filename}: {error.strerror}" if known else f"the database is out of reach: {error}"
        )
    except Refused as refusal:
        return print_refusal("kb", say("en", refusal.key, **refusal.args_))
    sys.stdout.write(f"{line}\n")
    return 0


def _import(settings: BotSettings, folder: Path, now: datetime) -> str:
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix == ".md"}
    done = asyncio.run(import_archive(settings, files, now))
    topics = f"; topics this desk does not have: {', '.join(done.unknown_topics)}" if done.unknown_topics else ""
    return f"new {done.new}, changed {done.changed}, the same {done.same}{topics}"


def _export(settings: BotSettings, folder: Path, now: datetime) -> str:
    files = asyncio.run(export_archive(settings, now))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return f"{len(files)} files written to {folder}"


async def import_archive(settings: BotSettings, files: dict[str, bytes], now: datetime) -> import_export.Imported:
    """Import all files, or none. Raises Refused."""
    async with _ready(settings) as database, database.unit_of_work() as session:
        return await import_export.import_files(await _desk(session, settings, now), files)


async def export_archive(settings: BotSettings, now: datetime) -> dict[str, bytes]:
    """Return the content of all articles by file name."""
    async with _ready(settings) as database, database.reading() as session:
        return await import_export.export_files(await _desk(session, settings, now))


@asynccontextmanager
async def _ready(settings: BotSettings) -> AsyncIterator[Database]:
    """Connect to the database. Raises SettingsError if its schema is not of this version."""
    async with open_database(settings, pool_size=2) as database:
        if not await migrate.is_current(database.engine):
            raise SettingsError("the database has to be migrated first: make migrate")
        yield database


async def _desk(session: AsyncSession, settings: BotSettings, now: datetime) -> Desk:
    """Return the desk without an actor."""
    rules = await CurrentSettings(settings.make_desk_settings()).get_for_session(session)
    return Desk(session, Origin.CLOCK, None, now=now, rules=rules)
