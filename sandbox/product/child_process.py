"""A process of the product: started, watched, restarted when it dies, killed when a visitor wants.

Must not know what the process does; a name, a module and an environment are all.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import logging.handlers
import signal
import sys
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

GRACE_SECONDS = 10.0
SETTLED_SECONDS = 10.0
PAUSES = (0.5, 1.0, 2.0, 5.0)
PROJECT = Path(__file__).resolve().parent.parent.parent
LOG_BYTES = 2 * 1024 * 1024
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


_LIBC = ctypes.CDLL(None)


class ProcessState(StrEnum):
    """The state of a child process."""

    STARTING = "starting"
    UP = "up"
    KILLED = "killed"
    WAITING = "waiting"
    STOPPED = "stopped"


class ChildProcess:
    """One process of the product. `changed` is called when `state` changes, `on_line` with every line it prints."""

    def __init__(
        self,
        name: str,
        environment: dict[str, str],
        folder: Path,
        changed: Callable[[], None],
        *,
        on_line: Callable[[str], None] | None = None,
    ) -> None:
        self.name = name
        self.state = ProcessState.STOPPED
        self._environment = environment
        self._folder = folder
        self._changed = changed
        self._on_line = on_line
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()
        self._last: deque[str] = deque(maxlen=20)
        self._log = _open_log_file(folder / f"{name}.log")

    @property
    def pid(self) -> int | None:
        """The process id while there is one."""
        alive = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process and alive else None

    def start(self) -> None:
        """Keep the process running: restart it whenever it ends. Does nothing if it is running."""
        if self._wanted.is_set():
            return
        self._wanted.set()
        self._set_state(ProcessState.STARTING)
        if self._task is None:
            self._task = asyncio.create_task(self._keep_running(), name=f"child-{self.name}")

    def kill(self) -> None:
        """Kill the process with SIGKILL and do not restart it until `start`."""
        self._wanted.clear()
        self._set_state(ProcessState.KILLED)
        self._send_signal(signal.SIGKILL)

    def set_ready(self, *, is_ready: bool) -> None:
        """Take over what `/readyz` says of the process."""
        if self.state in {ProcessState.STARTING, ProcessState.UP}:
            self._set_state(ProcessState.UP if is_ready else ProcessState.STARTING)

    async def stop(self) -> None:
        """End the process with SIGTERM, and with SIGKILL after `GRACE_SECONDS`."""
        self._wanted.clear()
        if self._task is None:
            return
        self._set_state(ProcessState.STOPPED)
        self._send_signal(signal.SIGTERM)
        process = self._process
        if process is not None:
            try:
                await asyncio.wait_for(process.wait(), GRACE_SECONDS)
            except TimeoutError:
                self._send_signal(signal.SIGKILL)
                await process.wait()
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._log.close()

    def _send_signal(self, number: signal.Signals) -> None:
        if self.pid is not None and self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    def _set_state(self, state: ProcessState) -> None:
        if state is not self.state:
            self.state = state
            self._changed()

    async def _keep_running(self) -> None:
        failures = 0
        while True:
            await self._wanted.wait()
            began = asyncio.get_running_loop().time()
            code = await self._run_once()
            if not self._wanted.is_set():
                continue
            lasted = asyncio.get_running_loop().time() - began
            failures = 0 if lasted > SETTLED_SECONDS else failures + 1
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            why = self._last[-1] if self._last else ""
            if code == 2 and why:
                sys.stderr.write(f"{self.name}: {why}\n")
            self._set_state(ProcessState.WAITING)
            await asyncio.sleep(pause)

    async def _run_once(self) -> int:
        self._set_state(ProcessState.STARTING)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.name,
            env=self._environment,
            cwd=PROJECT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        if not self._wanted.is_set():  # killed while it was being started
            self._send_signal(signal.SIGKILL)
        await self._read_output(self._process)
        return await self._process.wait()

    async def _read_output(self, process: asyncio.subprocess.Process) -> None:
        stream = process.stdout
        while stream is not None:
            try:
                line = await stream.readline()
            except ValueError:  # a line beyond the stream's limit
                continue
            if not line:
                return
            text = line.decode(errors="replace").rstrip()
            self._last.append(text)
            if self._on_line:
                self._on_line(text)
            self._log.emit(logging.makeLogRecord({"msg": text}))


def _open_log_file(path: Path) -> logging.Handler:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    return handler


def _die_with_parent() -> None:
    """Make the child, before its program begins, end with the sandbox, however that ends."""
    _LIBC.prctl(_DEATH_SIGNAL, signal.SIGTERM)
