"""The state of the desk as the demo page shows it: processes, counts of stored, delivered and waiting work, the
team.

Asks the product's processes over HTTP and the database for work that waits. Must not know how they are controlled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from sandbox.fault_switches import FaultKind, FaultSwitches
from sandbox.product.child_process import ChildProcess, ProcessState
from sandbox.product.database import DatabaseWatch
from sandbox.product.health import Health, WorkCounts, read_all_health
from sandbox.product.pending_changes import NO_CHANGES, PendingChanges, Team
from sandbox.servers import HOST, SimulatedServices

CHECK_SECONDS = 0.5
PANEL_PROCESS = "web"
"""The process that people open in a browser."""


class DeskMonitor:
    """Checks the processes twice a second. `processes`: child and HTTP port by name; `changed` is called at each
    change, `team_changed` when `team` is another one."""

    def __init__(
        self,
        simulated: SimulatedServices,
        processes: dict[str, tuple[ChildProcess, int]],
        *,
        memory: DatabaseWatch,
        trouble: FaultSwitches,
        waiting: PendingChanges,
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
        self._owed = NO_CHANGES
        self._retry = ""
        self.bot_up = asyncio.Event()

    def get_view(self) -> dict[str, Any]:
        """Return what the page shows of the desk."""
        processes = [self._describe_process(child) for child, _ in self._processes.values()]
        return {"processes": [*processes, self._memory.get_view()], "counts": self._counts, "waiting": self._owed}

    def add_process(self, child: ChildProcess, port: int) -> None:
        """Check one more process from now on, which listens at `port`."""
        self._processes[child.name] = child, port

    async def watch_processes(self) -> None:
        """Check the processes until cancelled."""
        known = WorkCounts()
        async with aiohttp.ClientSession() as session:
            while True:
                processes = list(self._processes.values())
                answers = await read_all_health(session, [f"http://{HOST}:{port}" for _, port in processes])
                for (child, _), answer in zip(processes, answers, strict=True):
                    child.set_ready(answer.ready, answer.why)
                known.update_from(answers)
                await self._update(known, answers)
                await asyncio.sleep(CHECK_SECONDS)

    async def _update(self, known: WorkCounts, answers: list[Health]) -> None:
        before = self._counts, self._owed, self._retry
        self._update_bot_up()
        self._update_counts(known)
        self._retry = _describe_retry(answers, self._simulated.clock.now().timestamp())
        self._owed = await self._waiting.read_changes()
        if (self._counts, self._owed, self._retry) != before:
            self._changed()
        if self._waiting.team != self.team:
            self.team = self._waiting.team
            self._team_changed()

    def _update_bot_up(self) -> None:
        """Set `bot_up` while the bot listens, so that the demo's people talk to it: it polls or says that it is
        ready."""
        up = self._processes["bot"][0].state is ProcessState.UP or self._simulated.telegram.updates.is_polled
        (self.bot_up.set if up else self.bot_up.clear)()

    def _describe_process(self, child: ChildProcess) -> dict[str, Any]:
        """Describe one process. An unreachable Telegram or Todoist is no fault of the process: it waits."""
        up, state, note = child.state is ProcessState.UP, child.state.value, child.note
        if child.name == "bot" and FaultKind.TELEGRAM in self._trouble and child.state is ProcessState.STARTING:
            note = "waits for Telegram"
        if child.name == "todoist_sync" and up and self._retry:
            up, state, note = False, ProcessState.STARTING.value, self._retry
        page = f"http://{HOST}:{self._processes[child.name][1]}" if child.name == PANEL_PROCESS else None
        return {"name": child.name, "up": up, "state": state, "note": note, "page": page}

    def _update_counts(self, known: WorkCounts) -> None:
        """Count updates: stored are those that Telegram need not keep any more, waiting those at Telegram and in the
        desk's queues."""
        updates = self._simulated.telegram.updates
        kept = len(updates)
        stored = updates.last_id - self._first_update - kept - updates.expired
        self._counts = {"stored": stored, "delivered": known.delivered, "waiting": known.waiting + kept}


def _describe_retry(answers: list[Health], now: float) -> str:
    """Say in how many seconds the mirror tries the board again, or "" while all is well."""
    for answer in answers:
        at = answer.get_value("pulldesk_board_retry_timestamp_seconds")
        if at:
            return f"retry in {max(1, round(at - now))} s"
    return ""
