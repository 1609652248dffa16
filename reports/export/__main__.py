"""`python -m bot export 2026-11-01..2026-11-30`: write an export of any size into one zip. Exit code 2: wrong
arguments."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from sqlalchemy import select

from db import migrate
from db.connect import open_database
from db.database import Database
from db.models import DeskRow, Origin
from db.settings import SettingsError
from desk import Context, DeskSettings, Refused
from desk.admin_settings.changes import CurrentSettings
from desk.i18n import say
from desk.metrics import ExportChoice, ExportFormat, exports, facts, periods
from ops import clock, run
from ops.readiness import Pages
from reports.__main__ import ReportSettings
from reports.export import export
from reports.export.archive import Part
from reports.export.part_files import Opener, open_files_in
from reports.request import ReportRequest

_WHOLE = 2**63


class _OneLine(argparse.ArgumentParser):
    """Reports a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        """Exit with 2."""
        self.exit(2, f"export: {message}\n")


def _make_parser() -> argparse.ArgumentParser:
    made = _OneLine(
        prog="python -m bot export", description="Tickets, messages, history, ratings and metrics as tables."
    )
    made.add_argument("days", nargs="+", help='"month", one day, or two: 2026-11-01..2026-11-30')
    made.add_argument("--json", action="store_true", help="JSON instead of CSV")
    made.add_argument("--names", action="store_true", help="include names of people")
    made.add_argument("--words", action="store_true", help="include people's words")
    made.add_argument(
        "--to", type=Path, default=Path(), metavar="FOLDER", help="target folder; by default the current one"
    )
    return made


async def write_export(
    asked: argparse.Namespace, now: datetime, settings: ReportSettings, _stop: asyncio.Event, _pages: Pages
) -> None:
    """Write the export and print its path. Raises SettingsError for days it cannot read, or a folder that does not
    exist."""
    if not asked.to.is_dir():
        raise SettingsError(f"{asked.to} is no folder")
    async with open_database(settings, pool_size=2) as database:
        if not await migrate.is_current(database.engine):
            raise SettingsError("the database has to be migrated first: make migrate")
        current = CurrentSettings(settings.make_desk_settings())
        async with database.reading() as session:
            rules = await current.get_at_version(
                session, await session.scalar(select(DeskRow.settings_version).where(DeskRow.id == 1))
            )
        try:
            period = periods.parse_period(" ".join(asked.days), periods.get_today(now, rules.timezone))
        except Refused as refusal:
            raise SettingsError(say("en", refusal.key, **refusal.args_)) from None
        choice = ExportChoice(period, ExportFormat.JSON if asked.json else ExportFormat.CSV, asked.names, asked.words)
        await facts.bring_up_to_date(database, rules, now)
        with open_files_in(asked.to) as opened:
            parts = await _write_parts(database, rules, choice, now, opened)
    sys.stdout.write(f"{asked.to / parts[0].name}\n")


async def _write_parts(
    database: Database, rules: DeskSettings, choice: ExportChoice, now: datetime, opened: Opener
) -> list[Part]:
    async with database.unit_of_work() as session:
        exports.record_export(Context(session, Origin.CLOCK, None, now=now, rules=rules), choice)
        request = ReportRequest(session, now, rules, None, rules.locale, choice.dump())
        return await export.write_zips(request, opened, most=_WHOLE)


def main(arguments: Sequence[str]) -> int:
    """Return the exit code: 0 written, 1 an error in the program, 2 wrong arguments or a setting."""
    asked = _make_parser().parse_args(arguments)
    work = partial(write_export, asked, clock.choose_clock(os.environ)())
    return run.run_process(run.ProcessPart("export", ReportSettings.load, work))


if __name__ == "__main__":
    run.exit_process(main(sys.argv[1:]))
