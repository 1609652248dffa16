"""What happened since figures were last counted, counted before they are shown: once at a time, however many ask."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from db.database import Database
from desk import DeskSettings
from desk.metrics import facts

PATIENCE_SECONDS = 5.0


@dataclass(slots=True)
class LiveCounting:
    """`patience`: how long somebody waits for it."""

    database: Database
    patience: float = PATIENCE_SECONDS
    _task: asyncio.Task[int] | None = field(default=None, init=False)

    @property
    def is_under_way(self) -> bool:
        """Whether not all is counted yet that somebody asked for."""
        return self._task is not None and not self._task.done()

    async def counted(self, rules: DeskSettings, now: datetime) -> None:
        """All of it, or what patience allows; the rest goes on."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(facts.bring_up_to_date(self.database, rules, now))
        await asyncio.wait({self._task}, timeout=self.patience)
        if self._task.done():
            self._task.result()
