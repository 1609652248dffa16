"""Words that stand in a text by themselves."""

import pytest

from desk.text.vague_request import find_whole_words


@pytest.mark.parametrize(("text", "found"), [
    ("There is a Leak!", ["leak"]), ("It leaks, and leakage is bad", []), ("unleak", []),
    ("the pipe:leak;drop", ["leak"]), ("Everything is\non   FIRE", ["on fire"]), ("on fires", []),
    ("Пожар.", ["пожар"]), ("пожарный", []), ("c++ does not compile", ["C++"]),
    ("a leak, and it is on fire", ["leak", "on fire"]), ("", []),
])  # fmt: skip
def test_whole_words_only(text: str, found: list[str]) -> None:
    assert find_whole_words(text, ("leak", "on fire", "пожар", "C++")) == found
