"""`python -m ops import FILE --format telegram|csv`: bring in history from another desk, look at it first (`--preview`)
or take it back (`--undo`). Exit code 2: wrong arguments, a file that cannot be read, or nothing in it.

It runs beside the desk or while that is stopped. Killed at any moment it goes on where it was when it is started again.
"""

import argparse
import asyncio
import os
import sys
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from db import key_rotation, migrate
from db.connect import open_database
from db.database import Database
from db.models import DeskRow, Origin
from db.settings import SettingsError
from desk import Desk, DeskSettings, history
from desk.admin_settings.changes import CurrentSettings
from desk.importing import csv_table, previewing, telegram_export, undoing, writing
from desk.importing.people import KnownHere, Run, load_known
from desk.importing.records import Clock, Names, PastTicket, Unread, fold
from desk.importing.telegram_export import RequestChoice
from ops import clock, run
from ops.readiness import Pages
from reports.__main__ import ReportSettings
from reports.importing.source_files import SourceFiles

_EVERY, _LINES, _HEAD = 1000, 50, 64
_WORKBOOK = "a workbook: save it as CSV in UTF-8 there, with the columns of numbers and ids as text, and import that"
_WAYS = {
    b"PK\x03\x04": _WORKBOOK,
    b"\xd0\xcf\x11\xe0": _WORKBOOK,
    b"<": "a page: export the chat again in Telegram Desktop, in the format JSON, and import result.json",
}


class _Parser(argparse.ArgumentParser):
    """Reports a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        """Exit with 2."""
        self.exit(2, f"import: {message}\n")


def _make_parser() -> argparse.ArgumentParser:
    made = _Parser(prog="pulldesk import", allow_abbrev=False, description="Bring in history from another desk.")
    made.add_argument("file", nargs="?", type=Path, help="result.json of Telegram Desktop, or a table")
    made.add_argument("--format", choices=("telegram", "csv"), help="by default by the end of the name")
    made.add_argument("--source", metavar="NAME", help="whose keys they are; by default the name of the file")
    made.add_argument("--preview", action="store_true", help="say what would come, and write nothing")
    made.add_argument("--open", action="store_true", help="keep tickets open that were open there")
    made.add_argument("--html", action="store_true", help="messages are HTML: take the words that a reader sees")
    made.add_argument("--timezone", metavar="ZONE", help="of times without one; by default the desk's")
    made.add_argument("--undo", metavar="NAME", help="take back what came from this source within a day")
    made.add_argument("--list", action="store_true", help="say what came from where")
    telegram = made.add_argument_group("telegram")
    for name, what in (
        ("team", "a name or id of somebody who answered, besides the team"), ("chat", "which chat of an account"),
        ("person", "only requests of this name or id"), ("word", "only requests with this word"),
    ):  # fmt: skip
        telegram.add_argument(f"--{name}", action="append", default=[], metavar="…", help=f"{what}; may be repeated")
    telegram.add_argument("--silence", type=_read_hours, default=12, metavar="HOURS", help="that end a request; 12")
    return made


def _read_hours(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 24 * 90:
        raise argparse.ArgumentTypeError("should hold hours, such as 12")
    return int(value)


@dataclass(slots=True)
class _Work:
    """One run of the command."""

    asked: argparse.Namespace
    database: Database
    rules: DeskSettings
    now: datetime
    unread: list[Unread] = field(default_factory=list)
    many_unread: int = 0

    @asynccontextmanager
    async def open_unit(self) -> AsyncIterator[Desk]:
        """Open a unit of work, and in it the desk as an import has it."""
        async with self.database.unit_of_work() as session:
            yield Desk(session, Origin.IMPORT, None, now=self.now, rules=self.rules)

    def note(self, unread: Sequence[Unread]) -> None:
        """Keep what was left out, to be said at the end."""
        self.many_unread += len(unread)
        self.unread += unread[: _LINES - len(self.unread)]

    def list_batches(self, known: KnownHere) -> Iterator[list[PastTicket]]:
        """Yield the tickets of the file in batches."""
        found = self._pick(self._read(known))
        while batch := list(islice(found, writing.BATCH)):
            yield batch

    def _pick(self, read: Iterator[PastTicket | Unread]) -> Iterator[PastTicket]:
        for one in read:
            if isinstance(one, PastTicket):
                yield csv_table.read_pages(one) if self.asked.html else one
            else:
                self.note([one])

    def _read(self, known: KnownHere) -> Iterator[PastTicket | Unread]:
        path, asked = self.asked.file, self.asked
        at = Clock(_find_zone(asked.timezone or self.rules.timezone), self.now)
        if (asked.format or ("csv" if path.suffix.lower() in (".csv", ".tsv", ".txt") else "telegram")) == "csv":
            yield from csv_table.read_table(lambda: path.open("rb"), at)
            return
        ids = [one.telegram_id for one in known.staff if one.telegram_id is not None]
        unknown = [one for one in known.staff if one.telegram_id is None]  # in Telegram anybody may bear a name
        names = [name for one in unknown for name in (one.name, one.full_name) if name]
        choice = RequestChoice(
            Names.of([*asked.team, *names], ids), frozenset(map(fold, asked.chat)), Names.of(asked.person),
            tuple(asked.word), timedelta(hours=asked.silence),
        )  # fmt: skip
        with path.open(encoding="utf-8-sig", errors="replace") as text:
            yield from telegram_export.read_export(text, at, choice)

    def list_unread(self) -> Iterator[str]:
        """Yield the lines about what was left out."""
        if self.many_unread:
            yield f"left out, or read in part: {self.many_unread}"
        yield from (f"  {one.where}: {one.why}" for one in self.unread)
        if self.many_unread > len(self.unread):
            yield f"  and {self.many_unread - len(self.unread)} more"


def _find_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"--timezone: there is no zone {name}") from None


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _name_source(asked: argparse.Namespace) -> str:
    return str(asked.source or asked.file.name)[:100]


async def _preview(work: _Work) -> None:
    wanted = Run(_name_source(work.asked), work.now)
    async with work.open_unit() as desk:
        found = previewing.ImportPreview(await load_known(desk))
    for batch in work.list_batches(found.known_here):
        async with work.open_unit() as desk:
            await found.add(desk, wanted, batch)
    work.note(found.unread)
    would = f"{found.tickets} requests with {found.entries} messages and {found.files} files"
    _say(f"{would} would come; nothing is written")
    if found.known:
        _say(f"{found.known} are here already, or have the key of another; what came later would be added")
    if found.first_at is not None and found.last_at is not None:
        _say(f"from {found.first_at:%Y-%m-%d} to {found.last_at:%Y-%m-%d}")
    kept = work.rules.retention.closed
    if kept and found.first_at is not None and found.first_at < work.now - kept:
        _say("some are older than requests are kept here: their words will be deleted soon after they came")
    if found.open:
        _say(f"{found.open} are open there: with --open they are open here, otherwise they are closed")
    for what, names in (("agents", found.agents), ("topics", found.topics)):
        if names:
            _say(f"{what} not known here: {', '.join(f'{name} ({many})' for name, many in names.most_common(20))}")
    _say(*(line for one in found.first for line in previewing.describe_ticket(one)), *work.list_unread())


async def _import(work: _Work) -> None:
    source = _name_source(work.asked)
    wanted, files = Run(source, work.now, work.asked.open), SourceFiles(work.asked.file.parent)
    done, said = writing.Written(), 0
    async with work.open_unit() as desk:
        known = await load_known(desk)
    for batch in work.list_batches(known):
        async with work.open_unit() as desk:
            made = await writing.write_batch(desk, wanted, batch, await load_known(desk), files.open_file)
        work.note(made.unread)
        done.add(made)
        if done.tickets // _EVERY > said:
            said = done.tickets // _EVERY
            _say(f"{done.tickets} requests so far")
    async with work.open_unit() as desk:
        history.record_action(desk, "import-done", f"import:{source}", None, str(done.tickets))
    _say(f"{done.tickets} requests with {done.entries} messages and {done.files} files came from “{source}”")
    if done.known:
        _say(f"{done.known} were here already; what came later was added to them")
    if done.closed:
        _say(f"{done.closed} were open there and are closed here; to keep them open, undo and import with --open")
    _say(*work.list_unread())
    if done.tickets:
        _say(f"until tomorrow they can be taken back: pulldesk import --undo '{source}'")


async def _undo_all(
    work: _Work, undo: Callable[[Desk, str, int], Awaitable[undoing.UndoneBatch | None]], kept: list[int]
) -> int:
    """Undo batch after batch; return how many are gone, and add the numbers of what stays."""
    after, deleted = 0, 0
    while True:
        async with work.open_unit() as desk:
            found = await undo(desk, work.asked.undo, after)
        if found is None:
            return deleted
        after, deleted = found.after, deleted + found.deleted
        kept += found.kept


async def _undo(work: _Work) -> None:
    source, kept = work.asked.undo, list[int]()
    deleted = await _undo_all(work, undoing.undo_batch, kept)
    people = await _undo_all(work, undoing.undo_people, [])
    async with work.open_unit() as desk:
        history.record_action(desk, "import-undone", f"import:{source}", None, str(deleted))
    _say(f"{deleted} requests and {people} people from “{source}” are gone")
    if kept:
        shown = ", ".join(f"#{number}" for number in kept[:_LINES])
        more = f" and {len(kept) - _LINES} more" if len(kept) > _LINES else ""
        _say(f"{len(kept)} stay, because something was done with them since: {shown}{more}")
    if not deleted and not kept:
        _say("nothing came from there within a day: pulldesk import --list")


async def _list(work: _Work) -> None:
    async with work.open_unit() as desk:
        found = await undoing.list_sources(desk)
    _say(*(f"{one.last_at:%Y-%m-%d %H:%M} UTC  {one.tickets} requests  {one.source}" for one in found))
    if not found:
        _say("nothing was imported")


def _choose(asked: argparse.Namespace) -> Callable[[_Work], Awaitable[None]]:
    """Return what was asked for. Raises SettingsError for a file that is missing."""
    if asked.undo is not None or asked.list:
        return _undo if asked.undo is not None else _list
    if asked.file is None:
        raise SettingsError("name the file to import, or --undo or --list")
    if not asked.file.is_file():
        raise SettingsError(f"{asked.file}: there is no such file")
    with asked.file.open("rb") as file:
        head = file.read(_HEAD).removeprefix(BOM_UTF8).lstrip()
    for begins, way in _WAYS.items():
        if head.startswith(begins):
            raise SettingsError(f"{asked.file}: {way}")
    return _preview if asked.preview else _import


async def do_work(
    asked: argparse.Namespace, now: datetime, settings: ReportSettings, _stop: asyncio.Event, _pages: Pages
) -> None:
    """Do what was asked for. Raises SettingsError for what the operator can correct."""
    work = _choose(asked)
    async with open_database(settings, pool_size=2) as database:
        if not await migrate.is_current(database.engine):
            raise SettingsError("the database is not at the revision of this version")
        if wrong := await key_rotation.check_keys(database, settings.data_key):
            raise SettingsError(wrong)
        current = CurrentSettings(settings.make_desk_settings())
        async with database.reading() as session:
            version = select(DeskRow.settings_version).where(DeskRow.id == 1)
            rules = await current.get_at_version(session, await session.scalar(version))
        try:
            await work(_Work(asked, database, rules, now.astimezone(UTC)))
        except OSError as error:
            if error.filename is None:  # of the network
                raise
            raise SettingsError(f"{error.filename}: {error.strerror}") from None


def main(arguments: Sequence[str]) -> int:
    """Return the exit code: 0 done, 1 an error in the program, 2 wrong arguments or a file that cannot be read."""
    asked = _make_parser().parse_args(arguments)
    work = partial(do_work, asked, clock.choose_clock(os.environ)())
    return run.run_process(run.ProcessPart("import", ReportSettings.load, work))


if __name__ == "__main__":
    run.exit_process(main(sys.argv[1:]))
