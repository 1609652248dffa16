"""A copy of the checkout in a folder of its own, with its `.env`, and programs run in it as its operator runs them."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_PARTS = ("bot", "db", "desk", "migrations", "ops", "sandbox", "tests", "todoist_sync", "Makefile", "pyproject.toml")
_ENDING_SECONDS = 20


def copied(folder: Path) -> Path:
    """What a fresh clone has, less documents; the environment of this checkout serves as its own."""
    target = folder / "pulldesk"
    target.mkdir()
    for name in _PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


def make(target: str, *more: str) -> list[str]:
    """The command line of a target, with the environment taken as installed."""
    return ["make", "--old-file=.venv/.installed", "--old-file=.venv/.runs", target, *more]


@asynccontextmanager
async def running(
    command: list[str], folder: Path, *, environment: dict[str, str] | None = None, log: str = "log"
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program in `folder`, its standard output readable, its standard error in a file; interrupted at the end."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with (folder / log).open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        await ended(process)


async def ended(process: asyncio.subprocess.Process) -> int | None:
    """Ctrl-C to the program and its children, as a terminal does; returns its exit code."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        await asyncio.wait_for(process.communicate(), _ENDING_SECONDS)
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process.returncode


async def said(process: asyncio.subprocess.Process, begins: str) -> str:
    """The first line of standard output that begins so."""
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while line := (await process.stdout.readline()).decode():
            if line.startswith(begins):
                return line.strip()
    raise AssertionError(f"it ended without a line {begins!r}")
