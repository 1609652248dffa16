"""Which addresses are of the open internet, and connections that lead nowhere else.

What is judged is what the socket connects to, not only what an address or a resolver's answer looked like.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that is given out (RFC 4291, section 2.4)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4 seen from a network without it (RFC 6052)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; one that stands for an IPv4 address is judged as that.
    Raises ValueError for what is no IP address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    within = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
    return is_public(str(within)) if within is not None else ip.is_global and ip in _GLOBAL_UNICAST


class PublicOnly(AbstractResolver):
    """Resolves names and makes sockets for public addresses only, but those of the hosts `at_home` and of `networks`
    that the operator names. `threads`: where names are looked up; without, where the process does all such things."""

    def __init__(self, *at_home: str, networks: Sequence[Network] = (), threads: Executor | None = None) -> None:
        self._homes = frozenset(host.lower() for host in at_home)
        self._at_home = set(at_home)
        self._networks = networks
        self._threads = threads

    def _is_open(self, address: str) -> bool:
        if is_public(address):
            return True
        ip = ipaddress.ip_address(address.partition("%")[0])
        return any(ip.version == one.version and ip in one for one in self._networks)

    def connector(self) -> aiohttp.TCPConnector:
        """Connections that ask here before each of them."""
        return aiohttp.TCPConnector(resolver=self, socket_factory=self.socket, use_dns_cache=False)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name that may be connected to. Raises OSError where there is none."""
        look_up = partial(socket.getaddrinfo, host, port, family=family, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        if host.lower() in self._homes:
            self._at_home |= {str(at[0]) for *_, at in found}
        rows = [
            ResolveResult(hostname=host, host=str(at[0]), port=port, family=kind, proto=proto, flags=0)
            for kind, _, proto, _, at in found
            if host.lower() in self._homes or self._is_open(str(at[0]))
        ]
        if not rows:
            raise OSError("the name leads to no public address")
        return rows

    def socket(self, place: tuple[Any, ...]) -> socket.socket:
        """A socket for one address, in the moment before it is connected: an address that was written as numbers, in
        whatever digits, never reached `resolve`. Raises OSError."""
        family, kind, proto, _, at = place
        if str(at[0]) not in self._at_home and not self._is_open(str(at[0])):
            raise OSError("this is no public address")
        return socket.socket(family, kind, proto)

    async def close(self) -> None:
        """Nothing is held."""
