"""How many connections a part keeps, and how much memory a process believes to have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.connect import choose_room, open_database, read_memory_limit
from db.database import Database
from db.embedded.shared_server import EmbeddedServer
from db.settings import Settings

_MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
_GROUP, _UNIT = "0::/system.slice/pulldesk.service\n", "/sys/fs/cgroup/system.slice"


@pytest.mark.parametrize(
    ("groups", "limits", "expected"),
    [
        pytest.param(_GROUP, {f"{_UNIT}/pulldesk.service/memory.max": "400000000"}, 400_000_000, id="own"),
        pytest.param(
            _GROUP,
            {f"{_UNIT}/pulldesk.service/memory.max": "max", f"{_UNIT}/memory.max": "300000000"},
            300_000_000,
            id="the-least-of-those-around",
        ),
        pytest.param("0::/\n", {"/sys/fs/cgroup/memory.max": "512000000"}, 512_000_000, id="container"),
        pytest.param(
            "4:memory:/docker/1f\n0::/\n",
            {"/sys/fs/cgroup/memory/memory.limit_in_bytes": "512000000"},
            512_000_000,
            id="container-of-version-1",
        ),
        pytest.param("4:cpu,cpuacct:/\n0::/\n", {"/sys/fs/cgroup/memory.max": "max\n"}, _MACHINE, id="no-limit"),
        pytest.param("0::/gone\n", {}, _MACHINE, id="no-file"),
    ],
)
def test_memory_is_what_the_machine_and_its_groups_leave(
    groups: str, limits: dict[str, str], expected: int, tmp_path: Path
) -> None:
    for name, said in {"/proc/self/cgroup": groups, **limits}.items():
        place = tmp_path / name.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(said)
    assert read_memory_limit(tmp_path) == expected


@pytest.mark.parametrize(("limit", "more"), [(400_000_000, 1), (512 * 2**20, 1), (1_000_000_000, 11)])
def test_in_little_memory_a_part_opens_one_connection_more_than_it_keeps(limit: int, more: int) -> None:
    assert choose_room(limit)["max_overflow"] == more


async def test_a_part_keeps_five_connections(emptied_url: str) -> None:
    async with open_database(Settings(database_url=SecretStr(emptied_url))) as database:
        connections = [await database.engine.connect() for _ in range(6)]
        for one in connections:
            await one.close()
        assert database.engine.pool.status().startswith("Pool size: 5  Connections in pool: 5 ")


async def test_a_connection_is_given_back_after_an_hour(database: Database) -> None:
    async with database.engine.connect() as connection:
        first = await _get_pid(connection)
        record = (await connection.get_raw_connection())._connection_record
        assert record is not None
        record.starttime -= 3601
    async with database.engine.connect() as connection:
        assert await _get_pid(connection) != first


async def _get_pid(connection: AsyncConnection) -> int:
    return int((await connection.execute(text("select pg_backend_pid()"))).scalar_one())


async def test_the_embedded_server_takes_little_for_itself(server: EmbeddedServer) -> None:
    connection = await server.connect()
    assert [await connection.fetchval(f"show {name}") for name in ("shared_buffers", "jit")] == ["32MB", "off"]
    await connection.close()
