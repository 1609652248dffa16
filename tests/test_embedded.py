"""The embedded PostgreSQL under the hands of several processes, of kill -9 and of a second local user."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.embedded.file_lock import EmbeddedServerError
from db.embedded.location import PORT, ServerLocation, check_directory
from db.embedded.shared_server import EmbeddedServer

REPOSITORY = Path(__file__).parent.parent
STRANGER = 65534
STARTED = "SELECT pg_postmaster_start_time()::text"
USER = """
import asyncio, sys
from pathlib import Path
from db.embedded.shared_server import EmbeddedServer

async def main():
    async with EmbeddedServer(Path(sys.argv[1])) as server:
        connection = await server.connect()
        print(await connection.fetchval(sys.argv[2]), flush=True)
        await connection.close()
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


@dataclass
class OtherProcess:
    """A process that uses the server until it is told to leave or killed."""

    process: asyncio.subprocess.Process
    server_started: str

    async def leave(self) -> None:
        await asyncio.wait_for(self.process.communicate(b""), 30)
        assert self.process.returncode == 0

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


@pytest.fixture
async def data_dir(tmp_path: Path) -> AsyncIterator[Path]:
    path = tmp_path / "data"
    yield path
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(EmbeddedServer(path))
        await server.destroy()


@asynccontextmanager
async def another_process(data_dir: Path) -> AsyncIterator[OtherProcess]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", USER, str(data_dir), STARTED),
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        yield OtherProcess(process, line.decode().strip())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ask(server: EmbeddedServer, question: str) -> object:
    connection = await server.connect()
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def pid_of(place: ServerLocation) -> int:
    return int((place.cluster / "postmaster.pid").read_text().split()[0])


def answers(place: ServerLocation) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(place.sockets / f".s.PGSQL.{PORT}")) == 0


async def test_connects_as_a_plain_role_without_tcp(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        assert await ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert await ask(server, "SHOW listen_addresses") == ""
        assert await ask(server, "SHOW synchronous_commit") == "on"
        password = await ask(server, "SELECT lower('ПРИВЕТ')")
    assert password == "привет"


async def test_modes_and_command_line_keep_the_secret(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        place = server.place
        password = (place.home / "password").read_text()
        command_line = Path(f"/proc/{pid_of(place)}/cmdline").read_text()
        assert password in server.url
        assert password not in command_line
        assert all(password not in log.read_text() for log in place.home.glob("server.log*"))
    assert stat.S_IMODE((place.home / "password").stat().st_mode) == 0o600
    for private in (data_dir, place.home, place.sockets, place.cluster):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


async def test_five_processes_start_at_once_and_share_one_server(data_dir: Path) -> None:
    async with AsyncExitStack() as stack:
        entering = (stack.enter_async_context(another_process(data_dir)) for _ in range(5))
        others = await asyncio.gather(*entering)
        assert len({other.server_started for other in others}) == 1
        async with EmbeddedServer(data_dir) as server:
            place = server.place
            assert await ask(server, STARTED) == others[0].server_started
        assert answers(place)
        await asyncio.gather(*(other.leave() for other in others))
    assert not answers(place)


async def test_last_orderly_leaver_stops_it_after_another_was_killed(data_dir: Path) -> None:
    async with another_process(data_dir) as other:
        async with EmbeddedServer(data_dir) as server:
            place = server.place
            await other.kill()
            assert await ask(server, STARTED) == other.server_started
        assert not answers(place)


async def test_next_start_attaches_when_the_last_user_was_killed(data_dir: Path) -> None:
    async with another_process(data_dir) as other:
        await other.kill()
        async with EmbeddedServer(data_dir) as server:
            assert await ask(server, STARTED) == other.server_started


async def test_next_connection_starts_a_killed_server_again(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        await ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(pid_of(server.place), signal.SIGKILL)
        assert await ask(server, "SELECT answer FROM kept") == 42


async def test_many_connections_at_once_start_a_killed_server_once(data_dir: Path) -> None:
    async with another_process(data_dir), EmbeddedServer(data_dir) as server:
        os.kill(pid_of(server.place), signal.SIGKILL)
        started = await asyncio.gather(*(ask(server, STARTED) for _ in range(10)))
        assert len(set(started)) == 1


async def test_outlives_an_interrupt_of_the_terminal(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        assert os.getsid(pid_of(server.place)) != os.getsid(0)
        assert os.getpgid(pid_of(server.place)) != os.getpgid(0)


async def test_a_lost_password_file_loses_no_data(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        await ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        (server.place.home / "password").unlink()
    async with EmbeddedServer(data_dir) as server:
        assert await ask(server, "SELECT answer FROM kept") == 42


async def test_a_start_that_died_half_way_is_made_good(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        place = server.place
    place.cluster.rename(place.home / "data.new")
    async with EmbeddedServer(data_dir) as server:
        assert await ask(server, "SELECT 1") == 1


async def test_a_long_odd_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path / ("very long, 'odd' $HOME " * 8)) as server:
        place = server.place
        assert len(str(place.sockets)) < 60
        assert await ask(server, "SELECT 1") == 1
        await server.destroy()
    assert not place.sockets.exists()


async def test_databases_are_copied_for_tests(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        await ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        await server.create_database("copy", template="pulldesk")
        connection = await server.connect("copy")
        assert await connection.fetchval("SELECT answer FROM kept") == 42
        await server.drop_database("copy")


async def test_destroying_needs_to_be_alone(data_dir: Path) -> None:
    async with another_process(data_dir), EmbeddedServer(data_dir) as server:
        with pytest.raises(EmbeddedServerError, match="other users"):
            await server.destroy()


def test_a_directory_of_others_is_refused(tmp_path: Path) -> None:
    mine, link = tmp_path / "mine", tmp_path / "link"
    mine.mkdir(mode=0o700)
    link.symlink_to(mine)
    check_directory(mine, owner=os.geteuid(), mode=0o700)
    with pytest.raises(EmbeddedServerError, match="link"):
        check_directory(link, owner=os.geteuid(), mode=0o700)
    with pytest.raises(EmbeddedServerError, match="user id 12345"):
        check_directory(mine, owner=12345, mode=0o700)
    mine.chmod(0o755)
    with pytest.raises(EmbeddedServerError, match="mode 0755"):
        check_directory(mine, owner=os.geteuid(), mode=0o700)


async def test_a_directory_opened_to_others_stops_the_start(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        place = server.place
    place.home.chmod(0o755)
    try:
        with pytest.raises(EmbeddedServerError, match="mode 0755"):
            await EmbeddedServer(data_dir).__aenter__()
    finally:
        place.home.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try it as a second user")
async def test_a_second_local_user_neither_reads_nor_connects(data_dir: Path) -> None:
    async with EmbeddedServer(data_dir) as server:
        place = server.place
        denied = await asyncio.to_thread(tries_as_stranger, place)
        served_by = Path(f"/proc/{pid_of(place)}").stat().st_uid
    assert denied == {"list", "read", "connect"}
    assert served_by == place.uid != 0


def tries_as_stranger(place: ServerLocation) -> set[str]:
    """What another user's process is denied; forked, as that user may not be able to run our Python."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(STRANGER)
        os.setuid(STRANGER)
        attempts: dict[str, Callable[[], object]] = {
            "list": lambda: list(place.home.iterdir()),
            "read": lambda: os.open(place.home / "password", os.O_RDONLY),
            "connect": lambda: socket.socket(socket.AF_UNIX).connect(str(place.sockets / f".s.PGSQL.{PORT}")),
        }
        for name, attempt in attempts.items():
            try:
                attempt()
            except PermissionError:
                os.write(writer, f"{name} ".encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        return set(told.read().split())
