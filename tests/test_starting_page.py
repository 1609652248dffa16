"""The page of a demo that is being loaded: there at once, known by its header, and gone from the port afterwards."""

import asyncio
import subprocess
import sys
from pathlib import Path

from aiohttp import ClientSession, web

from sandbox.servers import HOST, find_free_port, start_server
from sandbox.starting_page import MARK, show_starting_page

_LOADED = (
    "import sys, sandbox.__main__; print([one for one in ('aiohttp', 'aiogram', 'sqlalchemy') if one in sys.modules])"
)


async def _get(port: int) -> tuple[bool, str]:
    async with ClientSession() as http, http.get(f"http://{HOST}:{port}/") as answer:
        return MARK in answer.headers, await answer.text()


async def test_it_gives_its_port_to_the_demo() -> None:
    port = find_free_port()
    with show_starting_page(port) as is_shown:
        marked, page = await _get(port)
        assert (is_shown, marked) == (True, True)
        assert f'headers.has("{MARK}")' in page
    runner, _ = await start_server(web.Application(), port)
    assert (await _get(port))[0] is False
    await runner.cleanup()


async def test_a_port_that_is_taken_is_left_to_the_demo_to_name() -> None:
    runner, port = await start_server(web.Application(), 0)
    with show_starting_page(port) as is_shown:
        assert is_shown is False
    await runner.cleanup()


async def test_it_is_shown_before_what_takes_seconds_is_loaded(project: Path) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _LOADED, cwd=project, stdout=subprocess.PIPE)
    printed, _ = await process.communicate()
    assert printed.decode().strip() == "[]"
