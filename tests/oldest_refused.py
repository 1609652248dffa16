"""A server older than a desk works on (`make oldest`): whoever starts reads one line, and nothing begins."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from db.driver import OLDEST
from db.embedded import shared_server
from db.embedded.shared_server import EmbeddedServer

_LINE = f"DATABASE_URL should lead to PostgreSQL {OLDEST} or newer: this one is PostgreSQL {shared_server.MAJOR}\n"


@pytest.mark.parametrize("door", ["ops", "migrations"])
async def test_an_older_server_is_refused_with_one_line(
    server: EmbeddedServer, tmp_path: Path, project: Path, door: str
) -> None:
    given = {"DATABASE_URL": server.url, "BOT_TOKEN": f"123456:{'a' * 35}", "TODOIST_API_TOKEN": "a" * 40}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", door),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(project), **given},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    refused = [line for line in err.decode().splitlines(keepends=True) if "DATABASE_URL" in line]
    assert (process.returncode, len(refused)) == (2, 1), (out, err)
    assert refused[0].endswith(f": {_LINE}")
    connection = await server.connect()
    assert await connection.fetchval("select to_regclass('alembic_version')") is None
    await connection.close()
