"""How a stage comes to rest: it polls, handles, runs due work, delivers and mirrors until nothing happens any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.scheduler import _WATCH_EVERY
from db.models import Box
from tests.flows.looking import Waiting, comes_due, look

if TYPE_CHECKING:
    from bot.app import Duties
    from bot.delivery.outbox_worker import OutboxWorker
    from bot.updates.worker import Worker
    from db.database import Database
    from reports.worker import ReportWorker
    from sandbox.telegram import TelegramWorld
    from sandbox.todoist import TodoistWorld
    from tests.flows.beginnings import Worlds
    from tests.flows.clock import Clock
    from tests.flows.mirroring import Mirroring

_ROUNDS = 1000  # fifty forged updates at once take more than 400


class Settling:
    """The part of a stage that works; it has the desk, its services and its clock."""

    worlds: Worlds
    database: Database
    mirroring: Mirroring
    worker: Worker
    duties: Duties
    delivery: OutboxWorker
    reports: ReportWorker
    clock: Clock
    telegram_world: TelegramWorld
    todoist_world: TodoistWorld
    _reports_wait: bool

    async def settle(self) -> None:
        """Let the desk work until nothing is left to do.

        The board is read once, and again when it has changed.
        """
        mirrored = None
        for _ in range(_ROUNDS):
            did, seen = await self._bot_round()
            version = self.todoist_world.feed.version
            waiting = seen or await self._look()
            if version != mirrored or waiting.to_board or waiting.changed:
                mirrored = version
                if await self.mirroring.round():
                    mirrored, waiting = self.todoist_world.feed.version, await self._look()
            moved = mirrored != version
            if not (did or moved or waiting.of_people or waiting.to_people):
                return
            if not (waiting.anything or await self._comes_due()):
                return
        raise AssertionError("the desk does not come to rest")

    async def respond(self) -> None:
        """Let the bot work until no message waits in either direction, without reading the board."""
        for _ in range(_ROUNDS):
            _, seen = await self._bot_round()
            waiting = seen or await self._look()
            if not (waiting.of_people or waiting.to_people or await self._comes_due()):
                return
        raise AssertionError("the bot does not come to rest")

    async def bot_round(self) -> int:
        """Run one step of every part of the bot; return how much was done."""
        did, _ = await self._bot_round()
        return did

    async def _bot_round(self) -> tuple[int, Waiting | None]:
        """Run one step; return how much was done, and what waits afterwards if that is known already."""
        did = await self._poll()
        seen: Waiting | None = await self._look()
        while seen.of_people and (more := await self.worker.run_once()):
            did, seen = did + more, await self._look()
        if await self._clock_calls():
            seen = None
            while more := await self.duties.clockwork.run_once():
                did += more
        while more := await self._report():
            did, seen = did + more, None
        delivery = self.delivery
        while delivery._held or (seen or await self._look()).to_people:
            seen = None
            more = await delivery.run_once()
            did += more
            if not (more and delivery._held):  # whether more is due is asked when all have had their turn
                break
        if self.duties.lookups is not None and (more := await self.duties.lookups.run_once()):
            did, seen = did + more, None
        if self.duties.alerts is not None and (more := await self.duties.alerts.run_once()):
            did, seen = did + more, None
        if self.duties.helper is not None and (more := await self.duties.helper.run_once()):
            did, seen = did + more, None
        return did, seen

    async def _clock_calls(self) -> bool:
        """Return True if the clock has something to do or to watch; the clock itself would cost five times as much."""
        watched = self.duties.clockwork._watched_at
        return watched is None or abs(self.clock() - watched) >= _WATCH_EVERY or await self._is_due()

    async def _report(self) -> int:
        """Do the jobs of the reports process; if there never was one, without a look at the database."""
        self._reports_wait = self._reports_wait or self.database.job_signal._events[Box.REPORTS].is_set()
        return await self.reports.run_once() if self._reports_wait else 0

    async def _comes_due(self) -> bool:
        """Return True if people have sent something, or the clock has something to do."""
        if self.telegram_world.updates.last_id != self.worlds.polled:
            return True
        return await self._is_due()

    async def _is_due(self) -> bool:
        rules = self.duties.clockwork._settings.last
        return await comes_due(self.database.engine, self.clock(), rules.retention.withdrawn)

    async def _look(self) -> Waiting:
        """Return the work that waits now."""
        return await look(self.database.engine, self.clock())

    async def _poll(self) -> int:
        """Poll if there is an update: repeating the same offset makes Telegram wait."""
        newest, poller = self.telegram_world.updates.last_id, self.duties.poller
        if newest == self.worlds.polled and poller.caught_up_at is not None:
            return 0
        did = await poller.poll_once()
        if not did or poller._offset == newest + 1:
            self.worlds.polled = newest
        return did
