"""`python -m bot kb import|export DIR`: articles as a folder of Markdown files, for who runs the machine."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import BotSettings
from db.connect import connected
from db.enums import Origin
from db.settings import SettingsError
from desk.administration.current import CurrentSettings
from desk.desk import Desk
from desk.errors import Refused
from desk.i18n.catalog import say
from desk.knowledge import exchange

_USAGE = "usage: python -m bot kb import DIR | python -m bot kb export DIR\n"


def main(arguments: Sequence[str], now: Callable[[], datetime]) -> int:
    """The exit code: 0 done, 2 what was asked for is wrong, and said."""
    if len(arguments) != 2 or arguments[0] not in ("import", "export"):
        sys.stderr.write(_USAGE)
        return 2
    what, folder = arguments[0], Path(arguments[1])
    try:
        settings = BotSettings.load()
        line = _import(settings, folder, now()) if what == "import" else _export(settings, folder, now())
    except (SettingsError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except Refused as refusal:
        sys.stderr.write(say("en", refusal.key, **refusal.args_) + "\n")
        return 2
    sys.stdout.write(f"{line}\n")
    return 0


def _import(settings: BotSettings, folder: Path, now: datetime) -> str:
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix == ".md"}
    done = asyncio.run(imported(settings, files, now))
    topics = f"; topics this desk does not have: {', '.join(done.unknown_topics)}" if done.unknown_topics else ""
    return f"new {done.new}, changed {done.changed}, the same {done.same}{topics}"


def _export(settings: BotSettings, folder: Path, now: datetime) -> str:
    files = asyncio.run(exported(settings, now))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return f"{len(files)} files written to {folder}"


async def imported(settings: BotSettings, files: dict[str, bytes], now: datetime) -> exchange.Imported:
    """All of them, or none. Raises Refused."""
    async with connected(settings, pool_size=2) as database, database.unit_of_work() as session:
        return await exchange.take_in(await _desk(session, settings, now), files)


async def exported(settings: BotSettings, now: datetime) -> dict[str, bytes]:
    """All articles by the names of their files."""
    async with connected(settings, pool_size=2) as database, database.reading() as session:
        return await exchange.all_files(await _desk(session, settings, now))


async def _desk(session: AsyncSession, settings: BotSettings, now: datetime) -> Desk:
    """The desk with nobody at it."""
    rules = await CurrentSettings(settings.desk()).of(session)
    return Desk(session, Origin.CLOCK, None, now=now, rules=rules)
