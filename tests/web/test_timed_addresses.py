"""What `make bench BENCH="--only pages"` asks for: every page of the panel has an address."""

from bench.panel.addresses import KNOWN, list_addresses

_OF_THE_DESK = ("number", "year", "code")


def test_each_part_of_each_path_is_known() -> None:
    found = list_addresses({**KNOWN, **dict.fromkeys(_OF_THE_DESK, 1)})
    assert len(found) > 90
    assert [one for one in found if "{" in one] == []
