"""Groups of tests that one worker goes through, one after the other (`pytest.mark.xdist_group`): what they share is
made once.

Must not know which there are.
"""

import pytest
from _pytest.nodeid import coerce_node_id


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """pytest-xdist 3.8 notes a group in the name that a test had until pytest 9.2: it goes where the name is now."""
    for item in items:
        grouped = vars(item).get("_nodeid")
        if grouped is not None:
            item._id = coerce_node_id(grouped)
