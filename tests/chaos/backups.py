"""Backups taken while all are at work and the database goes away: what is said to be whole, is, and can be restored."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

from db.connectivity import is_unavailable
from ops.backup import commands
from ops.backup.archive import ArchiveError
from ops.backup.settings import BackupSettings
from tests.chaos.city import City, now
from tests.chaos.ledger import Ledger

_PAUSE_SECONDS = 5.0


class Backups:
    """The operator's backups of a day; `played` counts them, and those that the database interrupted."""

    def __init__(self, city: City, ledger: Ledger, folder: Path) -> None:
        self._city = city
        self._ledger = ledger
        self._settings = BackupSettings(backup_dir=folder)
        self._newest: Path | None = None
        self.played: Counter[str] = Counter()

    async def pass_by(self, over: asyncio.Event) -> None:
        """Take one after the other until the day is over."""
        count = 0
        while not over.is_set():
            count += 1
            await self._take(count)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _take(self, count: int) -> None:
        try:
            made = await commands.take_backup(
                self._settings, self._city.database, now=now() + timedelta(seconds=count)
            )  # their names are those of their seconds, and the clock may be set back
        except Exception as error:
            if not is_unavailable(error):
                raise
            self.played["backup interrupted"] += 1
            return
        self._newest = made.path
        self.played["backup"] += 1

    async def in_the_calm(self) -> None:
        """Restore the newest for a trial: every row is compared."""
        if self._newest is None:
            await self._take(0)
        assert self._newest is not None
        try:
            await commands.try_restore(self._newest, self._settings.keys)
        except ArchiveError as error:
            self._ledger.complaints.append(f"a backup of the day cannot be restored: {error}")
        self.played["restored for a trial"] += 1
