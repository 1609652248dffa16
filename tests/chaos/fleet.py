"""Several processes of one door, killed and started again; knows neither people nor trouble."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.settings import SANDBOX
from ops import clock

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(slots=True)
class Fleet:
    """Processes of one program, one to a slot; `surprises`: those that ended without being asked."""

    name: str
    folder: Path
    settings: list[dict[str, str]]
    _nursery: asyncio.subprocess.Process
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _pids: dict[int, int] = field(default_factory=dict)
    kills: int = 0
    surprises: list[str] = field(default_factory=list)

    async def start(self, slot: int) -> None:
        """Start the process of a slot."""
        asked = {
            "do": "start",
            "environment": self.settings[slot],
            "folder": str(self.folder),
            "log": str(self.log(slot)),
        }
        self._pids[slot] = (await self._ask(asked))["pid"]

    async def kill(self, slot: int) -> None:
        """kill -9."""
        if await self._end(slot, signal.SIGKILL) == -signal.SIGKILL:
            self.kills += 1

    async def stop(self, slot: int) -> int | None:
        """SIGTERM; its exit code, None for one that was not there."""
        return await self._end(slot, signal.SIGTERM)

    def pause(self, slot: int) -> int:
        """SIGSTOP: the process lives, and does nothing. Return its id, for `resume`."""
        os.kill(self._pids[slot], signal.SIGSTOP)
        return self._pids[slot]

    def resume(self, pid: int) -> None:
        """SIGCONT, if the process was not killed meanwhile."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    def find_last(self, line: str) -> int | None:
        """Return the running slot whose log said this last."""
        said = {slot: [one for one in self._read(slot) if line in one] for slot in self.running}
        return max((slot for slot in said if said[slot]), key=lambda slot: said[slot][-1], default=None)

    def _read(self, slot: int) -> list[str]:
        return self.log(slot).read_text("utf-8", "replace").splitlines() if self.log(slot).exists() else []

    async def say_what_is_under_way(self) -> None:
        """Every process prints into its log where its tasks stand."""
        for pid in self._pids.values():
            await self._ask({"do": "ask", "pid": pid})

    async def _end(self, slot: int, number: int) -> int | None:
        pid = self._pids.pop(slot, None)
        if pid is None:
            return None
        code = int((await self._ask({"do": "end", "pid": pid, "signal": int(number)}))["code"])
        if code not in (0, -number):
            self.surprises.append(f"{self.name} {slot} had ended by itself with {code}")
        return code

    @property
    def running(self) -> list[int]:
        """The slots with a process."""
        return sorted(self._pids)

    def log(self, slot: int) -> Path:
        """Where the processes of a slot print."""
        return self.folder / f"{self.name}-{slot}.log"

    async def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        async with self._turn:
            assert self._nursery.stdin is not None and self._nursery.stdout is not None
            self._nursery.stdin.write(json.dumps(asked).encode() + b"\n")
            answer: dict[str, Any] = json.loads(await self._nursery.stdout.readline())
            return answer


@asynccontextmanager
async def fleet(name: str, folder: Path, settings: list[dict[str, str]], *, program: str = "") -> AsyncIterator[Fleet]:
    """A fleet with a slot for each of `settings`, none started yet; all are killed at the end. `program`: the module
    that runs, if it is not that of the name."""
    keep = {n: os.environ[n] for n in ("PATH", "HOME", "LANG") if n in os.environ}
    at_import = {n: settings[0][n] for n in (SANDBOX, clock.FILE) if n in settings[0]}  # they name the door's clock
    nursery = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.chaos.nursery",
        program or f"{name}.__main__",
        cwd=ROOT,
        env={**keep, **at_import, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Fleet(name, folder, [{**keep, **one} for one in settings], nursery)
    finally:
        assert nursery.stdin is not None
        nursery.stdin.close()
        await nursery.wait()
