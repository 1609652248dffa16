"""The steps of the README under “Go live”, typed as they are written in a fresh copy, with panel, webhook, backup."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest
from aiohttp import ClientSession

from db.embedded.shared_server import EmbeddedServer
from tests.flows.servers import Controls
from tests.operation.checkout import ROOT, copied, running
from tests.operation.doors import free_port
from tests.operation.test_make_run import RITA, _controls, _press, _printed, _standing, _until, _with

pytestmark = pytest.mark.sentence("6 Names that others rely on")

OLGA, VERA = 4243, 4244
LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")
_MORE = ("web", "reports", "doctor", ".ci", ".env.example", "requirements.lock", "requirements-dev.lock")
_OLD = 1_600_000_000
_PLAIN = {"PYTHONUNBUFFERED": "1"}  # a terminal shows the link at once, a pipe does not


def _steps() -> list[str]:
    text = (ROOT / "README.md").read_text("utf-8").partition("## Go live")[2].partition("\n## ")[0]
    return re.findall(r"^\d+\. (.+)$", text, re.MULTILINE)


def _commands(step: str) -> list[str]:
    return [code for code in re.findall(r"`([^`]+)`", step) if " " in code or code.startswith("make")]


def _cloned(folder: Path) -> Path:
    """A fresh clone whose environment is installed already."""
    target = copied(folder)
    for name in _MORE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / name)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock", ".ci/venv"):
        os.utime(target / name, (_OLD, _OLD))
    return target


def _filled(folder: Path, values: dict[str, str]) -> None:
    """Fill in `.env` as an editor does: a line that is there gets its value, others are added."""
    path = folder / ".env"
    text = path.read_text("utf-8")
    for name, value in values.items():
        text, known = re.subn(rf"^#?{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        text += "" if known else f"\n{name}={value}\n"
    path.write_text(text, "utf-8")


async def _typed(line: str, folder: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", line, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def _link(output: asyncio.StreamReader) -> str:
    async with asyncio.timeout(120):
        while line := (await output.readline()).decode():
            if found := LINK.search(line):
                return found[1]
    raise AssertionError("no link was printed")


@pytest.mark.limit(420)
async def test_the_five_steps_of_the_readme_lead_to_a_desk(tmp_path: Path) -> None:
    steps, folder = _steps(), _cloned(tmp_path)
    assert len(steps) == 5
    hook_port, web_port = free_port(), free_port()
    hook = f"http://127.0.0.1:{hook_port}/webhooks/todoist"
    command = [".venv/bin/python", "-m", "sandbox", "--servers-only", "--webhook-url", hook]
    async with running(command, folder, log="sandbox.log") as servers:
        real = await _printed(servers)
        (copy_env,) = _commands(steps[1])
        await _typed(copy_env, folder)
        assert (folder / ".env").stat().st_mode & 0o777 == 0o600
        asked = re.findall(r"`([A-Z_]+)`", steps[1])
        assert asked == ["BOT_TOKEN", "TODOIST_API_TOKEN"]
        own = ("TELEGRAM_API_URL", "TODOIST_API_URL", "TODOIST_CLIENT_ID", "TODOIST_CLIENT_SECRET", "HTTP_PORT")
        panel = {"WEB_URL": f"http://127.0.0.1:{web_port}", "WEB_PORT": str(web_port), "INTAKE_QUIET_SECONDS": "1"}
        _filled(folder, {name: real[name] for name in (*asked, *own)} | panel)
        run = next(line for line in _commands(steps[2]) if line.startswith("make"))
        try:
            async with running(["bash", "-c", f"exec {run}"], folder, environment=_PLAIN, log="run.log") as desk:
                assert desk.stdout is not None
                code = await _link(desk.stdout)
                async with _controls(real) as (telegram, todoist), ClientSession() as browser:
                    await _a_team(telegram, code)
                    await _a_request(telegram, todoist)
                    async with browser.get(f"http://127.0.0.1:{web_port}/") as page:
                        assert page.status == 200
                        assert "<form" in await page.text()
                made = re.findall(r"\S+\.backup", await _typed(".venv/bin/python -m ops backup", folder))
                await _typed(f".venv/bin/python -m ops verify {made[-1]}", folder)
        finally:
            async with EmbeddedServer(folder / ".data") as server:
                await server.destroy()


async def _a_team(telegram: Controls, code: str) -> None:
    """Vera opens the link and invites Olga."""
    for person, name in ((VERA, "Vera"), (OLGA, "Olga"), (RITA, "Rita")):
        await telegram.do("person", id=person, first_name=name, language_code="en")
    await telegram.do("message", person=VERA, text=f"/start {code}")
    await _until(telegram, lambda: _with(telegram, VERA, text="admin"))
    await telegram.do("message", person=VERA, text="/invite")
    invite = await _until(telegram, lambda: _with(telegram, VERA, text="?start="))
    found = LINK.search(invite["text"])
    assert found is not None
    await telegram.do("message", person=OLGA, text=f"/start {found[1]}")
    await _until(telegram, lambda: _with(telegram, OLGA, text="team"))


async def _a_request(telegram: Controls, todoist: Controls) -> None:
    """Rita asks, Olga takes it, and an answer on the board reaches Rita by a webhook."""
    await telegram.do("message", person=RITA, text="The projector in hall B stays dark")
    await _press(telegram, OLGA, "claim:1")
    await _until(todoist, lambda: _standing(todoist, "Assigned"))
    task, account = await _standing(todoist, "Assigned"), (await todoist.read("state"))["users"][0]["id"]
    await todoist.do("comment/add", **{"as": account}, task_id=task["id"], content="Please press the red button")
    await _until(telegram, lambda: _with(telegram, RITA, text="Please press the red button"))
    assert (await todoist.do("webhooks"))["sent"] > 0
