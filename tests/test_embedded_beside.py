"""An embedded database beside somebody who was killed, who is connected still, or who takes the last connection."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from db.embedded.file_lock import EmbeddedServerError, FileLock
from db.embedded.location import PORT, ServerLocation
from db.embedded.shared_server import EmbeddedServer, Health, probe_health
from tests.test_embedded import another_process, answers, ask


@pytest_asyncio.fixture(scope="module")
async def data_dir(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """For all of them one after the other: a database of one's own takes seconds."""
    path = tmp_path_factory.mktemp("beside") / "data"
    yield path
    async with EmbeddedServer(path) as server:
        await server.destroy()


async def test_a_password_lost_while_the_server_goes_on_is_made_anew(data_dir: Path) -> None:
    async with another_process(data_dir) as other:
        await other.kill()
        async with EmbeddedServer(data_dir) as server:
            await ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
            place = server.place
            users = FileLock(place.home, "users.lock")
            await users.acquire(shared=True, patience=timedelta(seconds=1))  # of somebody who was killed then
        users.release()
    (place.home / "password").unlink()
    async with EmbeddedServer(data_dir) as server:
        assert await ask(server, "SELECT answer FROM kept") == 42


async def test_it_ends_at_once_though_somebody_is_connected(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        place, connection = server.place, await server.connect()
        began = asyncio.get_running_loop().time()
    assert not answers(place)
    assert asyncio.get_running_loop().time() - began < 5
    connection.terminate()


async def test_one_without_a_free_connection_is_up_and_one_that_refuses_us_is_said(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        for limit, how in ((0, Health.UP), (-1, Health.UP)):
            await _in_another(server, f"ALTER DATABASE pulldesk CONNECTION LIMIT {limit}")
            assert await probe_health(server.place, (server.place.home / "password").read_text()) is how
        with pytest.raises(EmbeddedServerError, match="refuses its own role"):
            await probe_health(server.place, "wrong")


async def _in_another(server: EmbeddedServer, statement: str) -> None:
    connection = await server.connect("postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_server_that_dies_while_it_is_asked_is_asked_again(tmp_path: Path) -> None:
    """Its last word (57P01, of a connection whose server was killed) is no refusal of ours: a process went by it."""
    place = ServerLocation(home=tmp_path, sockets=tmp_path, programs=tmp_path, uid=0, gid=0)
    last = b"SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0"

    async def die(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"E" + (len(last) + 4).to_bytes(4, "big") + last)
        writer.close()

    async with await asyncio.start_unix_server(die, tmp_path / f".s.PGSQL.{PORT}"):
        assert await probe_health(place, "secret") is Health.BUSY
