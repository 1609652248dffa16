"""Asks the desk what is due and has it done, each item in a unit of work of its own. Knows no rule."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db import queue
from db.session import Database
from desk import clock, clock_back, watch
from desk.errors import Refused
from desk.settings import DeskSettings

log = structlog.get_logger(__name__)

_LOOK_EVERY = 0.2
_WATCH_EVERY = timedelta(seconds=20)
_PRUNE_EVERY = timedelta(minutes=10)
_KEPT = timedelta(days=14)


class Clockwork:
    """The clock of the elected process."""

    def __init__(self, database: Database, settings: DeskSettings, now: Callable[[], datetime]) -> None:
        self._database = database
        self._settings = settings
        self._now = now
        self._pruned_at: datetime | None = None
        self._watched_at: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look at the clock until `stop`."""
        while not stop.is_set():
            try:
                await self.run_once()
                await self._prune()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the clock waits for the database", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), _LOOK_EVERY)
            except TimeoutError:
                continue

    async def run_once(self) -> int:
        """Do everything that is due now; returns how many items."""
        async with self._database.reading() as session:
            work = await clock.due_work(session, self._now())
        for item in work:
            await self._do(item)
        await self._watch()
        return len(work)

    async def _watch(self) -> None:
        """Whether something waits longer than it should."""
        now = self._now()
        if self._watched_at is not None and abs(now - self._watched_at) < _WATCH_EVERY:
            return
        self._watched_at = now
        async with self._database.unit_of_work() as session:
            await clock_back.look(session, now, self._settings)
            await watch.look(session, now, self._settings)

    async def _do(self, item: clock.Work) -> None:
        try:
            async with self._database.unit_of_work() as session:
                await clock.do(item, session, self._now(), self._settings)
        except Refused as refusal:
            log.warning("a due item was refused", due=item.due.value, id=item.id, why=refusal.key)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:
            log.error("a due item failed", due=item.due.value, id=item.id, exc_info=error)

    async def _prune(self) -> None:
        now = self._now()
        if self._pruned_at is not None and abs(now - self._pruned_at) < _PRUNE_EVERY:
            return
        self._pruned_at = now
        async with self._database.unit_of_work() as session:
            await queue.prune(session, before=now - _KEPT)
