"""Reads from an address, without asking anybody, its network and whether it is local or private."""

from ipaddress import ip_address, ip_network

from desk.i18n import catalog

_OF_ONE_HOLDER, _OF_ONE_SITE = {4: 24, 6: 64}, {4: 24, 6: 48}


def describe_place(language: str, address: str) -> str:
    """Return the address with what is known of its place, or alone."""
    try:
        at = ip_address(address)
    except ValueError:
        return address
    if at.is_loopback:
        return catalog.say(language, "web-place-here", address=address)
    return catalog.say(language, "web-place-private", address=address) if at.is_private else address


def get_network(address: str) -> str:
    """Return the network around an address that one holder may move in (/24, for IPv6 /64); text that is no address is
    returned as it is."""
    return _get_network(address, _OF_ONE_HOLDER)


def get_site(address: str) -> str:
    """Return the network around an address that one site may have as a whole (/24, for IPv6 /48); text that is no
    address is returned as it is."""
    return _get_network(address, _OF_ONE_SITE)


def _get_network(address: str, lengths: dict[int, int]) -> str:
    try:
        at = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((at, lengths[at.version]), strict=False))
