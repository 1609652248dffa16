"""How the desk is, as the page shows it: its processes, what is stored, delivered and waiting, who is on the team.

Asks the doors over HTTP and the database for what waits. Must not know what may be done to them.
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
"""The door that people open in a browser."""


class Watch:
    """Looks at the doors twice a second. `doors`: by name the child and its HTTP port; `changed` hears of news,
    `team_changed` of a `team` that is another."""

    def __init__(
        self,
        simulated: Simulated,
        doors: dict[str, tuple[Child, int]],
        *,
        memory: Memory,
        trouble: Trouble,
        waiting: Waiting,
        changed: Callable[[], None],
        team_changed: Callable[[], None],
    ) -> None:
        self._simulated = simulated
        self._doors = doors
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
        """What the page is told."""
        processes = [self._process(child) for child, _ in self._doors.values()]
        return {"processes": [*processes, self._memory.view()], "counts": self._counts, "waiting": self._owed}

    async def run(self) -> None:
        """Look until cancelled."""
        known = Counts()
        async with aiohttp.ClientSession() as session:
            while True:
                urls = [f"http://{HOST}:{port}" for _, port in self._doors.values()]
                answers = await all_health(session, urls)
                for (child, _), answer in zip(self._doors.values(), answers, strict=True):
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
        """The cast talks while the bot listens: it polls, or says that it is ready."""
        up = self._doors["bot"][0].state is State.UP or self._simulated.telegram.updates.polled
        (self.bot_up.set if up else self.bot_up.clear)()

    def _process(self, child: Child) -> dict[str, Any]:
        """One door. That a far side is away is no fault of the door's: it waits."""
        up, state, note = child.state is State.UP, child.state.value, child.note
        if child.name == "bot" and Kind.TELEGRAM in self._trouble and child.state is State.STARTING:
            note = "waits for Telegram"
        if child.name == "todoist_sync" and up and self._retry:
            up, state, note = False, State.STARTING.value, self._retry
        page = f"http://{HOST}:{self._doors[child.name][1]}" if child.name == WITH_PAGES else None
        return {"name": child.name, "up": up, "state": state, "note": note, "page": page}

    def _count(self, known: Counts) -> None:
        """Stored: what Telegram need not keep any more. Waiting: there, and in the doors' boxes."""
        updates = self._simulated.telegram.updates
        kept = len(updates)
        stored = updates.last_id - self._first_update - kept - updates.expired
        self._counts = {"stored": stored, "delivered": known.delivered, "waiting": known.waiting + kept}


def _retry(answers: list[Health], now: float) -> str:
    """When the mirror tries the board again, in words; nothing while all is well."""
    for answer in answers:
        at = answer.value("pulldesk_board_retry_timestamp_seconds")
        if at:
            return f"retry in {max(1, round(at - now))} s"
    return ""
