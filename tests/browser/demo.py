"""Starts the real demo, `python -m sandbox`, on free ports with a directory of its own. Knows no browser."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from db.embedded.shared_server import EmbeddedServer
from tests.cpu import crowd

PROJECT = Path(__file__).resolve().parents[2]
_START_SECONDS = 90
_END_SECONDS = 15
_KEPT = ("PATH", "HOME", "TMPDIR")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@asynccontextmanager
async def running(data_dir: Path, *options: str) -> AsyncIterator[str]:
    """The demo while the block lasts; yields the page's address."""
    async with _printing(data_dir, *options) as printed:
        yield _address(await _line(printed))


async def _line(printed: asyncio.StreamReader) -> str:
    return (await asyncio.wait_for(printed.readline(), _START_SECONDS * crowd())).decode()


def _address(line: str) -> str:
    assert "http://" in line, f"the demo did not start: {line!r}"
    return line.partition("http://")[2].strip().join(("http://", ""))


@asynccontextmanager
async def _printing(data_dir: Path, *options: str) -> AsyncIterator[asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--page-port", "0", "--data-dir", str(data_dir), *options),
        cwd=PROJECT,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        try:
            assert await _end(process) == 0
        finally:
            if os.geteuid() == 0:  # there the database lies outside its directory
                async with EmbeddedServer(data_dir) as kept:
                    await kept.destroy()


async def _end(process: asyncio.subprocess.Process) -> int:
    """Ask it to end, and end it if it does not; return its code."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        return await asyncio.wait_for(process.wait(), _END_SECONDS * crowd())
    except TimeoutError:
        process.kill()
        return await process.wait()
