"""What came back from a form: touched or not, and over whose words."""

import pytest

from desk.text import edited_field
from desk.text.edited_field import EditedField


@pytest.mark.parametrize(("typed", "was", "now", "touched", "clashes"), [
    ("a", "a", "a", False, False), ("a\r\nb\r\n", "a\nb", "c", False, False), ("b", "a", "a", True, False),
    ("b", "a", "c", True, True), ("b", "a", "b", True, False), ("", "a", "a", True, False), ("", "a", "c", True, True),
])  # fmt: skip
def test_what_was_touched_and_what_clashes(typed: str, was: str, now: str, touched: bool, clashes: bool) -> None:
    field = EditedField(typed, was)
    assert (field.is_touched, field.has_clash(now)) == (touched, clashes)
    assert edited_field.find_touched({"x": field}) == ({"x"} if touched else set())
    assert edited_field.find_clashing({"x": field}, {"x": now}) == ({"x"} if clashes else set())
    assert edited_field.find_clashing({"x": EditedField("b", "")}, {}) == set()
