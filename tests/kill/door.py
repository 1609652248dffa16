"""A door as its operator runs it: a child process with an environment of its own, killed and started again."""

import asyncio
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Door:
    """`python -m <name>` with the given settings; everything it prints goes to a log file of the test's folder."""

    def __init__(self, name: str, settings: dict[str, str], folder: Path) -> None:
        self.name = name
        self._settings = settings
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._began = 0
        self.kills = 0

    async def start(self) -> None:
        """Start it, with nothing of the developer's environment but the path."""
        keep = {n: os.environ[n] for n in ("PATH", "HOME", "LANG") if n in os.environ}
        self._began = len(self.log())
        with (self._folder / f"{self.name}.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self.name,
                cwd=self._folder,
                env={**keep, **self._settings, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                stdout=log,
                stderr=log,
            )

    def twin(self, folder: Path, **changed: str) -> "Door":
        """One more of the same, not started, with some settings of its own."""
        return Door(self.name, {**self._settings, **changed}, folder)

    @property
    def port(self) -> int:
        """Where it shows itself over HTTP."""
        return int(self._settings["BOT_HTTP_PORT" if self.name == "bot" else "HTTP_PORT"])

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    def is_elected(self, line: str) -> bool:
        """Whether the process that runs now has said this line."""
        return self.alive and line in self.log()[self._began :]

    async def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self.kills += 1

    def send(self, number: signal.Signals) -> None:
        """Send it a signal that does not end it."""
        assert self._process is not None
        self._process.send_signal(number)

    async def stop(self) -> int:
        """SIGTERM, and its exit code."""
        if self._process is None or self._process.returncode is not None:
            return self._process.returncode if self._process and self._process.returncode is not None else 0
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 15)

    def log(self) -> str:
        """What it printed so far."""
        path = self._folder / f"{self.name}.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""
