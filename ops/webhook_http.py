"""Requests to other systems' URLs with SSRF protection: only public addresses and those the operator names, no
redirects, 10 s timeout. Of an answer only the status is read, or a limited part.

A name is looked up once for a connection, and the address that the socket connects to is checked (`ops/addresses.py`),
so a name that changes its address gains nothing. A slow look-up delays no other: each has a thread, and goes on in it
after the request's timeout. Does not know what is sent.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from ops.addresses import Network, PublicOnly

SECONDS = 10.0
AT_ONCE = 64
"""Requests at once; a further one waits for a connection within its own timeout."""


_WHY: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "no answer in time"),
    (aiohttp.ClientConnectorDNSError, "the name leads to no public address"),
    (aiohttp.ClientSSLError, "the certificate is not valid"),
    (aiohttp.ClientConnectorError, "no connection"),
    (aiohttp.ClientConnectionError, "the connection was closed"),
    (aiohttp.ClientError, "the answer is not HTTP"),
)
"""Why there was no answer, the narrowest kind first: in words that hold no address."""


TOO_LARGE, TOO_SLOW = "the answer is too large", _WHY[0][1]


class PostError(Exception):
    """There was no answer; the message says why in fixed words and holds no address."""


class Poster:
    """Sends requests to such addresses, within an `async with` block. `hosts`, `networks`: the operator's own, public
    or not; `seconds`: for one request, including look-ups."""

    def __init__(self, hosts: Sequence[str], networks: Sequence[Network], *, seconds: float = SECONDS) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._networks = networks
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None
        self._threads: ThreadPoolExecutor | None = None

    async def __aenter__(self) -> Self:
        self._threads = ThreadPoolExecutor(AT_ONCE, "names")
        guard = PublicOnly(*self._hosts, networks=self._networks, threads=self._threads)
        jar = aiohttp.DummyCookieJar()
        connector = aiohttp.TCPConnector(
            resolver=guard, socket_factory=guard.open_socket, use_dns_cache=False, limit=AT_ONCE, force_close=True
        )
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=self._timeout, trust_env=False, cookie_jar=jar, auto_decompress=False
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Return the status of the answer, redirects included. Raises PostError."""
        assert self._session is not None
        try:
            place = URL(url)
            if place.scheme not in ("http", "https") or not place.host:
                raise PostError("the address is none")
            response = await self._session.post(place, data=body, headers=headers, allow_redirects=False)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PostError(_describe(error)) from None
        except ValueError:
            raise PostError("the address is none") from None
        response.close()
        return response.status

    async def get(
        self, url: str, headers: Mapping[str, str], most: int, *, body: bytes | None = None
    ) -> tuple[int, bytes]:
        """Return status and body of the answer, redirects included, all within the timeout; with a `body` it is posted.
        Raises PostError, also if the answer has more than `most` bytes."""
        assert self._session is not None
        try:
            place = URL(url, encoded=True)
            asking = {"accept": "application/json", "accept-encoding": "identity", **headers}
            method = "GET" if body is None else "POST"
            async with self._session.request(
                method, place, data=body, headers=asking, allow_redirects=False
            ) as response:
                said = b""
                async for part in response.content.iter_chunked(most + 1):
                    said += part
                    if len(said) > most:
                        raise PostError(TOO_LARGE)
                return response.status, said
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PostError(_describe(error)) from None
        except ValueError:
            raise PostError("the address is none") from None


def _describe(error: Exception) -> str:
    if getattr(error, "errno", None) == errno.ECONNREFUSED:
        return "connection refused"
    return next((said for kind, said in _WHY if isinstance(error, kind)), "no connection")
