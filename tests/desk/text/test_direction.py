"""Names and subjects that run from right to left, or hold marks that turn the direction, beside other words."""

import pytest

from desk.text import Entity, RichText, isolate_direction


@pytest.mark.parametrize("said", ["Anna K.", "Анна К.", "🙂", "", "张伟", "1️⃣", "Zoë"])
def test_what_turns_nothing_stays_as_it_is(said: str) -> None:
    assert isolate_direction(RichText(said)).text == said


@pytest.mark.parametrize("said", ["محمد ع.", "אברהם", "abc\u202edef", "x\u200fy", "\u202a1", "ﭐ", "𞤀"])
def test_what_turns_others_is_kept_apart_once(said: str) -> None:
    once = isolate_direction(RichText(said))
    assert once.text == f"\u2068{said}\u2069"
    assert isolate_direction(once) == once


def test_what_holds_only_what_is_apart_is_not_wrapped_again() -> None:
    line = isolate_direction(RichText("אברהם")) + " · 5 min"
    assert isolate_direction(line) == line


@pytest.mark.parametrize(
    ("said", "kept"), [("a\u2069b\u202e", "a\u200bb\u202e"), ("\u2067a\u2066b\u2069", "\u200ba\u2066b\u2069")]
)
def test_marks_that_fit_nothing_cannot_end_it_early_nor_keep_it_open(said: str, kept: str) -> None:
    assert isolate_direction(RichText(said)).text == f"\u2068{kept}\u2069"


def test_formatting_moves_along() -> None:
    bold = RichText("אברהם", (Entity("bold", 0, 5),))
    assert isolate_direction(bold).entities == (Entity("bold", 1, 5),)


def test_several_lines_stay_as_they_are() -> None:
    assert isolate_direction(RichText("אברהם\nab")).text == "אברהם\nab"
