"""How often one address may ask."""

import pytest

from web import rate_limits
from web.rate_limits import AddressLimit, RateLimit


def test_a_burst_then_one_each_while() -> None:
    at = [0.0]
    limit = RateLimit(3, 10.0, lambda: at[0])
    assert [limit.count_request("a") for _ in range(4)] == [True, True, True, False]
    assert limit.count_request("b")
    at[0] = 9.9
    assert not limit.count_request("a")
    at[0] = 10.0
    assert limit.count_request("a")
    assert not limit.count_request("a")
    at[0] = 1000.0
    assert [limit.count_request("a") for _ in range(4)] == [True, True, True, False]


def test_many_addresses_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "_MOST_KEPT", 2)
    limit = RateLimit(1, 10.0, lambda: 0.0)
    assert [limit.count_request(one) for one in "abc"] == [True, True, True]
    assert not limit.count_request("c")
    assert limit.count_request("a")  # forgotten for those that came later


def test_one_site_gets_no_more_by_asking_from_many_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the site nor anybody else has a full allowance again when more networks asked than are remembered."""
    monkeypatch.setattr(rate_limits, "_MOST_KEPT", 3)
    limit = AddressLimit(2, 10.0, lambda: 0.0)
    assert sum(limit.count_request(f"2001:db8:0:{n:x}::1") for n in range(100)) == 8
    assert not limit.count_request("2001:db8:0:1::1")
    assert limit.count_request("2001:db8:1:1::1")


def test_all_addresses_together_have_a_limit_where_one_is_given() -> None:
    at = [0.0]
    limit = AddressLimit(2, 10.0, lambda: at[0], everybody=(5, 1.0))
    assert [limit.count_request("203.0.113.1") for _ in range(4)] == [True, True, False, False]
    assert sum(limit.count_request(f"203.0.{n}.1") for n in range(10)) == 3, "what was refused before took nothing"
    at[0] = 1.0
    assert limit.count_request("198.51.100.1")
    assert not limit.count_request("198.51.100.2")
