"""Cells that look like formulas: guarded, and read back as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.text.spreadsheets.formula_guard import guard_cell, keep_apostrophe, strip_guard

_TEXTS = st.text(alphabet="=+-@'\",; \n\tax", max_size=12).map(str.strip)


@given(_TEXTS, st.sampled_from(",;"))
@settings(database=None)
def test_a_guarded_cell_is_read_back_as_it_was(text: str, separator: str) -> None:
    assert strip_guard(guard_cell(keep_apostrophe(text), separator), separator) == text


@pytest.mark.parametrize(("text", "guarded"), [("=1", "'=1"), ("a;=1", "a;'=1"), ("a,=1", "a,=1"), ("it's", "it's")])
def test_only_what_begins_like_a_formula_is_guarded(text: str, guarded: str) -> None:
    assert guard_cell(text, ",") == guarded
