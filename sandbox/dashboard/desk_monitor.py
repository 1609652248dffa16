"""The state of the desk as the demo page shows it: processes, counts of stored, delivered and waiting work, the
team.

Asks the product's processes over HTTP and the database for work that waits. Must not know how they are controlled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from sandbox.doors.backlog import NOTHING, Team, Waiting
from sandbox.doors.database import Memory
from sandbox.doors.health import Counts, Health, all_health
from sandbox.doors.processes import Child, State
from sandbox.fault_switches import Kind, Trouble
from sandbox.servers import HOST, Simulated

LOOK_SECONDS = 0.5
WITH_PAGES = "web"
"""The process that people open in a browser."""


class Watch:
    """Checks the processes twice a second. `processes`: child and HTTP port by name; `changed` is called at each
    change, `team_changed` when `team` is another one."""

    def __init__(
        self,
        simulated: Simulated,
        processes: dict[str, tuple[Child, int]],
        *,
        memory: Memory,
        trouble: Trouble,
        waiting: Waiting,
        changed: Callable[[], None],
        team_changed: Callable[[], None],
    ) -> None:
        self._simulated = simulated
        self._processes = processes
        self._memory = memory
        self._trouble = trouble
        self._waiting = waiting
        self._changed = changed
        self._team_changed = team_changed
        self.team = Team()
        self._first_update = simulated.telegram.updates.last_id
        self._counts = {"stored": 0, "delivered": 0, "waiting": 0}
        self._owed = NOTHING
        self._retry = ""
        self.bot_up = asyncio.Event()

    def view(self) -> dict[str, Any]:
        """Return what the page shows of the desk."""
        processes = [self._process(child) for child, _ in self._processes.values()]
        return {"processes": [*processes, self._memory.view()], "counts": self._counts, "waiting": self._owed}

    async def run(self) -> None:
        """Check the processes until cancelled."""
        known = Counts()
        async with aiohttp.ClientSession() as session:
            while True:
                urls = [f"http://{HOST}:{port}" for _, port in self._processes.values()]
                answers = await all_health(session, urls)
                for (child, _), answer in zip(self._processes.values(), answers, strict=True):
                    child.ready(answer.ready, answer.why)
                known.take(answers)
                await self._look(known, answers)
                await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, known: Counts, answers: list[Health]) -> None:
        before = self._counts, self._owed, self._retry
        self._heed_bot()
        self._count(known)
        self._retry = _retry(answers, self._simulated.clock.now().timestamp())
        self._owed = await self._waiting.read()
        if (self._counts, self._owed, self._retry) != before:
            self._changed()
        if self._waiting.team != self.team:
            self.team = self._waiting.team
            self._team_changed()

    def _heed_bot(self) -> None:
        """Set `bot_up` while the bot listens, so that the demo's people talk to it: it polls or says that it is
        ready."""
        up = self._processes["bot"][0].state is State.UP or self._simulated.telegram.updates.polled
        (self.bot_up.set if up else self.bot_up.clear)()

    def _process(self, child: Child) -> dict[str, Any]:
        """Describe one process. An unreachable Telegram or Todoist is no fault of the process: it waits."""
        up, state, note = child.state is State.UP, child.state.value, child.note
        if child.name == "bot" and Kind.TELEGRAM in self._trouble and child.state is State.STARTING:
            note = "waits for Telegram"
        if child.name == "todoist_sync" and up and self._retry:
            up, state, note = False, State.STARTING.value, self._retry
        page = f"http://{HOST}:{self._processes[child.name][1]}" if child.name == WITH_PAGES else None
        return {"name": child.name, "up": up, "state": state, "note": note, "page": page}

    def _count(self, known: Counts) -> None:
        """Count updates: stored are those that Telegram need not keep any more, waiting those at Telegram and in the
        desk's queues."""
        updates = self._simulated.telegram.updates
        kept = len(updates)
        stored = updates.last_id - self._first_update - kept - updates.expired
        self._counts = {"stored": stored, "delivered": known.delivered, "waiting": known.waiting + kept}


def _retry(answers: list[Health], now: float) -> str:
    """Say in how many seconds the mirror tries the board again, or "" while all is well."""
    for answer in answers:
        at = answer.value("pulldesk_board_retry_timestamp_seconds")
        if at:
            return f"retry in {max(1, round(at - now))} s"
    return ""
