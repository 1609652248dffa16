"""Pages that are open hear that something has changed: one look a second and process at history, entries and what was
edited, and none while no page is open. What changed is not said: each page asks again for what its reader may see.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database
from db.models import Entry, EntryVersion, History

_EACH = timedelta(seconds=1)
# Looks without news, after which it says that it is there: proxies end silent streams, pages give them up.
_STILL_THERE = 15
_HERE = "event: here\ndata: 1\n\n"
_NEWEST = select(*(select(func.max(one.id)).scalar_subquery() for one in (History, Entry, EntryVersion)))

log = structlog.get_logger(__name__)


class Live:
    """Who listens, and the one who looks for them."""

    def __init__(self, database: Database, each: timedelta = _EACH) -> None:
        self._database, self._each = database, each
        self._listening: set[asyncio.Queue[str]] = set()
        self._looking: asyncio.Task[None] | None = None

    async def heard(self) -> AsyncIterator[str]:
        """What one page is sent, for as long as it listens."""
        mine: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
        self._listening.add(mine)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield _HERE
            while True:
                yield await mine.get()
        finally:
            self._listening.discard(mine)

    async def aclose(self) -> None:
        """Nobody looks any more."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def _look(self) -> None:
        known, quiet = await self._newest(), 0
        while self._listening:
            await asyncio.sleep(self._each.total_seconds())
            found = await self._newest()
            quiet = quiet + 1 if found in (known, None) else 0
            if quiet == 0:
                known = found
                self._tell("event: changed\ndata: 1\n\n")
            elif quiet % _STILL_THERE == 0:
                self._tell(_HERE)

    def _tell(self, line: str) -> None:
        for one in self._listening:
            with suppress(asyncio.QueueFull):  # it has not read the last yet, which says the same
                one.put_nowait(line)

    async def _newest(self) -> tuple[int, ...] | None:
        """None while the database cannot be asked."""
        try:
            async with self._database.reading() as session:
                row = (await session.execute(_NEWEST)).one()
        except (OSError, TimeoutError, SQLAlchemyError) as error:
            log.warning("the newest could not be read", error=type(error).__name__)
            return None
        return tuple(newest or 0 for newest in row)
