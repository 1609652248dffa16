"""What is new in a requester's changed words, which the agent is told."""

import pytest

from desk.notifications.told_edits import find_new_part

pytestmark = pytest.mark.sentence("2.7 Changing")


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        ("The stage light blinks", "The stage light blinks, and it smells burnt", "blinks, and it smells burnt"),
        ("It is room 7", "It is room 8", "8"),
        ("one two three", "one three", ""),
        ("one three", "one two three", "two"),
        ("", "all of it", "all of it"),
        ("the same", "the  same", ""),
        ("a a a", "a a a a", "a"),
    ],
)
def test_the_new_part(before: str, now: str, new: str) -> None:
    assert find_new_part(before, now) == new
