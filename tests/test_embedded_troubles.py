"""An embedded database of another version, on a disk that is full."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvloop
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db.connect import open_database
from db.connectivity import is_unavailable
from db.database import Database, is_full, try_room
from db.embedded.file_lock import EmbeddedServerError
from db.embedded.location import MAJOR, prepare_location, remove_database
from db.embedded.shared_server import EmbeddedServer, stop_server
from db.settings import Settings
from tests.sql import execute
from tests.test_embedded import pid_of


@pytest_asyncio.fixture(scope="module")
async def data_dir(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """For all of them one after the other: a database of one's own takes seconds."""
    path = tmp_path_factory.mktemp("troubles") / "data"
    yield path
    async with EmbeddedServer(path) as server:
        await server.destroy()


async def test_another_major_version_is_one_line_that_says_the_way_on(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        version = server.place.cluster / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(EmbeddedServerError) as raised:
        await EmbeddedServer(data_dir).__aenter__()
    version.write_text(f"{MAJOR}\n")
    said = str(raised.value)
    assert f"is of PostgreSQL 17, this pulldesk brings {MAJOR}" in said
    assert "back it up with the pulldesk that brings 17" in said
    assert "\n" not in said


async def test_a_server_that_does_not_start_again_is_away_until_it_does(data_dir: Path) -> None:
    async with open_database(Settings(data_dir=data_dir)) as database:
        async with database.engine.connect() as connection:
            assert await connection.scalar(text("show lock_timeout")) == "5s"
        place = await prepare_location(data_dir)
        (place.cluster / "PG_VERSION").write_text("17\n")  # for instance
        os.kill(pid_of(place), signal.SIGKILL)
        with pytest.raises((SQLAlchemyError, OSError)) as raised:
            while True:  # until the end of the killed one is noticed
                async with database.engine.connect() as connection:
                    await connection.execute(text("select 1"))
        assert is_unavailable(raised.value)
        with pytest.raises(ConnectionError):
            await database.engine.connect()
        (place.cluster / "PG_VERSION").write_text(f"{MAJOR}\n")
        async with database.engine.connect() as connection:
            assert await connection.scalar(text("select 1")) == 1


async def test_the_loop_of_the_processes_starts_a_killed_server(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        os.kill(pid_of(server.place), signal.SIGKILL)
        await asyncio.to_thread(uvloop.run, server.ensure_running())
        assert await server.is_answering()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a small disk")
async def test_a_full_disk_is_away_until_there_is_room_again(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    place = await prepare_location(data_dir)
    if not await _mounted("mount", "-t", "tmpfs", "-o", f"size=100m,mode=0700,uid={place.uid},gid={place.gid}", "none",
                          str(place.home)):  # fmt: skip
        pytest.skip("this machine lets nobody mount a small disk")
    place.sockets.mkdir(mode=0o700)
    os.chown(place.sockets, place.uid, place.gid)
    filler = place.home / "filler"
    try:
        async with open_database(Settings(data_dir=data_dir)) as database:
            await execute(database, "create table kept (words text)")
            with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
                while file.write(bytes(1 << 16)):
                    pass
            with pytest.raises(SQLAlchemyError) as raised:
                await _write(database)
            assert is_unavailable(raised.value)
            database.engine.get_execution_options()["full"].clear()
            with pytest.raises(SQLAlchemyError):
                await try_room(database.engine)
            assert is_full(database.engine)
            filler.unlink()
            await _write(database)
            await try_room(database.engine)
    finally:
        filler.unlink(missing_ok=True)
        async with EmbeddedServer(data_dir) as server:
            await stop_server(server.place)
        assert await _mounted("umount", str(place.home))
        remove_database(place)


async def _write(database: Database) -> None:
    await execute(database, "insert into kept select md5(n::text) from generate_series(1, 2000) n")


async def _mounted(*words: str) -> bool:
    program = shutil.which(words[0], path="/usr/bin:/bin:/usr/sbin:/sbin")
    if program is None:
        return False
    process = await asyncio.create_subprocess_exec(program, *words[1:], stderr=asyncio.subprocess.DEVNULL)
    return await process.wait() == 0
