"""Fetches a file that a far side only names by address, without being led astray: no foreign start, no private
address, no token beyond the first host, no endless body. Streams; holds a piece at a time.

Knows neither service: it is told where downloads may begin and which host may have a private address.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

REDIRECTS = 5
PIECE_BYTES = 64 * 1024
STILL_SECONDS = 60.0
WHOLE_SECONDS = 300.0
_MOVED = frozenset({301, 302, 303, 307, 308})


class DownloadError(Exception):
    """The file was not fetched; the message says why in fixed words and holds no address.

    `again`: trying later makes sense. `too_large`: there is more of it than was allowed.
    """

    def __init__(self, reason: str, *, again: bool = False, too_large: bool = False) -> None:
        super().__init__(reason)
        self.again = again
        self.too_large = too_large


@dataclass(frozen=True, slots=True)
class Origin:
    """Where downloads may begin: the hosts, and `home`, the service's own address, whose host may be private and
    whose scheme decides whether plain http is allowed. `token` goes to the first request only."""

    home: str
    hosts: frozenset[str] = frozenset()
    token: str | None = None

    @property
    def home_host(self) -> str:
        """The host of `home`, without its port."""
        return (urlsplit(self.home).hostname or "").lower()

    def check_start(self, url: str) -> None:
        """Raises DownloadError for an address that no download may begin at."""
        host, port = _place(url)
        same_place = host == self.home_host and port == urlsplit(self.home).port
        if not same_place and not (host in self.hosts and port in (None, 443)):
            raise DownloadError("the file is not where files of this service are")
        self.check_scheme(url)

    def check_scheme(self, url: str) -> None:
        """Raises DownloadError for anything but https, and http where the service itself speaks it."""
        allowed = {"https", "http"} if urlsplit(self.home).scheme == "http" else {"https"}
        if urlsplit(url).scheme not in allowed:
            raise DownloadError("the file's address is not https")


def _place(url: str) -> tuple[str, int | None]:
    """Host and port of an address that anybody may have written. Raises DownloadError."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise DownloadError("the file's address is none") from None


class _Checked(AbstractResolver):
    """Resolves names and lets only public addresses through (any for `home`): what is checked is connected to."""

    def __init__(self, home_host: str) -> None:
        self._home_host = home_host

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        rows = [
            ResolveResult(hostname=host, host=str(at[0]), port=port, family=kind, proto=proto, flags=0)
            for kind, _, proto, _, at in found
            if host.lower() == self._home_host or is_public(str(at[0]))
        ]
        if not rows:
            raise OSError("the name leads to no public address")
        return rows

    async def close(self) -> None:
        """Nothing is held."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_global and not (mapped or ip).is_multicast


@contextmanager
def passing(folder: Path) -> Iterator[BinaryIO]:
    """A file in `folder` for bytes that pass through, without a name: nothing of it is left whatever happens to this
    process. Raises DownloadError where there is no room for one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed below)
    except OSError as error:
        raise DownloadError(f"no room on disk: {type(error).__name__}", again=True) from None
    with held:
        yield held


@asynccontextmanager
async def fetched(url: str, origin: Origin, *, limit_bytes: int) -> AsyncIterator[AsyncIterator[bytes]]:
    """The body of `url` in pieces, at most `limit_bytes` of it. Raises DownloadError, also while it is read."""
    origin.check_start(url)
    timeout = aiohttp.ClientTimeout(total=WHOLE_SECONDS, sock_connect=15, sock_read=STILL_SECONDS)
    connector = aiohttp.TCPConnector(resolver=_Checked(origin.home_host), use_dns_cache=False)
    try:
        async with aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session:
            response = await _followed(session, url, origin)
            try:
                yield _pieces(response, limit_bytes)
            finally:
                response.close()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise DownloadError(f"the download broke: {type(error).__name__}", again=True) from None


async def _followed(session: aiohttp.ClientSession, url: str, origin: Origin) -> aiohttp.ClientResponse:
    headers = {"Authorization": f"Bearer {origin.token}"} if origin.token else {}
    for _ in range(REDIRECTS + 1):
        origin.check_scheme(url)
        _check_literal(url, origin)
        response = await session.get(url, headers=headers, allow_redirects=False)
        if response.status not in _MOVED:
            return _good(response)
        response.close()
        url, headers = _joined(url, response.headers.get("Location", "")), {}
    raise DownloadError("too many redirects")


def _joined(url: str, onwards: str) -> str:
    try:
        url = urljoin(url, onwards)
    except ValueError:
        raise DownloadError("the file's address is none") from None
    _place(url)
    return url


def _check_literal(url: str, origin: Origin) -> None:
    """An address written as numbers never reaches the resolver, so it is judged here."""
    host = (urlsplit(url).hostname or "").lower()
    try:
        public = is_public(host)
    except ValueError:
        return
    if not public and host != origin.home_host:
        raise DownloadError("the file leads to a private address")


def _good(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    if response.status == 200:
        return response
    response.close()
    raise DownloadError(f"the file's server answered {response.status}", again=response.status in (429, 500, 502, 503))


async def _pieces(response: aiohttp.ClientResponse, limit_bytes: int) -> AsyncIterator[bytes]:
    """Counts what comes, not what was declared."""
    came = 0
    async for piece in response.content.iter_chunked(PIECE_BYTES):
        came += len(piece)
        if came > limit_bytes:
            raise DownloadError("the file is larger than allowed", too_large=True)
        yield piece
