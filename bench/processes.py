"""Child processes of the bench, and CPU time and memory of any process from Linux's /proc (proc(5))."""

import asyncio
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.product.environment import KEPT_VARIABLES

_TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parent.parent
"""The checkout that this bench belongs to."""


@dataclass(slots=True)
class RunningProcess:
    """A started child process with its log."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def read_log(self) -> str:
        """Return the end of what the process printed."""
        return self.log.read_text("utf-8", "replace")[-3000:]

    async def stop(self) -> None:
        """End the process with SIGTERM, and with SIGKILL after 15 s."""
        if self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), 15)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


async def start_module(
    module: str, environment: dict[str, str], log: Path, *arguments: str, piped: bool = False, tree: Path = ROOT
) -> RunningProcess:
    """Start `python -m module` of the checkout `tree` with this environment.

    Its output goes to `log` (standard output not when piped).
    """
    return await start_command([sys.executable, "-m", module, *arguments], environment, log, piped=piped, tree=tree)


async def start_command(
    command: list[str], environment: dict[str, str], log: Path, *, piped: bool = False, tree: Path = ROOT
) -> RunningProcess:
    """Start a command as `start_module` does."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=tree,
            env={**kept, "LANG": "C.UTF-8", **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE if piped else out,
            stderr=out,
        )
    return RunningProcess(process, log)


def get_cpu_seconds(pid: int, *, ended_children: bool = False) -> float:
    """Return the CPU time a process has used; 0 for one that has ended."""
    try:
        fields = (Path("/proc") / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    spent = int(fields[11]) + int(fields[12])
    if ended_children:
        spent += int(fields[13]) + int(fields[14])
    return spent / _TICKS


def get_family_cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, its living children and those that have ended: PostgreSQL with its backends."""
    return get_cpu_seconds(pid, ended_children=True) + sum(get_cpu_seconds(child) for child in _list_children(pid))


def _list_children(pid: int) -> Iterable[int]:
    try:
        return [int(one) for one in (Path("/proc") / str(pid) / "task" / str(pid) / "children").read_text().split()]
    except OSError:
        return []


def get_most_memory_mb(pid: int) -> float:
    """Return the most resident memory of a process so far in MB (10^6 bytes); 0 for one that has ended."""
    try:
        lines = (Path("/proc") / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((round(int(line.split()[1]) * 1024 / 1e6, 1) for line in lines if line.startswith("VmHWM:")), 0.0)


def describe_machine() -> str:
    """Describe the machine in a few words."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    return f"{len(os.sched_getaffinity(0))} cores of {model}, Python {sys.version.split()[0]}"
