"""Breadth: cases beside a test that says the same of one. `make test` leaves them to `make wide`, whose short form
(`WIDE=short`) takes of a test marked `broad(short=n)` its first case and every n-th after it.

Must not know what the tests are about.
"""

import os
from collections import Counter

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the short form leave out what is left out there."""
    if os.environ.get("WIDE") != "short":
        return
    seen: Counter[str] = Counter()
    out: list[pytest.Item] = []
    for item in items:
        mark = item.get_closest_marker("broad")
        if mark is None:
            continue
        test, _, _ = item.nodeid.partition("[")
        if seen[test] % mark.kwargs.get("short", 1):
            out.append(item)
        seen[test] += 1
    if out:
        gone = set(out)
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=out)
