"""Sends a small body to an address that somebody else chose, without being led astray: to public addresses and those
the operator names, no redirect is followed, nothing of the answer is read but its status, and nobody waits for long.

A name is looked up once for a connection, and what is judged is the address the socket goes to (`ops/addresses.py`):
a name that leads elsewhere the second time gains nothing. Names that nobody answers for hold up no others: a look-up
goes on in its thread after whoever waited for it has given up, and there is a thread for each. Knows not what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from ops.addresses import Network, PublicOnly

SECONDS = 10.0
AT_ONCE = 64
"""Requests under way; one more would wait for its connection within its own seconds."""


class PostError(Exception):
    """Nothing was answered; the message says why in fixed words and holds no address."""


class Poster:
    """Within a block, the connections to those addresses. `hosts`, `networks`: the operator's own, public or not;
    `seconds`: for one request, names and all."""

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
            resolver=guard, socket_factory=guard.socket, use_dns_cache=False, limit=AT_ONCE, force_close=True
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
        """The status that was answered, redirects too. Raises PostError."""
        assert self._session is not None
        try:
            place = URL(url)
            if place.scheme not in ("http", "https") or not place.host:
                raise PostError("the address is none")
            response = await self._session.post(place, data=body, headers=headers, allow_redirects=False)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PostError(type(error).__name__) from None
        except ValueError:
            raise PostError("the address is none") from None
        response.close()
        return response.status
