"""One desk under measurement: PostgreSQL, the simulated services, the product, each in a process of its own."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
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

REAL, LIFTED, COUNTED = "bot", "bench.unlimited_bot", "bench.counting_bot"
"""Modules a bot is started from: as it is, without its rate limits, and that with its statements counted."""

LOOP_REQUESTERS = 320
"""People of the closed loop, each of whom writes every few seconds."""

_AGENTS = """
insert into people (telegram_id, name, role, role_given, created_at, started_at)
select $1::bigint + n, 'Agent' || ($1::bigint + n), 'agent', 'agent', $3, $3 from generate_series(0, $2::int - 1) n
on conflict (telegram_id) do nothing
"""


_SHIFTS = """
with theirs as (update people set has_shifts = true where role = 'agent' returning id)
insert into shifts (person_id, weekday, starts, ends) select id, day, 0, 1440 from theirs, generate_series(0, 6) day
"""
_SETTINGS = """
insert into settings (key, value, version, changed_at)
values ('targets', 'true', 1, now()), ('hours', $1::jsonb, 1, now())
"""
_ORGANIZATIONS = """
with made as (
  insert into organizations (name, folded, created_at, updated_at) values ('Romashka', 'romashka', now(), now())
  returning id
), switched as (
  insert into settings (key, value, version, changed_at) values ('organizations', 'true', 1, now())
), joined as (
  insert into memberships (organization_id, person_id, role, source, made_at, confirmed_at)
  select made.id, p.id, case when p.id % 10 = 0 then 'director' else 'user' end, 'admin', now(), now()
  from people p, made where p.role = 'requester'
)
update tickets set organization_id = made.id from made
"""
_AT_ONCE = "insert into settings (key, value, version, changed_at) values ('called_first', '100000', 1, now())"


@dataclass(slots=True)
class CpuTimes:
    """CPU seconds by process, between two readings or since the beginning."""

    bot: float
    postgres: float
    sandbox: float
    todoist_sync: float

    def subtract(self, before: "CpuTimes") -> "CpuTimes":
        """Return the difference to an earlier reading."""
        return CpuTimes(
            self.bot - before.bot,
            self.postgres - before.postgres,
            self.sandbox - before.sandbox,
            self.todoist_sync - before.todoist_sync,
        )

    def get_milliseconds_each(self, count: int) -> dict[str, float]:
        """Return the milliseconds for each of `count` things."""
        return {name: round(getattr(self, name) * 1000 / max(count, 1), 2) for name in self.__slots__}


@dataclass(slots=True)
class MeasuredDesk:
    """A running desk with its processes: `bots`, `syncs` and `webs`, the first of each measured. `tree`: the checkout
    that they are started from."""

    key: str
    url: str
    settings: dict[str, str]
    database_url: str
    folder: Path
    session: ClientSession
    services: RunningProcess
    postmaster: int
    tree: Path
    bots: list[RunningProcess] = field(default_factory=list)
    syncs: list[RunningProcess] = field(default_factory=list)
    webs: list[RunningProcess] = field(default_factory=list)
    http: dict[int, int] = field(default_factory=dict)
    with_shifts: bool = False

    async def play_scene(self, scene: str, **arguments: Any) -> dict[str, Any]:
        """Play a scene at the simulated services. Raises RuntimeError with what went wrong."""
        headers = {KEY_HEADER: self.key}
        async with self.session.post(
            f"{self.url}/{scene}", json=arguments, headers=headers, timeout=_SCENE
        ) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise RuntimeError(f"{scene}: {answer['error']}\n{self.read_logs()}")
        result: dict[str, Any] = answer["result"]
        return result

    def read_logs(self) -> str:
        """Return the end of what the processes printed, for a scene that failed."""
        return "\n".join(running.read_log() for running in [*self.bots, *self.syncs, *self.webs])

    async def start_bot(self, module: str) -> RunningProcess:
        """Start one more bot."""
        port = find_free_port()
        environment = {**self._make_environment(), "BOT_HTTP_PORT": str(port)}
        running = await self._start(module, environment, f"bot-{len(self.bots)}.log")
        self.http[running.pid] = port
        self.bots.append(running)
        await self._wait_until_ready(port, running)
        return running

    async def start_other(self, command: Path) -> None:
        """Start another bot with its store, as children of one command, and a staff group for it."""
        group = (await self.play_scene("forum", count=LOOP_REQUESTERS))["group"]
        named = {name: self.settings[name] for name in ("BOT_TOKEN", "TELEGRAM_API_URL")}
        environment = {**named, "BOT_GROUP_ID": str(group)}
        self.bots.append(await processes.start_command([str(command)], environment, self.folder / "other.log"))
        end = perf_counter() + _START_SECONDS
        while not (await self.play_scene("counts"))["by_method"].get("getUpdates"):
            if perf_counter() > end:
                raise RuntimeError(f"the other bot does not ask for updates:\n{self.read_logs()}")
            await asyncio.sleep(0.1)

    async def start_sync(self, module: str = "todoist_sync") -> RunningProcess:
        """Start one more todoist_sync from this module; the first listens where the webhooks are sent."""
        port = find_free_port() if self.syncs else int(self.settings["HTTP_PORT"])
        environment = {**self._make_environment(), "HTTP_PORT": str(port)}
        running = await self._start(module, environment, f"sync-{len(self.syncs)}.log")
        self.http[running.pid] = port
        self.syncs.append(running)
        await self._wait_until_ready(port, running)
        return running

    async def start_web(self) -> int:
        """Start the panel and return its port."""
        port = find_free_port()
        environment = {**self._make_environment(), "WEB_URL": f"http://{HOST}:{port}", "WEB_PORT": str(port)}
        running = await self._start("web", environment, "web.log")
        self.webs.append(running)
        await self._wait_until_ready(port, running)
        return port

    async def _start(self, module: str, environment: dict[str, str], log: str) -> RunningProcess:
        return await processes.start_module(module, environment, self.folder / log, tree=self.tree)

    def _make_environment(self) -> dict[str, str]:
        return {**self.settings, "DATABASE_URL": self.database_url, "PULLDESK_SANDBOX": "bench"}

    async def _wait_until_ready(self, port: int, running: RunningProcess) -> None:
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

    async def read_metric(self, running: RunningProcess, name: str) -> float:
        """Return one counter of a process."""
        async with self.session.get(f"http://{HOST}:{self.http[running.pid]}/metrics") as response:
            text = await response.text()
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))

    def read_cpu_times(self) -> CpuTimes:
        """Return the CPU time of all processes so far."""
        return CpuTimes(
            sum(processes.get_family_cpu_seconds(one.pid) for one in self.bots),
            processes.get_family_cpu_seconds(self.postmaster),
            processes.get_cpu_seconds(self.services.pid),
            sum(processes.get_cpu_seconds(one.pid) for one in self.syncs),
        )

    def read_memory(self) -> dict[str, float]:
        """Return the resident MB of bot and todoist_sync."""
        return {
            "bot": processes.get_memory_mb(self.bots[0].pid),
            **({"todoist_sync": processes.get_memory_mb(self.syncs[0].pid)} if self.syncs else {}),
        }

    async def run_sql(self, statement: str, *arguments: Any) -> list[Any]:
        """Run one statement on the desk's database."""
        connection = await asyncpg.connect(self.database_url)
        try:
            rows: list[Any] = await connection.fetch(statement, *arguments)
            return rows
        finally:
            await connection.close()

    async def wait_until_quiet(self, *boxes: str) -> None:
        """Wait until no due job waits in these boxes (none named: those of Telegram)."""
        wanted = list(boxes or ("from_telegram", "to_telegram"))
        due = "select count(*) as n from job_keys where box = any($1::text[]) and due_at <= now()"
        end = perf_counter() + 300
        while (await self.run_sql(due, wanted))[0]["n"]:
            if perf_counter() > end:
                raise RuntimeError(f"{wanted} do not become empty\n{self.read_logs()}")
            await asyncio.sleep(0.05)

    async def switch_on_features(self) -> None:
        """Switch on targets, and hours that never end; agents added later have shifts."""
        self.with_shifts = True
        await self.run_sql(_SETTINGS, json.dumps([[[0, 1440]]] * 7))
        await self.run_sql("update desk set settings_version = 1")

    async def switch_on_organizations(self) -> None:
        """Make everybody who has asked a member of one organization, for which all tickets are."""
        await self.run_sql(_ORGANIZATIONS)
        await self.run_sql("update desk set settings_version = settings_version + 1")

    async def announce_to_all(self) -> None:
        """Let a new request be announced to the whole team at once; call before the bot starts or reloads settings."""
        await self.run_sql(_AT_ONCE)
        await self.run_sql("update desk set settings_version = 1")

    async def add_staff(self, count: int) -> None:
        """Add agents: to the database, and with the bot open on their phones."""
        await self.run_sql(_AGENTS, FIRST_AGENT, count, datetime.now(UTC))
        if self.with_shifts:
            await self.run_sql(_SHIFTS)
        await self.play_scene("agents", count=count)


@asynccontextmanager
async def run_desk(
    server: EmbeddedServer, folder: Path, *, board: bool, template: str | None = None, tree: Path = ROOT
) -> AsyncIterator[MeasuredDesk]:
    """Start the services and a fresh database with the tables of `tree`, or a copy of `template`.

    The measures start the product's processes; they are stopped here.
    """
    name = f"bench_{uuid4().hex[:10]}"
    url = await server.create_database(name, template=template)
    if template is None:
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
        await _write_mark(url)
        made = MeasuredDesk(key, said["url"], settings, url, place, session, services, get_postmaster_pid(server), tree)

        async def stop() -> None:
            await asyncio.gather(*(running.stop() for running in [*made.bots, *made.syncs, *made.webs]))

        stack.push_async_callback(stop)
        yield made
    await server.drop_database(name)


async def _create_tables(url: str, log: Path, tree: Path) -> None:
    running = await processes.start_module("migrations", {"DATABASE_URL": url}, log, tree=tree)
    if await running.process.wait():
        raise RuntimeError(f"no tables:\n{running.read_log()}")


async def _write_mark(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("insert into desk (id, sandbox_mark) values (1, 'bench')")
    await connection.close()


def get_postmaster_pid(server: EmbeddedServer) -> int:
    return int((server.place.cluster / "postmaster.pid").read_text().splitlines()[0])
