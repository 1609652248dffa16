"""A poisoned environment and `.env` touch nothing under `make test`, `make demo` and `python -m sandbox`."""

from __future__ import annotations

import asyncio
import re
import shlex
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from db.embedded.shared_server import EmbeddedServer
from tests.operation.checkout import ROOT, copied, make, running, said

pytestmark = pytest.mark.sentence("6 Names that others rely on")

TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
APART = ["demo", "test", "race", "kills", "bench", "chaos"]
"""Targets that take no token, address or DATABASE_URL from outside (those that are there)."""
KEPT = {"PATH", "HOME", "TMPDIR", "LANG", "CI"}
TOKEN = "7123456789:AAFrealLookingTokenOfSomebodysBot_12345"


@contextmanager
def trap() -> Iterator[tuple[int, list[bytes]]]:
    """A port that remembers who came; nobody should."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener.getsockname()[1], came
        while True:
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                break
            connection.settimeout(1)
            came.append(connection.recv(200))
            connection.close()


@pytest_asyncio.fixture
async def somebodys(server: EmbeddedServer) -> AsyncIterator[str]:
    """A database that is not ours to touch."""
    name = f"somebodys_{uuid4().hex[:8]}"
    yield await server.create_database(name)
    await server.drop_database(name)


def poison(port: int, database_url: str) -> dict[str, str]:
    """Settings that look real and lead to a trap."""
    return {
        "BOT_TOKEN": TOKEN,
        "ADMIN_IDS": "777",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
        "TODOIST_API_TOKEN": "0123456789abcdef0123456789abcdef01234567",
        "TODOIST_API_URL": f"http://127.0.0.1:{port}",
        "TODOIST_CLIENT_ID": "poison",
        "TODOIST_CLIENT_SECRET": "poison",
        "TODOIST_PROJECT_ID": "poison",
        "DATABASE_URL": database_url,
        "DATA_DIR": "poisoned-data",
        "STAFF_CHAT_ID": "-777",
        "LOCALE": "ru",
        "HTTP_PROXY": f"http://127.0.0.1:{port}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(port),
    }


async def _tables(server: EmbeddedServer, database_url: str) -> int:
    name = re.search(r"/(somebodys_\w+)", database_url)[1]  # type: ignore[index]
    connection = await server.connect(name)
    try:
        return int(await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'"))
    finally:
        await connection.close()


@asynccontextmanager
async def poisoned(
    tmp_path: Path, server: EmbeddedServer, database_url: str
) -> AsyncIterator[tuple[Path, dict[str, str]]]:
    """A checkout with a poisoned `.env`, and a poisoned environment; at the end nothing has been touched."""
    folder = copied(tmp_path)
    with trap() as (port, came):
        settings = poison(port, database_url)
        (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        yield folder, settings
    assert came == []
    assert await _tables(server, database_url) == 0
    assert not (folder / "poisoned-data").exists()


@pytest.mark.parametrize("target", [target for target in APART if target in TARGETS])
async def test_these_targets_begin_with_an_empty_environment(target: str) -> None:
    asked = await asyncio.create_subprocess_exec(
        *(*make(target), "--dry-run"), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asked.communicate()
    programs = [line for line in out.decode().splitlines() if "python" in line]
    assert programs
    for line in programs:
        words = shlex.split(line)
        assert words[:3] == ["exec", "env", "-i"]
        given = [word.partition("=")[0] for word in words[3:] if "=" in word and not word.startswith("-")]
        assert set(given) <= KEPT | {"RACE_RUNS", "KILL_EVERY", "CHAOS_SEEDS", "CHAOS_KILLS", "CHAOS_MINUTES"}, given


async def test_make_test_takes_nothing_from_outside(tmp_path: Path, server: EmbeddedServer, somebodys: str) -> None:
    async with poisoned(tmp_path, server, somebodys) as (folder, settings):
        command = make("test", "ARGS=-n0 -p no:cacheprovider tests/flows/test_story.py -k whole_story")
        async with running(command, folder, environment=settings) as tests:
            assert tests.stdout is not None
            out = (await asyncio.wait_for(tests.stdout.read(), 120)).decode()
            assert await tests.wait() == 0, out
            assert "1 passed" in out


async def test_the_sandbox_takes_nothing_from_outside(tmp_path: Path, server: EmbeddedServer, somebodys: str) -> None:
    """`make demo` is this with the environment already emptied; here even that is poisoned."""
    async with poisoned(tmp_path, server, somebodys) as (folder, settings):
        command = [".venv/bin/python", "-m", "sandbox", "--page-port", "0"]
        try:
            async with running(command, folder, environment=settings) as demo:
                line = await said(demo, "pulldesk sandbox: ")
                await _both_up(line.split()[-1])
        finally:
            async with EmbeddedServer(folder / ".data" / "sandbox") as own:
                await own.destroy()
        for name in ("bot", "todoist_sync"):
            log = (folder / ".data" / "sandbox" / "logs" / f"{name}.log").read_text("utf-8", "replace")
            assert TOKEN not in log


async def _both_up(address: str) -> None:
    """The page says that both doors are ready."""
    async with ClientSession() as session:
        async with session.get(address) as page:
            key = re.search(r'key" content="([^"]+)"', await page.text())[1]  # type: ignore[index]
        async with asyncio.timeout(90), session.get(f"{address}/events", params={"key": key}) as events:
            async for line in events.content:
                if line.startswith(b"data:") and line.count(b'"up": true') + line.count(b'"up":true') == 2:
                    return
    raise AssertionError("the page's stream ended")
