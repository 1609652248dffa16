"""After a restore, before anything new is taken in: waits until what waited is worked off, with letters held, and until
the board was read."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from bot.scheduler import Scheduler
from db import queue
from db.models import Box, Origin, Recovery
from desk import Desk
from desk.operations import recovery
from ops.tasks import sleep_or_stop

log = structlog.get_logger(__name__)

_LOOK_EVERY = 0.5


class RecoveryWait:
    """The elected process's wait for the end of the recovery; the inbox is worked off by the workers meanwhile."""

    def __init__(self, runtime: Runtime) -> None:
        _, self._database, self._settings, self._now = runtime
        self._scheduler = Scheduler(runtime)
        self._told: Recovery | None = None

    async def wait_for_end(self, stop: asyncio.Event, is_elected: Callable[[], Awaitable[bool]]) -> None:
        """Return when the recovery is over, when `stop` is set, or when another process was elected."""
        while not stop.is_set() and await is_elected():
            async with self._database.reading() as session:
                step = (await recovery.load_state(session)).step
            if step is None:
                return
            if step is not self._told:
                log.warning("the database was restored: nothing is sent until all is compared", step=step.value)
            self._told = step
            if step is Recovery.INBOX and await self._work_off():
                continue
            await sleep_or_stop(stop, _LOOK_EVERY)

    async def _work_off(self) -> bool:
        """Do what had become due; return True if nothing waits any more, and the next step was begun."""
        async with self._database.reading() as session:
            if await queue.has_waiting(session, Box.FROM_TELEGRAM):
                return False
        if await self._scheduler.run_due():
            return False
        async with self._database.unit_of_work() as session:
            await recovery.end_inbox_step(await self._make_desk(session))
        return True

    async def _make_desk(self, session: AsyncSession) -> Desk:
        rules = await self._settings.get_for_session(session)
        return Desk(session, Origin.CLOCK, None, now=self._now(), rules=rules)
