"""However the demo is stopped, nothing of it stays behind: no door, no simulated service, no PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from db.embedded.shared_server import EmbeddedServer
from tests.operation.checkout import copied, make

pytestmark = pytest.mark.sentence("6 Names that others rely on")

PATIENCE_SECONDS = 60
ON_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


@asynccontextmanager
async def demo(folder: Path, *through: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """`make demo` as a person has it, on a terminal of its own: the first process, and the terminal's other end."""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ON_A_TERMINAL, *through, *make("demo", "ARGS=--page-port 0")),
        cwd=folder,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield process, ours
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def _of(folder: Path) -> dict[int, str]:
    """The processes that work in this folder or on its database, with their command lines."""
    found = {}
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            command, where = (proc / "cmdline").read_bytes().decode(errors="replace"), (proc / "cwd").readlink()
            surroundings = (proc / "environ").read_bytes()
        except OSError:
            continue
        if command and (where.is_relative_to(folder) or str(folder).encode() in surroundings):
            found[int(proc.name)] = command.replace("\0", " ")
    return found


async def _all_there(folder: Path) -> list[int]:
    """The demo's processes, once there are both doors."""
    while True:
        there = _of(folder)
        if all(f"-m {name}" in str(there) for name in ("sandbox", "bot", "todoist_sync")):
            return list(there)
        await asyncio.sleep(0.1)  # it tells of its doors on its page only


def _says(terminal: int, begins: str) -> list[str]:
    """The lines until one begins so."""
    lines = [""]
    while not (lines[-1].startswith(begins) and lines[-1].endswith("\n")):
        if lines[-1].endswith("\n"):
            lines.append("")
        lines[-1] += os.read(terminal, 1).decode(errors="replace")
    return lines


async def _gone(pids: list[int]) -> list[int]:
    """Which of these processes stay, after they had time."""
    left = pids
    for _ in range(PATIENCE_SECONDS * 10):
        left = [pid for pid in left if _alive(pid)]
        if not left:
            break
        await asyncio.sleep(0.1)  # what ends is nobody's child: there is nothing to wait on
    return left


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _ctrl_c(_: int, terminal: int) -> None:
    os.write(terminal, b"\x03")


def _terminate(make: int, _: int) -> None:
    os.kill(make, signal.SIGTERM)


def _close(_: int, terminal: int) -> None:
    os.close(terminal)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    ("stop", "through"),
    [(_ctrl_c, ()), (_terminate, ()), (_close, ()), (_close, ("sh", "-c", '"$@"; exit', "sh"))],
    ids=["ctrl-c", "sigterm-to-make", "terminal-of-make-closed", "terminal-of-a-shell-closed"],
)
async def test_nothing_of_the_demo_stays_behind(
    tmp_path: Path, stop: Callable[[int, int], None], through: tuple[str, ...]
) -> None:
    folder = copied(tmp_path)
    data = folder / ".data" / "sandbox"
    try:
        async with demo(folder, *through) as (process, terminal):
            async with asyncio.timeout(PATIENCE_SECONDS):
                said = await asyncio.to_thread(_says, terminal, "pulldesk sandbox: ")
                there = await _all_there(folder)
            assert len(said) == 1, said
            async with EmbeddedServer(data) as server:
                postgres = int((server.place.cluster / "postmaster.pid").read_text().split()[0])
            stop(process.pid, terminal)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await process.wait()
            assert await _gone([*there, postgres]) == []
            if stop is not _close:
                os.close(terminal)
    finally:
        async with EmbeddedServer(data) as server:
            await server.destroy()
