"""One desk under measurement: PostgreSQL, the simulated services, the product, each in a process of its own."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import asyncpg
from aiohttp import ClientSession, ClientTimeout

from bench import processes
from bench.participants import FIRST_AGENT
from bench.processes import ROOT, RunningProcess
from db.embedded.shared_server import EmbeddedServer
from sandbox.access_guard import KEY_HEADER
from sandbox.product.environment import WEBHOOK_PATH
from sandbox.servers import HOST, find_free_port

_START_SECONDS = 60.0
_SCENE = ClientTimeout(total=3600)

LIFTED, COUNTED = "bench.unlimited_bot", "bench.counting_bot"
"""Modules a bot is started from: without its rate limits, and that with its statements counted."""

LOOP_REQUESTERS = 320
"""People of the closed loop, each of whom writes every few seconds."""

_AGENTS = """
insert into people (telegram_id, name, role, role_given, created_at, started_at)
select $1::bigint + n, 'Agent' || ($1::bigint + n), 'agent', 'agent', now(), now()
from generate_series(0, $2::int - 1) n on conflict (telegram_id) do nothing
"""
_DUE = "select count(*) as n from job_keys where box like '%_telegram' and due_at <= now()"

CpuTimes = dict[str, float]
"""CPU seconds by process."""


def get_milliseconds_each(before: CpuTimes, after: CpuTimes, count: int) -> dict[str, float]:
    """Return the CPU milliseconds of each process for each of `count` things between two readings."""
    return {name: round((after[name] - before[name]) * 1000 / max(count, 1), 2) for name in after}


@dataclass(slots=True)
class MeasuredDesk:
    """A running desk with its processes by name, `bot` and `todoist_sync`. `tree`: the checkout that they are started
    from."""

    key: str
    url: str
    settings: dict[str, str]
    database_url: str
    folder: Path
    session: ClientSession
    services: RunningProcess
    postmaster: int
    tree: Path
    running: dict[str, RunningProcess] = field(default_factory=dict)
    bot_port: int = 0

    async def play_scene(self, scene: str, **arguments: Any) -> dict[str, Any]:
        """Play a scene at the simulated services. Raises RuntimeError with what went wrong."""
        headers = {KEY_HEADER: self.key}
        async with self.session.post(
            f"{self.url}/{scene}", json=arguments, headers=headers, timeout=_SCENE
        ) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise RuntimeError(f"{scene}: {answer['error']}\n{self._read_logs()}")
        result: dict[str, Any] = answer["result"]
        return result

    def _read_logs(self) -> str:
        """Return the end of what the processes printed, for a scene that failed."""
        return "\n".join(running.read_log() for running in self.running.values())

    async def start_bot(self, module: str) -> None:
        """Start the bot from this module."""
        self.bot_port = find_free_port()
        await self._start("bot", module, self.bot_port, BOT_HTTP_PORT=str(self.bot_port))

    async def start_other(self, command: Path) -> None:
        """Start another bot with its store, as children of one command, and a staff group for it."""
        group = (await self.play_scene("forum", count=LOOP_REQUESTERS))["group"]
        named = {name: self.settings[name] for name in ("BOT_TOKEN", "TELEGRAM_API_URL")}
        environment = {**named, "BOT_GROUP_ID": str(group)}
        self.running["bot"] = await processes.start_command([str(command)], environment, self.folder / "other.log")
        end = perf_counter() + _START_SECONDS
        while not (await self.play_scene("counts")).get("getUpdates"):
            if perf_counter() > end:
                raise RuntimeError(f"the other bot does not ask for updates:\n{self._read_logs()}")
            await asyncio.sleep(0.1)

    async def start_sync(self, module: str) -> None:
        """Start todoist_sync from this module, listening where the webhooks are sent."""
        await self._start("todoist_sync", module, int(self.settings["HTTP_PORT"]))

    async def _start(self, name: str, module: str, port: int, **more: str) -> None:
        """Start a process of the product; return when it is ready."""
        environment = {**self.settings, "DATABASE_URL": self.database_url, "PULLDESK_SANDBOX": "bench", **more}
        running = await processes.start_module(module, environment, self.folder / f"{name}.log", tree=self.tree)
        self.running[name] = running
        end = perf_counter() + _START_SECONDS
        while perf_counter() < end and running.process.returncode is None:
            try:
                async with self.session.get(f"http://{HOST}:{port}/readyz") as response:
                    if response.status == 200:
                        return
            except OSError:
                pass
            await asyncio.sleep(0.1)
        raise RuntimeError(f"a process does not become ready:\n{running.read_log()}")

    async def read_metric(self, name: str) -> float:
        """Return one counter of the bot."""
        async with self.session.get(f"http://{HOST}:{self.bot_port}/metrics") as response:
            text = await response.text()
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))

    def read_cpu_times(self) -> CpuTimes:
        """Return the CPU time of all processes so far."""
        family = {"postgres": self.postmaster, **{name: one.pid for name, one in self.running.items()}}
        return {
            "sandbox": processes.get_cpu_seconds(self.services.pid),
            **{name: processes.get_family_cpu_seconds(pid) for name, pid in family.items()},
        }

    async def run_sql(self, statement: str, *arguments: Any) -> list[Any]:
        """Run one statement on the desk's database."""
        connection = await asyncpg.connect(self.database_url)
        try:
            rows: list[Any] = await connection.fetch(statement, *arguments)
            return rows
        finally:
            await connection.close()

    async def wait_until_quiet(self) -> None:
        """Wait until no due job with Telegram waits."""
        end = perf_counter() + 300
        while (await self.run_sql(_DUE))[0]["n"]:
            if perf_counter() > end:
                raise RuntimeError(f"jobs with Telegram do not come to an end\n{self._read_logs()}")
            await asyncio.sleep(0.05)

    async def add_staff(self, count: int) -> None:
        """Add agents: to the database, and with the bot open on their phones."""
        await self.run_sql(_AGENTS, FIRST_AGENT, count)
        await self.play_scene("agents", count=count)


@asynccontextmanager
async def run_desk(
    server: EmbeddedServer, folder: Path, *, board: bool, tree: Path = ROOT
) -> AsyncIterator[MeasuredDesk]:
    """Start the services and a fresh database with the tables of `tree`.

    The measures start the product's processes; they are stopped here.
    """
    name = f"bench_{uuid4().hex[:10]}"
    url = await server.create_database(name)
    await _create_tables(url, folder / f"{name}-migrations.log", tree)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        key, webhook = secrets.token_hex(12), f"http://{HOST}:{find_free_port()}{WEBHOOK_PATH}"
        place = folder / name
        place.mkdir()
        services = await processes.start_module(
            "bench.scene_server", {}, place / "services.log", key, webhook, str(place / "data"), piped=True
        )
        stack.push_async_callback(services.stop)
        assert services.process.stdout is not None
        said = json.loads(await asyncio.wait_for(services.process.stdout.readline(), _START_SECONDS))
        settings = {**said["settings"], "INTAKE_QUIET_SECONDS": "0", "UNDO_SECONDS": "0", "LOG_LEVEL": "WARNING"}
        if not board:
            settings["TODOIST_API_TOKEN"] = ""
        postmaster = int((server.place.cluster / "postmaster.pid").read_text().splitlines()[0])
        made = MeasuredDesk(key, said["url"], settings, url, place, session, services, postmaster, tree)
        await made.run_sql("insert into desk (id, sandbox_mark) values (1, 'bench')")

        async def stop() -> None:
            await asyncio.gather(*(running.stop() for running in made.running.values()))

        stack.push_async_callback(stop)
        yield made
    await server.drop_database(name)


async def _create_tables(url: str, log: Path, tree: Path) -> None:
    running = await processes.start_module("migrations", {"DATABASE_URL": url}, log, tree=tree)
    if await running.process.wait():
        raise RuntimeError(f"no tables:\n{running.read_log()}")
