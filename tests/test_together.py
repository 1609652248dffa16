"""`make run`: parts in one process. One that fails is started again alone, a wrong setting or a signal ends all."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.heeding import heeding
from tests.kill.town import free_port
from tests.test_operations import get

PROCESS = """
import asyncio, os, sys
from aiohttp import web
from db.settings import Settings, SettingsError
from ops import http, run
from ops.run import ProcessPart, run_process

run._PAUSES = (0.05,)
times = {"count": 0}

async def fails(settings, stop, pages):
    times["count"] += 1
    os.write(1, b"begins %d\\n" % times["count"])
    if times["count"] <= TIMES:
        BODY
    pages.show("fails", {"body": whole})
    os.write(1, b"works\\n")
    await stop.wait()
    os.write(1, b"ended\\n")

async def whole():
    return None

async def beside(settings, stop, pages):
    pages.show("beside", {})
    server = web.Application()
    http.add_routes(server, pages)
    async with http.serve_app(server, "127.0.0.1", PORT, variable="HTTP_PORT"):
        os.write(1, b"serves\\n")
        await stop.wait()
    os.write(1, b"ended\\n")

parts = ProcessPart("beside", Settings.load, beside), ProcessPart("fails", Settings.load, fails, is_optional=OPTIONAL)
sys.exit(run_process(*parts))
"""
FAILURES = """if times["count"] == 2:
            raise KeyError("lost")
        if times["count"] == 3:
            raise asyncio.CancelledError
        if times["count"] == 4:
            stop.set()
        return"""


@asynccontextmanager
async def running(
    body: str, folder: Path, port: int = 0, *, times: int = 2, optional: bool = False
) -> AsyncIterator[asyncio.subprocess.Process]:
    program = PROCESS.replace("BODY", body).replace("PORT", str(port or free_port())).replace("TIMES", str(times))
    program = program.replace("OPTIONAL", str(optional))
    async with heeding("-c", program, folder=folder, process_group=0) as process:
        yield process


async def until(process: asyncio.subprocess.Process, last: bytes) -> list[bytes]:
    """What is printed up to this line."""
    assert process.stdout is not None
    lines: list[bytes] = []
    async with asyncio.timeout(30):
        while last not in lines:
            lines.append((await process.stdout.readline()).strip())
            assert lines[-1], lines
    return lines


async def test_a_part_that_fails_starts_again_alone_and_a_signal_ends_all(tmp_path: Path) -> None:
    async with running(FAILURES, tmp_path, times=4) as process:
        lines = await until(process, b"works")
        assert (b"begins 5" in lines, lines.count(b"serves")) == (True, 1)
        os.killpg(process.pid, signal.SIGTERM)
        said, log = await asyncio.wait_for(process.communicate(), 20)
        assert (said, process.returncode) == (b"ended\n" * 2, 0)
    told = [json.loads(line) for line in log.splitlines()]
    again = [one for one in told if one["event"] == "this part of the process starts again"]
    assert [one["part"] for one in again] == ["fails"] * 4
    assert [one["part"] for one in told if one["event"] == "stopped by a mistake"] == ["fails"]


async def test_every_page_says_that_a_part_failed(tmp_path: Path) -> None:
    port = free_port()
    pages = f"http://127.0.0.1:{port}"
    body = "if times['count'] == 2: await asyncio.Event().wait()\n        return"
    async with running(body, tmp_path, port) as process:
        assert b"serves" in await until(process, b"begins 2")
        assert await get(f"{pages}/readyz") == (503, '{"fails": "failed, starts again"}')
        assert (await get(f"{pages}/healthz"))[0] == 200
        assert 'pulldesk_part_restarts_total{part="fails"} 1.0' in (await get(f"{pages}/metrics"))[1]


async def test_a_setting_refused_at_the_start_ends_all_in_an_orderly_way(tmp_path: Path) -> None:
    async with running("raise SettingsError('BOT_TOKEN is refused by Telegram')", tmp_path) as process:
        said, log = await asyncio.wait_for(process.communicate(), 20)
        assert b"ended\n" in said
        assert (process.returncode, log) == (2, b"pulldesk: BOT_TOKEN is refused by Telegram\n")


async def test_what_is_refused_to_an_optional_part_ends_it_alone(tmp_path: Path) -> None:
    port = free_port()
    async with running("raise SettingsError('no key')", tmp_path, port, optional=True) as process:
        await until(process, b"serves")
        async with asyncio.timeout(30):
            while await get(f"http://127.0.0.1:{port}/readyz") != (200, "{}"):
                await asyncio.sleep(0)
        os.killpg(process.pid, signal.SIGTERM)
        said, log = await asyncio.wait_for(process.communicate(), 20)
        assert (said, process.returncode) == (b"ended\n", 0)
    told = [json.loads(line) for line in log.splitlines()]
    assert [one["why"] for one in told if one["event"] == "this part does not start, the others do"] == ["no key"]


async def test_a_setting_refused_when_a_part_starts_again_ends_nothing(tmp_path: Path) -> None:
    body = "raise KeyError('lost') if times['count'] == 1 else SettingsError('WEB_URL should be free')"
    async with running(body, tmp_path) as process:
        lines = await until(process, b"works")
        assert (b"begins 3" in lines, b"ended" in lines) == (True, False)
        os.killpg(process.pid, signal.SIGTERM)
        said, log = await asyncio.wait_for(process.communicate(), 20)
        assert (said, process.returncode) == (b"ended\n" * 2, 0)
    told = [json.loads(line) for line in log.splitlines()]
    refused = [one["why"] for one in told if one["event"] == "this part is refused a setting"]
    assert refused == ["WEB_URL should be free"]


async def test_what_is_refused_to_a_part_that_has_worked_ends_nothing(tmp_path: Path) -> None:
    """At the start it would end all: here the part has worked for long, such as before the disk was full."""
    error = "(SettingsError, db.embedded.file_lock.EmbeddedServerError)[times['count'] - 1]('no room')"
    body = f"import db.embedded.file_lock; run._SETTLED_SECONDS = 0; raise {error}"
    async with running(body, tmp_path) as process:
        lines = await until(process, b"works")
        assert (b"begins 3" in lines, b"ended" in lines) == (True, False)
        os.killpg(process.pid, signal.SIGTERM)
        said, _ = await asyncio.wait_for(process.communicate(), 20)
        assert (said, process.returncode) == (b"ended\n" * 2, 0)
