"""Downloads a file from an address that another service names, with an SSRF guard: no foreign host, no private address,
no token beyond the first host, no endless body. Streams; holds one piece at a time.

Knows neither service: the caller says where downloads may begin and which host may have a private address.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

import aiohttp
from yarl import URL

from ops.addresses import PublicOnly, is_public

_REDIRECTS = 5
PIECE_BYTES = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})


class DownloadError(Exception):
    """The file was not downloaded; the message says why in fixed words and holds no address.

    `again`: a later try makes sense. `too_large`: the file is larger than allowed.
    """

    def __init__(self, reason: str, *, again: bool = False, too_large: bool = False) -> None:
        super().__init__(reason)
        self.again = again
        self.too_large = too_large


@dataclass(frozen=True, slots=True)
class Patience:
    """The seconds for which a download may be silent (`still`), and may take in all with redirects and look-ups."""

    still: float = 60.0
    whole: float = 300.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class AllowedSource:
    """Where downloads may begin: at the hosts of files, and at `home`, the service's own address, whose host may be
    private and whose scheme decides if plain http is allowed.

    `token` goes to the first request only, and only to `hosts`, and at `home` to paths below `files`. Nothing is
    downloaded below `closed` at `home`: the writer of a file's address must not make us call the service's API with the
    token.
    """

    home: str
    hosts: frozenset[str] = frozenset()
    token: str | None = None
    files: str = "files"
    closed: frozenset[str] = frozenset()

    @property
    def home_host(self) -> str:
        """The host of `home`, without its port."""
        return (URL(self.home).host or "").lower()

    def resolve_start(self, url: str) -> tuple[URL, dict[str, str]]:
        """Return a download's first address and its headers. Raises DownloadError if none may begin there."""
        place = _parse_address(url)
        self.check_scheme(place)
        first = self._first_folders(place)
        if first is None and not (place.host in self.hosts and place.port == 443):
            raise DownloadError("the file is not where files of this service are")
        if first is not None and first & self.closed:
            raise DownloadError("the file's address is none of a file")
        trusted = self.token is not None and (first is None or self.files in first)
        return place, {"Authorization": f"Bearer {self.token}"} if trusted else {}

    def check_scheme(self, url: URL) -> None:
        """Raise DownloadError unless the scheme is https, or http and the service itself uses http."""
        allowed = {"https", "http"} if URL(self.home).scheme == "http" else {"https"}
        if url.scheme not in allowed:
            raise DownloadError("the file's address is not https")

    def _first_folders(self, url: URL) -> set[str] | None:
        """Return for addresses at `home`, in lower case, the path's first folder and the first below the path of
        `home`; elsewhere None."""
        home = URL(self.home)
        if (url.host, url.port) != (home.host, home.port):
            return None
        folders, above = _list_folders(url), _list_folders(home)
        below = folders[len(above) :] if folders[: len(above)] == above else []
        return set(folders[:1] + below[:1])


def _parse_address(url: str) -> URL:
    """Parse an untrusted address as the client that connects will. Raises DownloadError if it has no host, or has a
    user name or password."""
    try:
        place = URL(url)
    except ValueError:
        raise DownloadError("the file's address is none") from None
    if not place.host or place.raw_user is not None or place.raw_password is not None:
        raise DownloadError("the file's address is none")
    return place


def _list_folders(url: URL) -> list[str]:
    """Return the path's parts as the most lenient server would read them: escaped any number of times, with either
    slash."""
    path, before = url.path, ""
    while path != before:
        path, before = unquote(path), path
    folders = [one.lower() for one in path.replace("\\", "/").split("/") if one not in ("", ".")]
    if ".." in folders:
        raise DownloadError("the file's address is none")
    return folders


@contextmanager
def open_nameless_file(folder: Path) -> Iterator[BinaryIO]:
    """Yield a nameless temporary file in `folder`, of which nothing remains even if this process is killed. Raises
    DownloadError if there is no room for one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed below)
    except OSError as error:
        raise DownloadError(f"no room on disk: {type(error).__name__}", again=True) from None
    with held:
        yield held


@asynccontextmanager
async def fetch_file(
    url: str, origin: AllowedSource, *, limit_bytes: int, patience: Patience = PATIENCE
) -> AsyncIterator[AsyncIterator[bytes]]:
    """Yield the body of `url` in pieces, at most `limit_bytes` of it. Raises DownloadError, also while it is read."""
    place, headers = origin.resolve_start(url)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=min(15, patience.still), sock_read=patience.still)
    connector = PublicOnly(origin.home_host).make_connector()
    try:
        async with (
            asyncio.timeout(patience.whole),
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
        ):
            response = await _follow(session, place, headers, origin)
            try:
                yield _read_pieces(response, limit_bytes)
            finally:
                response.close()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise DownloadError(f"the download broke: {type(error).__name__}", again=True) from None


async def _follow(
    session: aiohttp.ClientSession, url: URL, headers: dict[str, str], origin: AllowedSource
) -> aiohttp.ClientResponse:
    for _ in range(_REDIRECTS + 1):
        origin.check_scheme(url)
        _check_literal(url, origin)
        try:
            response = await session.get(url, headers=headers, allow_redirects=False)
        except ValueError:  # the client refuses the address
            raise DownloadError("the file's address is none") from None
        if response.status not in _MOVED:
            return _require_success(response)
        response.close()
        url, headers = _resolve_url(url, response.headers.get("Location", "")), {}
    raise DownloadError("too many redirects")


def _resolve_url(url: URL, onwards: str) -> URL:
    try:
        return _parse_address(str(url.join(URL(onwards))))
    except ValueError:
        raise DownloadError("the file's address is none") from None


def _check_literal(url: URL, origin: AllowedSource) -> None:
    """Refuse a private address that is written as a number, without a try to connect."""
    host = url.host or ""
    try:
        public = is_public(host)
    except ValueError:
        return
    if not public and host.lower() != origin.home_host:
        raise DownloadError("the file leads to a private address")


def _require_success(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    if response.status == 200:
        return response
    response.close()
    raise DownloadError(f"the file's server answered {response.status}", again=response.status in (429, 500, 502, 503))


async def _read_pieces(response: aiohttp.ClientResponse, limit_bytes: int) -> AsyncIterator[bytes]:
    """Yield the pieces, counting the received bytes whatever length was declared."""
    came = 0
    async for piece in response.content.iter_chunked(PIECE_BYTES):
        came += len(piece)
        if came > limit_bytes:
            raise DownloadError("the file is larger than allowed", too_large=True)
        yield piece
