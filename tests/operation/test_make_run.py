"""Going live needs only `.env`: `python -m sandbox --servers-only > .env`, then `make run`, in a fresh checkout."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from db.embedded.shared_server import EmbeddedServer
from tests.flows.servers import Controls
from tests.operation.checkout import ROOT, copied, ended, make, running
from tests.operation.doors import free_port

pytestmark = pytest.mark.sentence("6 Names that others rely on")

RITA = 4242
PATIENCE_SECONDS = 60.0


async def test_make_run_works_with_the_env_that_servers_only_prints(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    port = free_port()
    hook = f"http://127.0.0.1:{port}/webhooks/todoist"
    web = ["--web-port", str(free_port())]
    command = [".venv/bin/python", "-m", "sandbox", "--servers-only", "--webhook-url", hook, *web]
    async with running(command, folder, log="sandbox.log") as servers:
        env = await _printed(servers)
        (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in env.items()))
        assert env["HTTP_PORT"] == str(port)
        try:
            async with running(make("run"), folder, log="run.log") as desk, _controls(env) as (telegram, todoist):
                await _a_story(telegram, todoist, int(env["ADMIN_IDS"]))
                async with ClientSession() as browser, browser.get(env["WEB_URL"]) as page:
                    assert page.status == 200
                assert await ended(desk) in {0, -signal.SIGINT}  # make ends itself as the signal says
        finally:
            async with EmbeddedServer(Path(env["DATA_DIR"])) as server:
                await server.destroy()
    log = (folder / "run.log").read_text()
    for name in ("BOT_TOKEN", "TODOIST_API_TOKEN", "TODOIST_CLIENT_SECRET"):
        assert env[name] not in log
    assert "Error" not in log
    assert not Path(env["DATA_DIR"]).is_relative_to(ROOT)


async def _printed(servers: asyncio.subprocess.Process) -> dict[str, str]:
    assert servers.stdout is not None
    env: dict[str, str] = {}
    async with asyncio.timeout(60):
        while "SANDBOX_KEY" not in env:
            name, _, env[name] = (await servers.stdout.readline()).decode().strip().partition("=")
    return env


@asynccontextmanager
async def _controls(env: dict[str, str]) -> AsyncIterator[tuple[Controls, Controls]]:
    async with ClientSession() as session:
        urls = env["TELEGRAM_API_URL"], env["TODOIST_API_URL"]
        yield Controls(session, urls[0], env["SANDBOX_KEY"]), Controls(session, urls[1], env["SANDBOX_KEY"])


async def _a_story(telegram: Controls, todoist: Controls, admin: int) -> None:
    """Rita asks, the admin takes it, the task moves by itself, an answer written on the board reaches Rita."""
    await telegram.do("person", id=RITA, first_name="Rita", language_code="en")
    await telegram.do("message", person=admin, text="/start")
    await _until(telegram, lambda: _with(telegram, admin, text="first admin"))
    await telegram.do("message", person=RITA, text="The projector in hall B stays dark")
    await _press(telegram, RITA, "send:1")
    await _press(telegram, admin, "claim:1")
    await _until(todoist, lambda: _standing(todoist, "Assigned"))
    task = await _standing(todoist, "Assigned")
    assert task["content"] == "#1 The projector in hall B stays dark"
    account = (await todoist.read("state"))["users"][0]["id"]
    await todoist.do("comment/add", **{"as": account}, task_id=task["id"], content="Please press the red button")
    await _until(telegram, lambda: _with(telegram, RITA, text="Please press the red button"))
    assert (await todoist.do("webhooks"))["sent"] > 0


async def _press(telegram: Controls, person: int, data: str) -> None:
    message = await _until(telegram, lambda: _with(telegram, person, data=data))
    await telegram.do("press", person=person, message_id=message["message_id"], data=data)


async def _with(telegram: Controls, person: int, *, text: str = "", data: str = "") -> dict[str, Any] | None:
    """The newest message of the bot with these words or this button."""
    view = await telegram.read("chat", person=person)
    for message in reversed([m for m in view["messages"] if m["from"] == "bot" and not m["deleted"]]):
        pressable = any(button["data"] == data for row in message["buttons"] for button in row)
        if (data and pressable) or (text and text in str(message.get("text", ""))):
            return dict(message)
    return None


async def _standing(todoist: Controls, section: str) -> Any:
    """The task of ticket 1, when it stands in this section."""
    state = await todoist.read("state")
    ids = [one["id"] for one in state["sections"] if one["name"] == section]
    return next((t for t in state["tasks"] if t["content"].startswith("#1 ") and t["section_id"] in ids), None)


async def _until(place: Controls, seen: Any) -> Any:
    """Ask at every change there until the answer is true."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        version = 0
        while not (value := await seen()):
            version = (await place.read("changes", since=version, timeout=2))["version"]
        return value
