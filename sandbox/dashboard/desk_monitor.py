"""The state of the desk as the demo page shows it: processes, how much work waits, statuses, the team.

Asks the product's processes over HTTP, and the database. Must not know how they are controlled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from sandbox.product.child_process import ChildProcess, ProcessState
from sandbox.product.desk_reader import DeskReader, Team
from sandbox.product.health import Health, read_all_health
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
        reader: DeskReader,
        changed: Callable[[], None],
        team_changed: Callable[[], None],
    ) -> None:
        self._simulated = simulated
        self._processes = processes
        self._reader = reader
        self._changed = changed
        self._team_changed = team_changed
        self._waiting = 0
        self.bot_up = asyncio.Event()

    @property
    def team(self) -> Team:
        """The team as it was read last."""
        return self._reader.team

    def get_view(self) -> dict[str, Any]:
        """Return what the page shows of the desk."""
        processes = [self._describe_process(child, port) for child, port in self._processes.values()]
        return {"processes": processes, "waiting": self._waiting, "statuses": self._reader.statuses}

    async def watch_processes(self) -> None:
        """Check the processes until cancelled."""
        async with aiohttp.ClientSession() as session:
            while True:
                urls = [f"http://{HOST}:{port}" for _, port in self._processes.values()]
                answers = await read_all_health(session, urls)
                for (child, _), answer in zip(self._processes.values(), answers, strict=True):
                    child.set_ready(is_ready=answer.ready)
                await self._update(answers)
                await asyncio.sleep(CHECK_SECONDS)

    async def _update(self, answers: list[Health]) -> None:
        before, team = (self._waiting, self._reader.statuses), self.team
        self._update_bot_up()
        jobs = {name: many for answer in answers for name, many in answer.waiting.items()}
        self._waiting = sum(jobs.values()) + len(self._simulated.telegram.updates)
        await self._reader.read()
        if (self._waiting, self._reader.statuses) != before:
            self._changed()
        if self.team != team:
            self._team_changed()

    def _update_bot_up(self) -> None:
        """Set `bot_up` while the bot listens, so that the demo's people talk to it: it polls or says that it is
        ready."""
        up = self._processes["bot"][0].state is ProcessState.UP or self._simulated.telegram.updates.is_polled
        (self.bot_up.set if up else self.bot_up.clear)()

    def _describe_process(self, child: ChildProcess, port: int) -> dict[str, Any]:
        page = f"http://{HOST}:{port}" if child.name == PANEL_PROCESS else None
        return {"name": child.name, "state": child.state.value, "page": page}
