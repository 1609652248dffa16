"""Placeholders of canned replies: filled with their formatting kept, refused where there is no such."""

import pytest

from desk.canned.placeholders import Misplaced, Placeholder, fill_placeholders, find_misplaced, find_used, replace_name
from desk.text import Entity, RichText

VALUES = {Placeholder.NAME: "Анна 😀", Placeholder.NUMBER: "#42", Placeholder.AGENT: "Olga"}


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Hello {name}, this is {number}.", "Hello Анна 😀, this is #42."),
        ("about #{number}, #{номер}", "about #42, #42"),  # its sign is in what is filled in
        ("{ NAME }{name}", "Анна 😀Анна 😀"),
        ("Здравствуйте, {имя}! Ваша заявка {Номер}, {агент}", "Здравствуйте, Анна 😀! Ваша заявка #42, Olga"),
        ("by {expected}", "by {expected}"),  # has no value
        ("if (x) { return; }", "if (x) { return; }"),
        ("", ""),
    ],
)
def test_filled(text: str, becomes: str) -> None:
    assert fill_placeholders(RichText(text), VALUES).text == becomes


@pytest.mark.parametrize(
    ("entities", "become"),
    [
        ([("bold", 6, 6)], [("bold", 6, 7)]),  # the placeholder itself
        ([("bold", 0, 24)], [("bold", 0, 20)]),  # all
        ([("bold", 8, 2)], [("bold", 6, 7)]),  # within it: the whole of what it touches
        ([("bold", 0, 5)], [("bold", 0, 5)]),  # before
        ([("italic", 22, 2)], [("italic", 18, 2)]),  # behind both
        ([("bold", 3, 5)], [("bold", 3, 10)]),  # into it
        ([("bold", 10, 5)], [("bold", 6, 12)]),  # out of one, into the next
    ],
)
def test_formatting_moves_with_what_is_filled(
    entities: list[tuple[str, int, int]], become: list[tuple[str, int, int]]
) -> None:
    words = RichText("Hello {name}, {number} ok", tuple(Entity(*e) for e in entities))
    assert [(e.type, e.offset, e.length) for e in fill_placeholders(words, VALUES).entities] == become


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Hello {name}", None),
        ("{ expected } {срок}", None),
        ("Hello {nmae}", Misplaced("{nmae}", 1)),
        ("Hello\n\n{name} {имъ}", Misplaced("{имъ}", 3)),
        ("Hello {name, see {agent}", Misplaced("{name", 1)),
        ("{named} {name", Misplaced("{named}", 1)),
        ("{name {what}", Misplaced("{name", 1)),
        ("a { b c } d {} {", None),
    ],
)
def test_what_cannot_be_filled_is_named_with_its_line(text: str, place: Misplaced | None) -> None:
    assert find_misplaced(text) == place


def test_what_is_left_open() -> None:
    assert find_used("{имя} {Expected} {else} {}") == {Placeholder.NAME, Placeholder.EXPECTED}


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("Hello Rita, bye", "Hello Sam, bye"),
        ("Hello RITA K., Ritas lamp", "Hello Sam, Ritas lamp"),
        ("Margarita", "Margarita"),
    ],
)
def test_anothers_name_is_not_said(said: str, becomes: str) -> None:
    words = replace_name(RichText(said, (Entity("bold", 0, len(said)),)), "Rita K.", "Sam T.")
    assert (words.text, words.entities[0].length) == (becomes, len(becomes))
