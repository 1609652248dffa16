"""How the sandbox starts things: its printed settings, the doors as children, its own database."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from db.embedded.server import EmbeddedServer
from sandbox.doors import database
from sandbox.doors.environment import child_environment, desk_settings
from sandbox.doors.processes import Child, State
from sandbox.servers import Simulated, listen

NAP = "import time\nprint('awake', flush=True)\ntime.sleep(600)\n"


@pytest.mark.broad
async def test_servers_only_prints_a_whole_env_once_both_answer(project: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--servers-only", "--webhook-url", "http://127.0.0.1:9/webhooks/todoist"),
        cwd=project,
        env={"PATH": os.environ["PATH"], "BOT_TOKEN": "1:poison", "DATABASE_URL": "postgresql://poison"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        settings: dict[str, str] = {}
        while "SANDBOX_KEY" not in settings:
            line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            name, _, settings[name] = line.strip().partition("=")
        assert "poison" not in str(settings)
        assert settings["HTTP_PORT"] == "9"
        await _both_answer(settings)
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
    assert not Path(settings["DATA_DIR"]).exists()


async def _both_answer(settings: dict[str, str]) -> None:
    async with httpx.AsyncClient() as http:
        me = await http.get(f"{settings['TELEGRAM_API_URL']}/bot{settings['BOT_TOKEN']}/getMe")
        assert me.json()["ok"]
        headers = {"Authorization": f"Bearer {settings['TODOIST_API_TOKEN']}"}
        user = await http.get(f"{settings['TODOIST_API_URL']}/api/v1/user", headers=headers)
        assert user.json()["full_name"] == "Pulldesk"
        admin = {"person": int(settings["ADMIN_IDS"]), "text": "hi"}
        key = {"X-Sandbox-Key": settings["SANDBOX_KEY"]}
        said = await http.post(f"{settings['TELEGRAM_API_URL']}/control/message", json=admin, headers=key)
        assert said.json()["ok"]


async def test_everything_listens_on_loopback_only() -> None:
    async with Simulated("k") as simulated:
        page, _ = await listen(web.Application(), 0)
        addresses = [address for runner in [*simulated._runners, page] for address in runner.addresses]
        await page.cleanup()
    assert len(addresses) == 3
    assert {address[0] for address in addresses} == {"127.0.0.1"}


@pytest.mark.broad
async def test_children_get_nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BOT_TOKEN", "DATABASE_URL", "TODOIST_PROJECT_ID", "STAFF_CHAT_ID", "PYTHONPATH"):
        monkeypatch.setenv(name, "poison")
    async with Simulated("k") as simulated:
        settings = desk_settings(simulated, tmp_path, "http://127.0.0.1:9/webhooks/todoist")
    environment = child_environment(settings, mark="m", database_url="postgresql://x", bot_port=1)
    assert "poison" not in environment.values()
    assert environment["PULLDESK_SANDBOX"] == "m"


class _Watched:
    """A child that naps, and a way to wait for a state of it."""

    def __init__(self, tmp_path: Path, code: str = NAP) -> None:
        (tmp_path / "napper.py").write_text(code)
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
        self._changes: asyncio.Queue[State] = asyncio.Queue()
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        heard = self._lines.put_nowait
        self.child = Child("napper", environment, tmp_path / "logs", self._changed, heard=heard)

    def _changed(self) -> None:
        self._changes.put_nowait(self.child.state)

    async def until(self, state: State) -> None:
        while await asyncio.wait_for(self._changes.get(), 10) is not state:
            pass

    async def awake(self) -> int:
        """Its process, once it has said something."""
        await asyncio.wait_for(self._lines.get(), 10)
        assert self.child.pid is not None
        return self.child.pid


@pytest.mark.broad
async def test_a_child_that_dies_comes_back_and_a_killed_one_waits_for_its_start(tmp_path: Path) -> None:
    watched = _Watched(tmp_path)
    child = watched.child
    child.start()
    await watched.until(State.STARTING)
    child.ready(True, "")
    await watched.until(State.UP)
    first = await watched.awake()
    os.kill(first, signal.SIGKILL)
    await watched.until(State.WAITING)
    await watched.until(State.STARTING)
    second = await watched.awake()
    child.kill()
    await watched.until(State.KILLED)
    child.start()
    await watched.until(State.STARTING)
    assert len({first, second, await watched.awake()}) == 3
    await child.stop()
    assert child.state is State.STOPPED
    assert child.pid is None


@pytest.mark.broad
async def test_a_child_that_refuses_its_settings_is_said_and_tried_again(tmp_path: Path) -> None:
    watched = _Watched(tmp_path, "import sys\nprint('NAME: bad')\nsys.exit(2)\n")
    watched.child.start()
    await watched.until(State.WAITING)
    assert watched.child.note.startswith("ended with 2")
    await watched.child.stop()


@pytest.mark.broad
@pytest.mark.asyncio(loop_scope="session")
async def test_only_marked_databases_are_removed(server: EmbeddedServer) -> None:
    await database.fresh_database(server, "one")
    assert await _names(server) == ["sandbox_one"]
    await database.fresh_database(server, "two")
    assert await _names(server) == ["sandbox_two"]
    foreign = await server.connect("sandbox_two")
    await foreign.execute("update desk set sandbox_mark = null")
    await foreign.close()
    with pytest.raises(database.NotOursError):
        await database.fresh_database(server, "three")
    assert await _names(server) == ["sandbox_two"]
    await server.drop_database("sandbox_two")


async def _names(server: EmbeddedServer) -> list[str]:
    connection = await server.connect()
    try:
        rows = await connection.fetch("select datname from pg_database where datname like 'sandbox%'")
    finally:
        await connection.close()
    return [row["datname"] for row in rows]


async def test_one_sandbox_a_directory(tmp_path: Path) -> None:
    lock = await database.claim_directory(tmp_path)
    with pytest.raises(database.NotOursError):
        await database.claim_directory(tmp_path)
    lock.release()
    (await database.claim_directory(tmp_path)).release()
