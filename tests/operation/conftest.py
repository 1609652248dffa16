"""These tests start whole desks, fill, end and upgrade them: each may take a quarter of an hour."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each of this folder its time."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.limit(900))
