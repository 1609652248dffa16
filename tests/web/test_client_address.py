"""Where a request comes from: a proxy that is named is believed, and nothing else."""

from ipaddress import ip_network

import pytest
from starlette.requests import HTTPConnection

from web.client_address import UNKNOWN, find_client_address, rate_limit_key

OURS = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("connected", "told", "found"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours says so
        ("10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # what stands before, the visitor wrote
        ("10.1.2.3", ["6.6.6.6", "198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("10.1.2.3", ["10.9.9.9"], "10.9.9.9"),
        ("10.1.2.3", ["<script>"], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1, "], "10.1.2.3"),
        ("::1", ["2001:db8::1"], "2001:db8::1"),
        ("::ffff:10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:203.0.113.9", [], "203.0.113.9"),
        ("nonsense", ["198.51.100.1"], UNKNOWN),
    ],
)
def test_the_address_of_a_request(connected: str, told: list[str], found: str) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in told]
    request = HTTPConnection({"type": "http", "client": (connected, 1), "headers": headers})
    assert find_client_address(request, OURS) == found


def test_a_connection_without_an_address() -> None:
    assert find_client_address(HTTPConnection({"type": "http", "client": None, "headers": []}), OURS) == UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("203.0.113.1", "203.0.113.2", False),
        (UNKNOWN, UNKNOWN, True),
    ],
)
def test_limits_count_a_network_that_one_visitor_has_as_one(one: str, other: str, together: bool) -> None:
    assert (rate_limit_key(one) == rate_limit_key(other)) is together
