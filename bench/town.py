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
from bench.crowd import FIRST_AGENT
from bench.processes import Running
from db import migrate
from db.database import create_engine
from db.embedded.shared_server import EmbeddedServer
from sandbox.access_guard import KEY_HEADER
from sandbox.product.environment import WEBHOOK_PATH
from sandbox.servers import HOST, find_free_port

_START_SECONDS = 60.0
_SCENE = ClientTimeout(total=3600)

REAL, LIFTED, COUNTED = "bot", "bench.bot", "bench.counted"
"""Modules a bot is started from: as it is, without its rate limits, and that with its statements counted."""

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
_AT_ONCE = "insert into settings (key, value, version, changed_at) values ('called_first', '100000', 1, now())"


@dataclass(slots=True)
class Cpu:
    """CPU seconds by process, between two readings or since the beginning."""

    bot: float
    postgres: float
    sandbox: float
    todoist_sync: float

    def since(self, before: "Cpu") -> "Cpu":
        """Return the difference to an earlier reading."""
        return Cpu(
            self.bot - before.bot,
            self.postgres - before.postgres,
            self.sandbox - before.sandbox,
            self.todoist_sync - before.todoist_sync,
        )

    def each(self, count: int) -> dict[str, float]:
        """Return the milliseconds for each of `count` things."""
        return {name: round(getattr(self, name) * 1000 / max(count, 1), 2) for name in self.__slots__}


@dataclass(slots=True)
class Town:
    """A running desk with its processes: `bots`, `syncs` and `webs`, the first of each measured."""

    key: str
    url: str
    settings: dict[str, str]
    database_url: str
    folder: Path
    session: ClientSession
    services: Running
    postmaster: int
    bots: list[Running] = field(default_factory=list)
    syncs: list[Running] = field(default_factory=list)
    webs: list[Running] = field(default_factory=list)
    http: dict[int, int] = field(default_factory=dict)
    with_shifts: bool = False

    async def play(self, scene: str, **arguments: Any) -> dict[str, Any]:
        """Play a scene at the simulated services. Raises RuntimeError with what went wrong."""
        headers = {KEY_HEADER: self.key}
        async with self.session.post(
            f"{self.url}/{scene}", json=arguments, headers=headers, timeout=_SCENE
        ) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise RuntimeError(f"{scene}: {answer['error']}\n{self.logs()}")
        result: dict[str, Any] = answer["result"]
        return result

    def logs(self) -> str:
        """Return the end of what the processes printed, for a scene that failed."""
        return "\n".join(
            running.log.read_text("utf-8", "replace")[-3000:] for running in [*self.bots, *self.syncs, *self.webs]
        )

    async def start_bot(self, module: str) -> Running:
        """Start one more bot."""
        port = find_free_port()
        environment = {**self._environment(), "BOT_HTTP_PORT": str(port)}
        running = await processes.start(module, environment, self.folder / f"bot-{len(self.bots)}.log")
        self.http[running.pid] = port
        self.bots.append(running)
        await self._ready(port, running)
        return running

    async def start_sync(self) -> Running:
        """Start one more todoist_sync; the first listens where the webhooks are sent."""
        port = find_free_port() if self.syncs else int(self.settings["HTTP_PORT"])
        environment = {**self._environment(), "HTTP_PORT": str(port)}
        running = await processes.start("todoist_sync", environment, self.folder / f"sync-{len(self.syncs)}.log")
        self.http[running.pid] = port
        self.syncs.append(running)
        await self._ready(port, running)
        return running

    async def start_web(self) -> int:
        """Start the panel and return its port."""
        port = find_free_port()
        environment = {**self._environment(), "WEB_URL": f"http://{HOST}:{port}", "WEB_PORT": str(port)}
        running = await processes.start("web", environment, self.folder / "web.log")
        self.webs.append(running)
        await self._ready(port, running)
        return port

    def _environment(self) -> dict[str, str]:
        return {**self.settings, "DATABASE_URL": self.database_url, "PULLDESK_SANDBOX": "bench"}

    async def _ready(self, port: int, running: Running) -> None:
        end = perf_counter() + _START_SECONDS
        while perf_counter() < end and running.process.returncode is None:
            try:
                async with self.session.get(f"http://{HOST}:{port}/readyz") as response:
                    if response.status == 200:
                        return
            except OSError:
                pass
            await asyncio.sleep(0.1)
        raise RuntimeError(f"a process does not become ready:\n{running.log.read_text('utf-8', 'replace')[-3000:]}")

    async def metric(self, running: Running, name: str) -> float:
        """Return one counter of a process."""
        async with self.session.get(f"http://{HOST}:{self.http[running.pid]}/metrics") as response:
            text = await response.text()
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))

    def cpu(self) -> Cpu:
        """Return the CPU time of all processes so far."""
        return Cpu(
            sum(processes.cpu_seconds(one.pid) for one in self.bots),
            processes.family_cpu_seconds(self.postmaster),
            processes.cpu_seconds(self.services.pid),
            sum(processes.cpu_seconds(one.pid) for one in self.syncs),
        )

    def memory(self) -> dict[str, float]:
        """Return the resident MB of bot and todoist_sync."""
        return {
            "bot": processes.memory_mb(self.bots[0].pid),
            **({"todoist_sync": processes.memory_mb(self.syncs[0].pid)} if self.syncs else {}),
        }

    async def sql(self, statement: str, *arguments: Any) -> list[Any]:
        """Run one statement on the desk's database."""
        connection = await asyncpg.connect(self.database_url)
        try:
            rows: list[Any] = await connection.fetch(statement, *arguments)
            return rows
        finally:
            await connection.close()

    async def quiet(self, *boxes: str) -> None:
        """Wait until no due job waits in these boxes (none named: those of Telegram)."""
        wanted = list(boxes or ("from_telegram", "to_telegram"))
        due = "select count(*) as n from job_keys where box = any($1::text[]) and due_at <= now()"
        end = perf_counter() + 300
        while (await self.sql(due, wanted))[0]["n"]:
            if perf_counter() > end:
                raise RuntimeError(f"{wanted} do not become empty\n{self.logs()}")
            await asyncio.sleep(0.05)

    async def switch_on(self) -> None:
        """Switch on targets, and hours that never end; agents added later have shifts."""
        self.with_shifts = True
        await self.sql(_SETTINGS, json.dumps([[[0, 1440]]] * 7))
        await self.sql("update desk set settings_version = 1")

    async def call_all_at_once(self) -> None:
        """Let a new request be announced to the whole team at once; call before the bot starts or reloads settings."""
        await self.sql(_AT_ONCE)
        await self.sql("update desk set settings_version = 1")

    async def staff(self, count: int) -> None:
        """Add agents: to the database, and with the bot open on their phones."""
        await self.sql(_AGENTS, FIRST_AGENT, count, datetime.now(UTC))
        if self.with_shifts:
            await self.sql(_SHIFTS)
        await self.play("agents", count=count)


@asynccontextmanager
async def town(
    server: EmbeddedServer, folder: Path, *, board: bool, template: str | None = None
) -> AsyncIterator[Town]:
    """Start the services and a fresh database, or a copy of `template`.

    The measures start the product's processes; they are stopped here.
    """
    name = f"bench_{uuid4().hex[:10]}"
    url = await server.create_database(name, template=template)
    if template is None:
        engine = create_engine(url)
        await migrate.upgrade(engine)
        await engine.dispose()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        key, webhook = secrets.token_hex(12), f"http://{HOST}:{find_free_port()}{WEBHOOK_PATH}"
        place = folder / name
        place.mkdir()
        services = await processes.start(
            "bench.simulated", {}, place / "services.log", key, webhook, str(place / "data"), piped=True
        )
        stack.push_async_callback(services.stop)
        assert services.process.stdout is not None
        said = json.loads(await asyncio.wait_for(services.process.stdout.readline(), _START_SECONDS))
        settings = {**said["settings"], "INTAKE_QUIET_SECONDS": "0", "UNDO_SECONDS": "0", "LOG_LEVEL": "WARNING"}
        if not board:
            settings["TODOIST_API_TOKEN"] = ""
        await _mark(url)
        made = Town(key, said["url"], settings, url, place, session, services, postmaster(server))

        async def stop() -> None:
            await asyncio.gather(*(running.stop() for running in [*made.bots, *made.syncs, *made.webs]))

        stack.push_async_callback(stop)
        yield made
    await server.drop_database(name)


async def _mark(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("insert into desk (id, sandbox_mark) values (1, 'bench')")
    await connection.close()


def postmaster(server: EmbeddedServer) -> int:
    return int((server.place.cluster / "postmaster.pid").read_text().splitlines()[0])
