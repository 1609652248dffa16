"""The measure of a small server: a whole desk with its embedded database in as little memory, while a backlog arrives.

The limit is a control group of the kernel's (cgroups(7)), version 1 or 2, made and removed here, which takes root. The
people and the simulated services are outside of it.
"""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from bench import processes
from bench.context import BenchContext
from bench.result_table import ResultRow
from db.embedded.shared_server import EmbeddedServer
from sandbox.access_guard import KEY_HEADER
from sandbox.product.environment import WEBHOOK_PATH, make_panel_settings
from sandbox.servers import HOST, find_free_port

_ROOT = Path("/sys/fs/cgroup")
_INTO = 'echo $$ > "$0/cgroup.procs" && exec "$@"'
_START_SECONDS = 120.0
_REQUESTS, _A_SECOND = 500, 5.0
_SCENE = ClientTimeout(total=1800)
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class MemoryGroup:
    """A control group with a limit of memory and without swap; `files`: the names of its limit, its most so far, and
    of what counts the kernel's kills."""

    place: Path
    files: tuple[str, str, str]

    def list_command(self, command: list[str]) -> list[str]:
        """Return the command that runs this one within the group."""
        return ["/bin/sh", "-c", _INTO, str(self.place), *command]

    def count_kills(self) -> int:
        """Return how many processes the kernel has killed for want of memory."""
        lines = (self.place / self.files[2]).read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))

    def get_most_megabytes(self) -> float:
        """Return the most memory so far, with the cache of files that the limit left room for."""
        return int((self.place / self.files[1]).read_text()) / _MEGABYTE


@contextmanager
def limit_memory(megabytes: int) -> Iterator[MemoryGroup]:
    """Make a control group for the duration of the block. Raises OSError where the machine allows none."""
    name = f"pulldesk-bench-{secrets.token_hex(4)}"
    if (_ROOT / "cgroup.controllers").exists():
        group = MemoryGroup(_ROOT / name, ("memory.max", "memory.peak", "memory.events"))
        limits = {"memory.max": megabytes * _MEGABYTE, "memory.swap.max": 0}
    else:
        files = ("memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control")
        group = MemoryGroup(_ROOT / "memory" / name, files)
        limits = {"memory.limit_in_bytes": megabytes * _MEGABYTE, "memory.swappiness": 0}
    group.place.mkdir()
    try:
        for file, value in limits.items():
            (group.place / file).write_text(str(value))
        yield group
    finally:
        group.place.rmdir()


async def measure_small_server(bench: BenchContext) -> list[ResultRow]:
    """Send a backlog to a desk with its board in 400 MB, and to one with the panel too in 1 GB."""
    return [await _measure(bench, 400, panel=False), await _measure(bench, 1000, panel=True)]


async def _measure(bench: BenchContext, megabytes: int, *, panel: bool) -> ResultRow:
    with limit_memory(megabytes) as group:
        found = await _receive_backlog(bench, group, panel=panel)
        kills, most = group.count_kills(), group.get_most_megabytes()
    said = f"{found['receipts']} receipts, {found['doubled']} doubled, {kills} kills, at most {most:.0f} MB"
    bench.say(f"  {megabytes} MB: {said}")
    parts = "bot, board and panel" if panel else "bot and board"
    what = f"{parts} with their database in {megabytes} MB: {_REQUESTS} requests at {_A_SECOND:.0f}/s"
    goal = f"{_REQUESTS} receipts, none doubled, no kill"
    return ResultRow(what, said, goal, missed=(found["receipts"], found["doubled"], kills) != (_REQUESTS, 0, 0))


async def _receive_backlog(bench: BenchContext, group: MemoryGroup, *, panel: bool) -> dict[str, Any]:
    key, folder = secrets.token_hex(12), bench.folder / group.place.name
    folder.mkdir()
    webhook, port = f"http://{HOST}:{find_free_port()}{WEBHOOK_PATH}", find_free_port()
    module = "bench.scene_server"
    services = await processes.start_module(
        module, {}, folder / "services.log", key, webhook, str(folder / "data"), piped=True
    )
    try:
        assert services.process.stdout is not None
        told = json.loads(await asyncio.wait_for(services.process.stdout.readline(), _START_SECONDS))
        more = make_panel_settings(find_free_port()) if panel else {}
        settings = {**told["settings"], **more, "BOT_HTTP_PORT": str(port), "PYTHONPATH": str(bench.tree)}
        command = group.list_command([sys.executable, "-m", "ops"])
        desk = await processes.start_command(command, settings, folder / "desk.log", tree=folder)
        try:
            async with ClientSession(headers={KEY_HEADER: key}, timeout=_SCENE) as session:
                await _wait_until_ready(session, desk, port)
                return await _play_backlog(session, told["url"], desk)
        finally:
            await desk.stop()
            async with EmbeddedServer(folder / "data") as server:
                await server.destroy()
    finally:
        await services.stop()


async def _play_backlog(session: ClientSession, url: str, desk: processes.RunningProcess) -> dict[str, Any]:
    """Return the scene's result, or none of it if the desk ended meanwhile."""

    async def play() -> dict[str, Any]:
        asked = {"count": _REQUESTS, "every": 1 / _A_SECOND}
        async with session.post(f"{url}/backlog", json=asked) as response:
            found: dict[str, Any] = (await response.json())["result"]
            return found

    playing, ending = asyncio.ensure_future(play()), asyncio.ensure_future(desk.process.wait())
    await asyncio.wait({playing, ending}, return_when=asyncio.FIRST_COMPLETED)
    for one in (playing, ending):
        one.cancel()
    return playing.result() if playing.done() else {"receipts": 0, "doubled": 0}


async def _wait_until_ready(session: ClientSession, desk: processes.RunningProcess, port: int) -> None:
    end = perf_counter() + _START_SECONDS
    while perf_counter() < end and desk.process.returncode is None:
        try:
            async with session.get(f"http://{HOST}:{port}/readyz") as response:
                if response.status == 200:
                    return
        except OSError:
            pass
        await asyncio.sleep(0.2)
    raise RuntimeError(f"the desk does not become ready:\n{desk.read_log()}")
