"""Counts what happened since metrics were last counted, before they are shown: one run at a time, for all who wait."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings


@dataclass(slots=True)
class LiveCounting:
    """The counting of one process. `count`: how it counts; `patience`: how many seconds its readers wait."""

    count: Callable[[DeskSettings, datetime], Awaitable[int]]
    patience: float
    _task: asyncio.Task[int] | None = field(default=None, init=False)

    @property
    def is_under_way(self) -> bool:
        """Return True while something that was requested is not yet counted."""
        return self._task is not None and not self._task.done()

    async def count_up_to_now(self, rules: DeskSettings, now: datetime) -> None:
        """Count everything, or as much as fits into the patience; the rest goes on in the background."""
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self.count(rules, now))
        await asyncio.wait({self._task}, timeout=self.patience)
        if self._task.done():
            self._task.result()


_UNCOUNTED = text("""
  select count(*) from tickets where counted_at is null and filed_at is not null and not is_test
""")


async def count_uncounted(session: AsyncSession) -> int:
    """Return how many tickets have changed since they were counted."""
    return int((await session.execute(_UNCOUNTED)).scalar_one())
