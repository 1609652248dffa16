"""A PostgreSQL on a network of its own, which can be taken away without a word: a namespace with two lines to it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from db.embedded.location import ServerLocation
from db.embedded.shared_server import EmbeddedServer

_PORT = 5433
_NETS = ("198.51.100", "203.0.113")  # for documentation (RFC 5737): nobody else's
_IP, _SETPRIV = (shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") or "" for name in ("ip", "setpriv"))


@dataclass(frozen=True, slots=True)
class Line:
    """One way to the database."""

    url: str
    host: str
    _device: str
    _namespace: str

    def cut(self) -> None:
        """Take the far end away: packets go nowhere, and nobody says so."""
        _ip("-n", self._namespace, "link", "set", self._device, "down")

    def mend(self) -> None:
        """Put it back."""
        _ip("-n", self._namespace, "link", "set", self._device, "up")

    def connections(self) -> int:
        """How many connections of this machine to the database count as alive here."""
        place = "".join(f"{int(part):02X}" for part in reversed(self.host.split("."))) + f":{_PORT:04X}"
        rows = (row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:])
        return sum(row[2] == place and row[3] == "01" for row in rows)


def missing() -> str | None:
    """Why no network can be made here; None: one can."""
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    if not (_IP and _SETPRIV):
        return "ip and setpriv are not installed"
    name = f"pulldesk-{os.getpid()}-try"
    try:
        _ip("netns", "add", name)
        _ip("netns", "del", name)
    except subprocess.SubprocessError:
        return "this machine lets nobody make network namespaces"
    return None


@asynccontextmanager
async def far_database(folder: Path) -> AsyncIterator[tuple[Line, Line]]:
    """An empty database in a namespace, and two lines to it."""
    namespace = f"pulldesk-{os.getpid()}"
    async with EmbeddedServer(folder) as server:
        place, url = server.place, urlsplit(server.url)
    _ip("netns", "add", namespace)
    try:
        lines = tuple(_line(namespace, number, f"{url.username}:{url.password}") for number in range(2))
        process = await asyncio.create_subprocess_exec(*_command(namespace, place), cwd=place.home)
        try:
            await asyncio.wait_for(_answers(lines[0].url), 30)
            yield lines[0], lines[1]
        finally:
            process.send_signal(2)
            await process.wait()
    finally:
        _ip("netns", "del", namespace)  # and with it the devices
        async with EmbeddedServer(folder) as server:
            await server.destroy()


def _line(namespace: str, number: int, who: str) -> Line:
    near, far, net = f"pd{os.getpid()}n{number}", f"pd{os.getpid()}f{number}", _NETS[number]
    _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace)
    _ip("address", "add", f"{net}.1/24", "dev", near)
    _ip("link", "set", near, "up")
    _ip("-n", namespace, "address", "add", f"{net}.2/24", "dev", far)
    _ip("-n", namespace, "link", "set", far, "up")
    return Line(f"postgresql://{who}@{net}.2:{_PORT}/pulldesk", f"{net}.2", far, namespace)


def _command(namespace: str, place: ServerLocation) -> list[str]:
    access = place.home / "pg_hba_tcp.conf"
    access.write_text("host all all 0.0.0.0/0 scram-sha-256\n")
    access.chmod(0o644)
    settings = {"listen_addresses": "*", "port": str(_PORT), "unix_socket_directories": "", "hba_file": str(access)}
    words = [_IP, "netns", "exec", namespace, _SETPRIV, f"--reuid={place.uid}", f"--regid={place.gid}"]
    words += ["--clear-groups", str(place.programs / "postgres"), "-D", str(place.cluster)]
    return words + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


async def _answers(url: str) -> None:
    while True:
        try:
            connection = await asyncpg.connect(url, timeout=5)
        except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.1)
        else:
            return await connection.close()


def _ip(*words: str) -> None:
    subprocess.run([_IP, *words], check=True, capture_output=True, timeout=10)  # noqa: S603 - our words
