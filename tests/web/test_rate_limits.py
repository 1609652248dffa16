"""How often one address may ask."""

import pytest

from web import rate_limits
from web.rate_limits import RateLimit


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
