"""How much script a page brings: read on phones, in bad networks."""

import gzip

from web.rendering import STATIC

MOST = 60_000


def test_all_scripts_together_are_small() -> None:
    sizes = {each.name: len(gzip.compress(each.read_bytes())) for each in STATIC.rglob("*.js")}
    assert len(sizes) >= 3
    assert sum(sizes.values()) < MOST, sizes
