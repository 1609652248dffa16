"""Networks as a setting: typed, stored, shown; which addresses are in them."""

from ipaddress import ip_network

import pytest

from desk.admin_settings.network_kinds import NetworkList, is_admitted


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("203.0.113.7", ["203.0.113.7/32"], "203.0.113.7"),
        ("10.1.2.3/8, 10.0.0.0/8\n2001:db8::/32", ["10.0.0.0/8", "2001:db8::/32"], "10.0.0.0/8, 2001:db8::/32"),
        ("::1", ["::1/128"], "::1"),
        (" - ", [], "any"),
    ],
)
def test_what_is_typed(typed: str, stored: list[str], shown: str) -> None:
    assert NetworkList().parse_text(typed) == stored
    assert NetworkList().format_value("en", stored) == shown


@pytest.mark.parametrize("typed", ["", "office", "10.0.0.0/33", "10.0.0", "10.0.0.1-10.0.0.9", "::1 ::2 ::3"])
def test_what_is_wrong(typed: str) -> None:
    with pytest.raises(ValueError):
        NetworkList(most=2).parse_text(typed)


@pytest.mark.parametrize(
    ("address", "is_in"),
    [("10.2.3.4", True), ("11.0.0.1", False), ("2001:db8::9", True), ("::1", False), ("unknown", False)],
)
def test_who_is_in(address: str, is_in: bool) -> None:
    networks = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
    assert is_admitted(networks, address) is is_in
    assert is_admitted((), address)
