"""Health, readiness, figures over HTTP; signals and exit codes of a process."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Metric
from prometheus_client.core import GaugeMetricFamily

from db.settings import SettingsError
from ops import __main__ as together
from ops import rotate_key
from ops import run as life
from ops.http import BOUNDS, Bounds, add_routes, serve_app
from ops.readiness import Check, CollectMetrics, Pages
from ops.tasks import sleep_or_stop
from tests.heeding import heeding

PROCESS = """
import asyncio, sys
from db.settings import Settings, SettingsError
from ops import run as life
from ops.run import ProcessPart, run_process

life._ORDERLY, life._WHOLE = life._ORDERLY / {faster}, life._WHOLE / {faster}

async def serve(settings, stop, pages):
    print("serving", flush=True)
    {body}

sys.exit(run_process(ProcessPart("door", Settings.load, serve)))
"""


@asynccontextmanager
async def running(
    checks: dict[str, Check], figures: CollectMetrics | None = None, *, bounds: Bounds = BOUNDS
) -> AsyncIterator[str]:
    app, registry = web.Application(), CollectorRegistry()
    Counter("pulldesk_tried", "Tries", registry=registry).inc()
    pages = Pages()
    pages.show("door", checks, {"figures": figures} if figures else {})
    add_routes(app, pages, registry=registry)
    async with serve_app(app, "127.0.0.1", 0, variable="HTTP_PORT", bounds=bounds) as port:
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare connection to the server of an address."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()


async def get(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def fine() -> None:
    return None


async def broken() -> str:
    return "not migrated"


async def raising() -> str:
    raise OSError("with words that nobody should see")


@pytest.mark.parametrize(
    "begun", ["", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half: ", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"]
)
async def test_a_connection_that_asks_nothing_is_closed(begun: str) -> None:
    """Nothing sent, half of the headers, or answered and silent."""
    async with running({}, bounds=Bounds(idle_seconds=0.1)) as url, connected(url) as (reader, writer):
        writer.write(begun.encode())
        async with asyncio.timeout(5):
            assert (b" 200 OK" in await reader.read()) == begun.endswith("\r\n\r\n")


async def test_headers_that_come_byte_by_byte_have_no_more_time() -> None:
    async with running({}, bounds=Bounds(idle_seconds=0.2)) as url, connected(url) as (reader, writer):
        writer.write(b"GET /healthz HTTP/1.1\r\nX-Long: ")
        ended = asyncio.ensure_future(reader.read())
        async with asyncio.timeout(5):
            while not ended.done():
                writer.write(b"x")
                await asyncio.wait({ended}, timeout=0.02)
        with suppress(ConnectionResetError):  # by the letter that was on its way at the end
            assert not ended.result()


async def test_the_oldest_connections_make_room_for_new_ones() -> None:
    """However many somebody holds open, whoever comes next is heard, and the descriptors do not run out."""
    async with running({}, bounds=Bounds(connections=4)) as url, AsyncExitStack() as stack:
        held = [await stack.enter_async_context(connected(url)) for _ in range(12)]
        assert await get(f"{url}/healthz") == (200, "ok\n")
        async with asyncio.timeout(5):
            for reader, _ in held[:8]:
                with suppress(ConnectionError):
                    assert await reader.read() == b""
        assert not any(reader.at_eof() for reader, _ in held[-3:])


async def test_a_rest_lasts_as_long_as_it_says_or_until_the_stop() -> None:
    stop = asyncio.Event()
    resting = asyncio.ensure_future(sleep_or_stop(stop, 60))
    assert (await asyncio.wait({resting}, timeout=0.02))[1]
    stop.set()
    await resting
    await sleep_or_stop(asyncio.Event(), 0)


async def test_alive_whatever_the_checks_say() -> None:
    async with running({"database": broken}) as address:
        assert await get(f"{address}/healthz") == (200, "ok\n")


async def test_ready_only_when_every_check_is_fine() -> None:
    async with running({"database": fine}) as address:
        assert await get(f"{address}/readyz") == (200, '{"database": "ok"}')
    async with running({"database": raising, "schema": broken}) as address:
        assert await get(f"{address}/readyz") == (503, '{"database": "OSError", "schema": "not migrated"}')


async def test_figures_come_from_the_tables_at_each_look() -> None:
    looks = iter([3.0, 5.0])

    async def figures() -> Iterable[Metric]:
        return [GaugeMetricFamily("pulldesk_queue_depth", "Waiting jobs", value=next(looks))]

    async with running({}, figures) as address:
        for depth in ("3.0", "5.0"):
            _, text = await get(f"{address}/metrics")
            assert f"pulldesk_queue_depth {depth}" in text
            assert "pulldesk_tables_readable 1.0" in text
            assert "pulldesk_tried_total 1.0" in text


async def test_other_figures_survive_an_unreadable_table() -> None:
    async def figures() -> Iterable[Metric]:
        raise OSError

    async with running({}, figures) as address:
        status, text = await get(f"{address}/metrics")
    assert status == 200
    assert "pulldesk_tables_readable 0.0" in text
    assert "pulldesk_tried_total 1.0" in text


async def test_a_taken_port_is_a_settings_error() -> None:
    async with running({}) as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(SettingsError, match=f"HTTP_PORT should hold a free port: 127.0.0.1:{port}"):
            async with serve_app(web.Application(), "127.0.0.1", port, variable="HTTP_PORT"):
                pass


@asynccontextmanager
async def process(body: str, tmp_path: Path, *, faster: int = 1) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that serves; what it grants itself for its end is over so many times `faster`."""
    async with heeding("-c", PROCESS.format(body=body, faster=faster), folder=tmp_path) as started:
        assert started.stdout is not None
        assert await asyncio.wait_for(started.stdout.readline(), 30) == b"serving\n"
        yield started


async def ends(started: asyncio.subprocess.Process, seconds: float) -> tuple[int | None, str]:
    _, errors = await asyncio.wait_for(started.communicate(), seconds)
    return started.returncode, errors.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_it_in_an_orderly_way(tmp_path: Path, number: signal.Signals) -> None:
    async with process("await stop.wait(); print('ended', flush=True)", tmp_path) as started:
        started.send_signal(number)
        assert await ends(started, 5) == (0, "")


STUCK = "print('importing', flush=True); __import__('signal').pause()"


SLOW = [("bot", "aiogram"), *((name, "structlog") for name in ("ops", "todoist_sync", "web", "mail"))]


@pytest.mark.parametrize(("name", "slow"), SLOW)
async def test_a_signal_ends_it_while_it_still_imports(tmp_path: Path, name: str, slow: str) -> None:
    """Where a container is stopped soon after its start; a package that never ends its import stands for a slow one."""
    (tmp_path / f"{slow}.py").write_text(STUCK)
    async with heeding("-m", name, folder=tmp_path, above=str(tmp_path)) as started:
        assert started.stdout is not None
        assert await asyncio.wait_for(started.stdout.readline(), 30) == b"importing\n"
        started.send_signal(signal.SIGTERM)
        assert await ends(started, 5) == (0, "")


def test_what_a_process_grants_itself_is_less_than_ten_seconds() -> None:
    assert life._ORDERLY < life._WHOLE < timedelta(seconds=10)


async def test_a_process_that_clings_ends_within_ten_seconds(tmp_path: Path) -> None:
    async with process("await asyncio.Event().wait()", tmp_path, faster=10) as started:
        started.send_signal(signal.SIGTERM)
        code, errors = await ends(started, 10)
        assert code == 0
        assert "stopped before everything had ended" in errors


async def test_a_stuck_event_loop_ends_within_ten_seconds_too(tmp_path: Path) -> None:
    stuck = "asyncio.get_running_loop().call_soon(__import__('time').sleep, 60) if await stop.wait() else 0"
    async with process(f"{stuck}; await asyncio.Event().wait()", tmp_path, faster=10) as started:
        started.send_signal(signal.SIGTERM)
        assert (await ends(started, 10))[0] == 0


async def test_a_second_signal_hurries_it(tmp_path: Path) -> None:
    body = "await stop.wait(); print('stopping', flush=True); await asyncio.Event().wait()"
    async with process(body, tmp_path) as started:
        started.send_signal(signal.SIGINT)
        assert started.stdout is not None
        await asyncio.wait_for(started.stdout.readline(), 5)
        started.send_signal(signal.SIGINT)
        assert (await ends(started, 5))[0] == 0


async def test_a_setting_refused_later_is_one_line(tmp_path: Path) -> None:
    async with process("raise SettingsError('BOT_TOKEN is refused by Telegram')", tmp_path) as started:
        assert await ends(started, 5) == (2, "door: BOT_TOKEN is refused by Telegram\n")


async def test_a_mistake_of_ours_is_logged_with_code_1(tmp_path: Path) -> None:
    async with process("raise KeyError('lost')", tmp_path) as started:
        code, errors = await ends(started, 5)
        assert code == 1
        assert "stopped by a mistake" in errors


def test_help_names_each_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert together.main(["--help"]) == 0
    said = capsys.readouterr().out
    for name in (*together._BACKUP_COMMANDS, rotate_key.COMMAND, "doctor", "--version"):
        assert f"\n  {name} " in said
    assert together.main(["--nonsense"]) == 2
    assert capsys.readouterr().err == said
