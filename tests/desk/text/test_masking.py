"""What names somebody is taken out of words that others will read; formatting stays where it is true."""

from __future__ import annotations

import pytest

from desk.text import Entity, RichText
from desk.text.masking.anonymizing import mask_personal_data

NAMES = {"Рита Котова", "Olga", "Li"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Звоните +7 (999) 123-45-67, Рита", "Звоните …, …"),
        ("Рите, Ритой и Котовой не пишите", "…, … и … не пишите"),
        ("рита, ask OLGA", "…, ask …"),
        ("Ask Olga's desk, room 204, by 10:30", "Ask …'s desk, room 204, by 10:30"),
        ("Card 4276 1234 5678 9010, key a1b2c3d4e5", "Card …, key …"),
        ("Mail rita.k+x@example.org or @rita_k, see #42", "Mail … or …, see …"),
        ("Ask @rita_k#42 about it", "Ask … about it"),
        ("To the.olga@example.org, olga-4711@example.org", "To …, …"),
        ("Olgarth and Li stay, 2026 goes", "Olgarth and Li stay, … goes"),
        ("Ничего личного", "Ничего личного"),
        ("", ""),
    ],
)
def test_what_names_somebody_is_taken_out(said: str, left: str) -> None:
    assert mask_personal_data(RichText(said), NAMES).text == left


def test_formatting_stays_where_it_is_true_and_leads_to_nobody() -> None:
    words = RichText(
        "🖨 Olga says: press here",
        (
            Entity("bold", 3, 4),
            Entity("italic", 0, 12),
            Entity("text_link", 19, 4, (("url", "https://x.example/rita"),)),
            Entity("mention", 14, 5),
            Entity("text_mention", 3, 4, (("user", 7),)),
            Entity("code", 14, 5),
        ),
    )
    left = mask_personal_data(words, {"Olga"})
    assert left.text == "🖨 … says: press here"
    assert left.entities == (Entity("bold", 3, 1), Entity("italic", 0, 9), Entity("code", 11, 5))
