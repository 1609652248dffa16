"""Where a request comes from: the connection's own address, or what a proxy says that is named in `WEB_PROXIES`.

Each proxy adds the address it was reached from to the end of `X-Forwarded-For`; so it is read from the end, as far as
those before it are proxies of ours. What stands further in front, anybody may have written.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

from web.settings import Network

UNKNOWN = "unknown"
Address = IPv4Address | IPv6Address


def find_client_address(request: HTTPConnection, proxies: Sequence[Network]) -> str:
    """Return the client's address as text, for rate limits and the audit log."""
    at = _address(request.client.host) if request.client is not None else None
    told = [part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")]
    while at is not None and told and any(at in network for network in proxies):
        before = _address(told.pop())
        if before is None:
            break
        at = before
    return str(at) if at is not None else UNKNOWN


def rate_limit_key(address: str) -> str:
    """Return what rate limits count by: the address; for IPv6 its /64 network, which one client can use as a whole."""
    at = _address(address)
    return str(IPv6Network((at, 64), strict=False)) if isinstance(at, IPv6Address) else address


def make_site_limit_key(address: str) -> str:
    """Return what wider rate limits count by: the address; for IPv6 its /48 network, which one site can use as a
    whole."""
    at = _address(address)
    return str(IPv6Network((at, 48), strict=False)) if isinstance(at, IPv6Address) else address


def _address(text: str) -> Address | None:
    try:
        at = ip_address(text)
    except ValueError:
        return None
    return at.ipv4_mapped or at if isinstance(at, IPv6Address) else at
