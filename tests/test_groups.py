"""Groups are handed out whole: whoever hands tests out reads the group off the name."""

import pytest


@pytest.mark.xdist_group("told")
def test_the_name_tells_the_group(request: pytest.FixtureRequest) -> None:
    grouped = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@told") == grouped
