"""What can be said of an address without asking anybody: that it is this computer's, or of a private network."""

from ipaddress import ip_address

from desk.i18n import catalog


def said(language: str, address: str) -> str:
    """The address, and what is known of where it is; alone where that is nothing."""
    try:
        at = ip_address(address)
    except ValueError:
        return address
    if at.is_loopback:
        return catalog.say(language, "web-place-here", address=address)
    return catalog.say(language, "web-place-private", address=address) if at.is_private else address
