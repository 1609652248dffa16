"""Whether two texts name different places."""

import pytest

from desk.ticket_similarity import find_places, is_elsewhere


@pytest.mark.parametrize(
    ("later", "earlier", "other"),
    [
        ("Проектор в аудитории 205", "Проектор в аудитории 207", True),
        ("Проектор в ауд. 205", "в 205 проектор", False),
        ("Проектор в аудитории 205", "Проектор не включается", False),
        ("Проектор не включается", "Проектор в аудитории 205", False),
        ("принтер на втором этаже", "принтер на третьем этаже", True),
        ("принтер на 2 этаже", "принтер на втором этаже", False),
        ("The lamp in hall B", "The lamp in hall A", True),
        ("The lamp on the second floor", "The lamp, floor 2", False),
        ("error 500", "error 404", True),
        ("в зале и в 3", "в зале A", True),
        ("в зале и темно", "в зале A и темно", False),
        ("", "205", False),
    ],
)
def test_another_place_is_named(later: str, earlier: str, other: bool) -> None:
    assert is_elsewhere(later, earlier) is other
    assert is_elsewhere(later, later) is False


def test_places_of_hostile_text() -> None:
    assert find_places("\u202e<b>Hall</b> B\x00 " * 400) == {"b"}
    assert find_places("зал" * 2000) == frozenset()
