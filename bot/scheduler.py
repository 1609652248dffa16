"""Asks the desk what is due and does each item in a unit of work of its own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.erased_list import ErasedList
from bot.runtime import Runtime
from bot.updates.poller import UnreadUpdates
from db.connectivity import is_away, is_locked_or_slow, is_unavailable
from db.models import Origin
from db.pruning import PARTS, UPDATES_REPEATED, prune_rows
from desk import Context, DeskSettings, Refused
from desk.files import store
from desk.metrics import use_counting
from desk.operations import backlog_alerts, failed_due_items
from desk.panel import use_log
from desk.retention import expired
from desk.schedule import clock_skew, due_items, due_work
from desk.settings import VERSION
from ops.clock import JumpWatch
from ops.tasks import sleep_or_stop

log = structlog.get_logger(__name__)

_LOOK_EVERY, _LOOK_SELDOM = 0.2, 1.0
_LIVELY_SECONDS = 10.0
"""What becomes due so soon after a change by this process is done at once; else a second later at most."""
_AFTER_TROUBLE = 1.0
_SETTINGS_SECONDS = 1.0  # for so long settings are good for the rest of a look
_WATCH_EVERY = timedelta(seconds=20)
_PRUNE_EVERY = timedelta(minutes=10)
_KEPT = timedelta(days=14)


class Scheduler:
    """The scheduler of the elected process."""

    def __init__(
        self,
        runtime: Runtime,
        unread: UnreadUpdates | None = None,
        erased: ErasedList | None = None,
        steady: Callable[[], datetime] | None = None,
    ) -> None:
        """Set up the scheduler; `unread` tells which items wait after an outage, `erased` is the list of people,
        `steady` a clock that is never set (`ops.clock`)."""
        _, self._database, self._settings, self._now = runtime
        self._unread = unread or UnreadUpdates(None)
        self._erased = erased
        self._jumps = JumpWatch(self._now, steady or self._now)
        self._pruned_at: datetime | None = None
        self._logged = True
        self._watched_at: datetime | None = None
        self._kept_house_at = float("-inf")

    async def run(self, stop: asyncio.Event) -> None:
        """Look for due work until `stop`; a failing part does not stop the others."""
        while not stop.is_set():
            well = [await self._apart(duty) for duty in (self.run_due, self._watch, self._prune)]
            looked_at = time.monotonic()
            await sleep_or_stop(stop, _LOOK_EVERY if all(well) else _AFTER_TROUBLE)
            while time.monotonic() - looked_at < _LOOK_SELDOM and not (self._is_lively() or stop.is_set()):
                await sleep_or_stop(stop, _LOOK_EVERY)

    def _is_lively(self) -> bool:
        """Return True if this process has changed something lately, besides what the scheduler itself looks after."""
        changed_at = self._database.changed_at
        return changed_at > self._kept_house_at and time.monotonic() - changed_at < _LIVELY_SECONDS

    async def _apart(self, duty: Callable[[], Awaitable[object]]) -> bool:
        try:
            await duty()
        except Exception as error:
            if is_unavailable(error):
                log.warning("the scheduler waits for the database", error=type(error).__name__)
            else:
                log.error("the scheduler failed unexpectedly", exc_info=error)
            return False
        return True

    async def run_once(self) -> int:
        """Do everything that is due now; return how many items (for tests)."""
        done = await self.run_due()
        await self._watch()
        return done

    async def run_due(self) -> int:
        """Do every item that is due now; return how many. Raises errors that say that the database is away."""
        async with self._database.reading() as session:
            now = self._now()
            work = await due_items.find_due_work(session, now, withdrawn=self._settings.last.retention.withdrawn)
            if work:
                await self._unread.look(session, now)
                work = [item for item in work if not self._unread.has_update(item.due, now)]
            settings = await self._settings.get_for_session(session)
        read_at = time.monotonic()
        for item in work:
            if time.monotonic() - read_at > _SETTINGS_SECONDS:  # admins may have changed them while others were done
                async with self._database.reading() as session:
                    settings = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
                read_at = time.monotonic()
            await self._do(item, settings)
        return len(work)

    async def _watch(self) -> None:
        """Tell admins what waits too long, restore what a clock that was ahead has postponed, and list the erased."""
        now = self._now()
        if self._watched_at is not None and abs(now - self._watched_at) < _WATCH_EVERY:
            return
        self._watched_at = now
        async with self._database.unit_of_work() as session:
            await backlog_alerts.check_backlog(session, now, self._settings.last, calm=self._jumps.measure_calm())
        async with self._database.unit_of_work() as session:
            await clock_skew.repair_due_times(session, now, self._settings.last)
        if self._erased is not None:
            async with self._database.reading() as session:
                await self._erased.add_new(session)
        self._kept_house_at = time.monotonic()

    async def _do(self, item: due_items.DueItem, settings: DeskSettings) -> None:
        """Do one item; a failure is counted and the item is left aside for a while."""
        try:
            async with self._database.unit_of_work() as session:
                await due_work.do_item(item, session, self._now(), settings)
        except Refused as refusal:
            log.warning("a due item was refused", due=str(item.due), id=item.id, why=refusal.key)
        except Exception as error:
            if is_away(error):
                raise
            if is_locked_or_slow(error):
                log.warning("a due item waits: its row is held", due=str(item.due), id=item.id)
            else:
                log.error("a due item failed", due=str(item.due), id=item.id, exc_info=error)
            async with self._database.unit_of_work() as session:
                await due_work.count_failure(item, session, error, self._now())

    async def _prune(self) -> None:
        now = self._now()
        if self._pruned_at is not None and abs(now - self._pruned_at) < _PRUNE_EVERY:
            return
        self._pruned_at = now
        for prune in self._list_prunings(now):
            await self._apart(partial(self._prune_some, prune))

    def _list_prunings(self, now: datetime) -> list[Callable[[AsyncSession], Awaitable[object]]]:
        """Return what is pruned, each for a unit of work of its own; it returns True if there may be more."""
        rules = self._settings.last
        kept: dict[str, Any] = {
            "kept": rules.retention.raw,
            "withdrawn": min(rules.retention.withdrawn, max(rules.masking.kept, UPDATES_REPEATED)),
        }
        return [
            *(partial(prune_rows, now=now, parts=(part,), **kept) for part in PARTS),
            partial(self._prune_files, now=now),
            partial(use_counting.merge_minutes, now=now),
            partial(self._prune_log, now=now),
            partial(failed_due_items.prune_failures, before=now - _KEPT),
            partial(self._delete_expired, now=now),
        ]

    async def _prune_some(self, prune: Callable[[AsyncSession], Awaitable[object]]) -> None:
        """Prune a limited number of rows; if there are more, the next look goes on, after what is due."""
        async with self._database.unit_of_work() as session:
            if await prune(session) is True:
                self._pruned_at = None

    async def _delete_expired(self, session: AsyncSession, now: datetime) -> None:
        rules = self._settings.last
        await expired.queue_if_expired(Context(session, Origin.CLOCK, None, now=now, rules=rules))

    async def _prune_log(self, session: AsyncSession, now: datetime) -> bool:
        """Prune the log of use; once more after it was switched off."""
        kept, is_full = self._settings.last.retention.log, False
        if kept or self._logged:
            is_full = await use_log.prune_uses(session, now=now, kept=kept)
        self._logged = bool(kept) or is_full
        return is_full

    async def _prune_files(self, session: AsyncSession, now: datetime) -> None:
        rules = self._settings.last
        kept, is_board = rules.retention.files, rules.board.enabled
        await store.prune_blobs(session, now=now, kept=kept, board=is_board, requesters=rules.board.shows.files)
