"""What can be said of an address without asking anybody: its network, that it is this computer's, or private."""

from ipaddress import ip_address, ip_network

from desk.i18n import catalog

_OF_ONE_HOLDER = {4: 24, 6: 64}


def said(language: str, address: str) -> str:
    """The address, and what is known of where it is; alone where that is nothing."""
    try:
        at = ip_address(address)
    except ValueError:
        return address
    if at.is_loopback:
        return catalog.say(language, "web-place-here", address=address)
    return catalog.say(language, "web-place-private", address=address) if at.is_private else address


def network(address: str) -> str:
    """The network around an address that one holder may move in (/24, of IPv6 /64); what is no address, as it is."""
    try:
        at = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((at, _OF_ONE_HOLDER[at.version]), strict=False))
