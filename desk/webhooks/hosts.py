"""Addresses that webhooks may go to, by their hosts and networks. Pure."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LONGEST = 500
_PLAIN = re.compile(rf"[!-~]{{1,{LONGEST}}}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?|[0-9.]+|[0-9a-fA-F:.]+")


def is_good(url: str, allow: Sequence[str]) -> bool:
    """Return True if the address may be subscribed; `allow` has the operator's own hosts and networks."""
    parts = _parts(url)
    if parts is None or not parts.hostname or parts.username is not None or parts.fragment:
        return False
    if parts.scheme == "https":
        return not _is_private(parts.hostname) or is_allowed(parts.hostname, allow)
    return parts.scheme == "http" and is_allowed(parts.hostname, allow)


def get_host(url: str) -> str:
    """Return the part of an address that may be shown and logged: the rest may be a secret."""
    parts = _parts(url)
    return parts.hostname or "" if parts is not None else ""


def is_allowed(host: str, allow: Sequence[str]) -> bool:
    """Return True if the operator has named this host, or a network that contains it."""
    return host.lower() in allow or any(_is_in(host, network) for network in parse_networks(allow))


def parse_networks(allow: Sequence[str]) -> list[IPv4Network | IPv6Network]:
    """Return the entries that are networks or single addresses."""
    found = []
    for one in allow:
        try:
            found.append(ip_network(one, strict=False))
        except ValueError:
            continue
    return found


def _parts(url: str) -> SplitResult | None:
    if not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        is_named = _NAME.fullmatch(parts.hostname or "") is not None and parts.port != 0
    except ValueError:
        return None
    return parts if is_named else None


def _is_in(host: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(host) in network
    except ValueError:
        return False


def _is_private(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
