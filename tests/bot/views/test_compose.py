"""Putting words together for one reader: what is cut, what is quoted, how long ago it was."""

import pytest

from bot.views import compose
from desk.text import RichText, count_units


@pytest.mark.parametrize(
    ("text", "shown"),
    [("abcdef", "abcdef"), ("abcdefg", "abcde…"), ("abcd😀", "abcd😀"), ("abcd😀g", "abcd…"), ("abc😀fg", "abc😀…")],
)
def test_what_is_clipped_fits_and_no_sign_is_cut_in_two(text: str, shown: str) -> None:
    made = compose.clip_text(RichText(text), 6)
    assert (made.text, count_units(made.text) <= 6) == (shown, True)
