"""SSRF guard: tells public internet addresses, and makes connections that lead nowhere else.

The address that the socket connects to is checked, not only what a URL or a resolver's answer looked like.
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
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # all assigned addresses (RFC 4291, section 2.4)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4 seen from a network without it (RFC 6052)


def is_public(address: str) -> bool:
    """Return True for an IP address of the public internet; an IPv6 address that embeds an IPv4 address is judged by
    that one. Raises ValueError for anything but an IP address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    within = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
    return is_public(str(within)) if within is not None else ip.is_global and ip in _GLOBAL_UNICAST


class PublicOnly(AbstractResolver):
    """Resolves names and makes sockets for public addresses, and for those of the hosts `at_home` and in `networks`,
    which the operator names. `threads` runs the look-ups, by default the event loop's executor."""

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

    def make_connector(self) -> aiohttp.TCPConnector:
        """Return a connector that has each connection checked here."""
        return aiohttp.TCPConnector(resolver=self, socket_factory=self.open_socket, use_dns_cache=False)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name that may be connected to. Raises OSError if there is none."""
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

    def open_socket(self, place: tuple[Any, ...]) -> socket.socket:
        """Return a socket for one address, right before it is connected: an address written as a number, in any
        notation, never passes `resolve`. Raises OSError."""
        family, kind, proto, _, at = place
        if str(at[0]) not in self._at_home and not self._is_open(str(at[0])):
            raise OSError("this is no public address")
        return socket.socket(family, kind, proto)

    async def close(self) -> None:
        """Do nothing: a resolver without open resources."""
