"""Groups of tests that one worker runs one after the other (`pytest.mark.xdist_group`), to make what they share
once.

Must not know which groups there are.
"""

import pytest
from _pytest.nodeid import coerce_node_id


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the group to where a test's name is since pytest 9.2: pytest-xdist 3.8 writes it to the old place."""
    for item in items:
        grouped = vars(item).get("_nodeid")
        if grouped is not None:
            item._id = coerce_node_id(grouped)
