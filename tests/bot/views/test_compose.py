"""Putting words together for one reader: what is cut, what is quoted, how long ago it was."""

from datetime import timedelta

import pytest

from bot.views import compose
from db.models import Role
from desk.text import Entity, RichText, units
from tests.bot.views.faces import IVAN, NOW, OLGA, reader


@pytest.mark.parametrize(
    ("text", "shown"),
    [("abcdef", "abcdef"), ("abcdefg", "abcde…"), ("abcd😀", "abcd😀"), ("abcd😀g", "abcd…"), ("abc😀fg", "abc😀…")],
)
def test_what_is_clipped_fits_and_no_sign_is_cut_in_two(text: str, shown: str) -> None:
    made = compose.clipped(RichText(text), 6)
    assert (made.text, units(made.text) <= 6) == (shown, True)


def test_a_quote_within_a_quote_is_plain() -> None:
    words = RichText("said", (Entity("expandable_blockquote", 0, 4), Entity("bold", 0, 2)))
    assert [e.type for e in compose.quoted(words).entities] == ["blockquote", "bold"]


@pytest.mark.parametrize(("seconds", "said"), [(59, "just now"), (60, "1 min"), (119, "1 min"), (120, "2 min")])
def test_below_a_minute_it_has_just_been(seconds: int, said: str) -> None:
    assert reader(OLGA).age(NOW - timedelta(seconds=seconds)) == said


def test_a_former_admin_is_none() -> None:
    ivan = reader(IVAN)
    ivan.person.role = Role.ADMIN
    assert (ivan.is_staff, ivan.is_admin) == (True, True)
    ivan.person.dismissed_at = NOW
    assert (ivan.is_staff, ivan.is_admin) == (False, False)
