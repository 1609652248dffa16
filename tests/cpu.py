"""CPU seconds of a test run: of this process, its children and the tests' PostgreSQL, and how fast the machine is now.

Wall seconds say what else the machine does. CPU seconds say what the tests cost, but a busy machine stretches them
too: `stretch` says by how much, so that a budget means the same everywhere.
"""

import os
import resource
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_QUIET_SECONDS = 0.0135
"""What `_work` takes on the machine by which budgets are set (two cores, nothing else running, 2026-11-28)."""
_server: list[int] = []  # the process of PostgreSQL, once there is one


def watch_server(process: int) -> None:
    """Count what this PostgreSQL and its children use."""
    _server[:] = [process]


def cpu_seconds() -> float:
    """Return the CPU seconds of this process, of children that ended, and of PostgreSQL with all its processes."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(_of_server, _server))


def machine_seconds() -> float:
    """Return the CPU seconds that all programs together have used since the machine was started; 0 where none says."""
    try:
        first = Path("/proc/stat").read_text("ascii").partition("\n")[0].split()
    except OSError:
        return 0.0
    return sum(int(first[at]) for at in (1, 2, 3, 6, 7)) / _TICKS  # user, nice, system, interrupts


def _of_server(process: int) -> float:
    """Return the seconds of PostgreSQL's processes, ended ones too; 0 when it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS + sum(map(_of_running, children))


def _of_running(process: str) -> float:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[0]) / 1e9
    except (OSError, IndexError):
        return 0.0


def stretch() -> float:
    """Return how many times as long as on the quiet machine the same work takes now, in CPU seconds."""
    started = time.thread_time()
    _work()
    return (time.thread_time() - started) / _QUIET_SECONDS


def crowd() -> float:
    """Return how many programs want each core, as a factor from 1 to 4 for waits that end when others have done
    something: browsers, processes that start."""
    return min(max(os.getloadavg()[0] / (os.cpu_count() or 1), 1.0), 4.0)


def _work() -> int:
    kept: dict[str, int] = {}
    for at in range(60_000):
        kept[str(at % 500)] = kept.get(str(at % 300), 0) + at
    return len(kept)
