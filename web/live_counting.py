"""Counts what happened since metrics were last counted, before they are shown: one run at a time, shared by all who
wait."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from db.database import Database
from desk import DeskSettings
from desk.metrics import facts

PATIENCE_SECONDS = 5.0


@dataclass(slots=True)
class LiveCounting:
    """The counting of one process. `patience`: how long a page waits for it."""

    database: Database
    patience: float = PATIENCE_SECONDS
    _task: asyncio.Task[int] | None = field(default=None, init=False)

    @property
    def is_under_way(self) -> bool:
        """Return True while something that was requested is not yet counted."""
        return self._task is not None and not self._task.done()

    async def count_up_to_now(self, rules: DeskSettings, now: datetime) -> None:
        """Count everything, or as much as fits into the patience; the rest goes on in the background."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(facts.bring_up_to_date(self.database, rules, now))
        await asyncio.wait({self._task}, timeout=self.patience)
        if self._task.done():
            self._task.result()
