"""`python -m reports`: works off the jobs of reports; ends after a minute without any. The bot starts it.

The composition root: nothing below reads the environment.
"""

import asyncio
import os

from pydantic import Field

from db import migrate
from db.connect import connected
from db.locks import WorkerLock
from db.models import Box
from db.settings import ApiToken, Settings, SettingsError
from desk import DeskSettings
from desk.administration.current import CurrentSettings
from ops import clock, run
from reports.worker import ReportWorker

_now = clock.of(os.environ)
_BEHIND_ANSWERS = 19


class ReportSettings(Settings):
    """The settings of `python -m reports`: `TODOIST_API_TOKEN` tells whether there is a board."""

    todoist_api_token: ApiToken | None = Field(None, description="the token of a Todoist account, or nothing")

    def desk(self) -> DeskSettings:
        """What the desk has to know."""
        return DeskSettings.of(self, board=self.todoist_api_token is not None)


async def serve(settings: ReportSettings, stop: asyncio.Event) -> None:
    """Work until there is nothing to do, until `stop`, or until whoever started us is gone. What draws keeps its
    list of fonts in DATA_DIR: made anew each time, it would take seconds. Raises SettingsError for a database that is
    not of this version: who started us then waits longer each time."""
    os.environ.setdefault("MPLCONFIGDIR", str((settings.data_dir / "drawing").absolute()))
    async with connected(settings, pool_size=2) as database:
        if not await migrate.ready(database.engine):
            raise SettingsError("the database is not at the revision of this version")
        database.announced = frozenset({Box.TO_TELEGRAM})
        seat = WorkerLock(database.engine, database.bell)
        try:
            await ReportWorker(database, CurrentSettings(settings.desk()), seat, _now, parent=os.getppid()).run(stop)
        finally:
            await seat.leave()


def main() -> int:
    """The exit code: 0 nothing left to do or asked to stop, 1 a mistake of ours, 2 a setting. Where there is too little
    CPU for all, answers go first."""
    os.nice(_BEHIND_ANSWERS)
    return run.run("reports", ReportSettings.load, serve)


if __name__ == "__main__":
    run.leave(main())
