"""`python -m reports`: run the jobs of the report process; it ends after a minute without any. The bot starts it.

The composition root: nothing below reads the environment.
"""

import asyncio
import os
import tempfile

from db import key_rotation, migrate
from db.board_access import BoardAccess
from db.connect import open_database
from db.locks import WorkerLock
from db.models import Box
from db.settings import SettingsError
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from ops import clock, run
from ops.readiness import Pages
from reports.worker import ReportWorker

_now = clock.choose_clock(os.environ)
_BEHIND_ANSWERS = 19


class ReportSettings(BoardAccess):
    """Settings of `python -m reports`."""

    def make_desk_settings(self) -> DeskSettings:
        """Return the desk's settings."""
        return DeskSettings.from_settings(self, board=self.has_board)


async def serve_reports(settings: ReportSettings, stop: asyncio.Event, _: Pages) -> None:
    """Work until there is nothing to do, until `stop`, or until the parent process has ended. Raises SettingsError
    for a database of another version; the bot then waits longer each time before it starts this process again."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    tempfile.tempdir = str(settings.data_dir.absolute())  # exports pass through there: `/tmp` may be memory
    async with open_database(settings, pool_size=2) as database:
        if not await migrate.is_current(database.engine):
            raise SettingsError("the database is not at the revision of this version")
        if wrong := await key_rotation.check_keys(database, settings.data_key):
            raise SettingsError(wrong)
        database.announced = frozenset({Box.TO_TELEGRAM})
        worker_lock = WorkerLock(database.engine, database.job_signal)
        try:
            current = CurrentSettings(settings.make_desk_settings())
            await ReportWorker(
                database, current, worker_lock, _now, parent=os.getppid(), data_dir=settings.data_dir
            ).run(stop)
        finally:
            await worker_lock.release()


def main() -> int:
    """Return the exit code: 0 nothing left to do or asked to stop, 1 an error in the program, 2 a setting. The process
    runs at low priority, so that answers go first."""
    os.nice(_BEHIND_ANSWERS)
    return run.run_process(run.ProcessPart("reports", ReportSettings.load, serve_reports))


if __name__ == "__main__":
    run.exit_process(main())
