"""Which lines of an article are steps, and how they look on the board."""

import pytest

from desk.knowledge.markdown_files import read_field
from desk.knowledge.runbooks import find_steps


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Before:\n\n1. Turn *it*\n2) Wait\n10. Ring", ["Turn *it*", "Wait", "Ring"]),
        ("1. See [the wiki](https://example.org/a_b)", ["See [the wiki](https://example.org/a_b)"]),
        ("```\n1. not this\n```\n- 2. nor this\n3.nor this\n4 nor this\n", []),
        ("1. \\* a star", ["\\* a star"]),
        ("2026. The year of the lamp", []),
        ("1. " + "long **words** " * 60, None),
    ],
)
def test_numbered_lines_are_steps(typed: str, found: list[str] | None) -> None:
    steps = find_steps(read_field(typed))
    if found is not None:
        assert steps == found
    assert all(len(step) <= 450 for step in steps)
