"""What makes words an internal note: `//` at their beginning. Pure; used for every door, so that no note leaks."""

import unicodedata

from desk.text.rich_text import RichText, cut, units

MARK = "//"
# Letters and marks that are drawn as nothing or as a blank though Unicode does not class them as such.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffd")


def is_note(text: str) -> bool:
    """Whether a text begins with `//`, leading blanks and invisible characters not counted."""
    return _after_mark(text) is not None


def without_mark(words: RichText) -> RichText:
    """The words of a note without their `//` and the blanks around it; other words as they are."""
    after = _after_mark(words.text)
    if after is None:
        return words
    rest = words.text[after:]
    blanks = len(rest) - len(rest.lstrip())
    return cut(words, units(words.text[: after + blanks]), units(words.text))


def _after_mark(text: str) -> int | None:
    """Where the text goes on after its `//`; None when it does not begin with it."""
    slashes = 0
    for index, char in enumerate(text):
        if char == "/":
            slashes += 1
            if slashes == len(MARK):
                return index + 1
        elif not _is_nothing(char) or (slashes and char.isspace()):
            return None
    return None


def _is_nothing(char: str) -> bool:
    """A blank, or a character nobody sees."""
    return (
        char in _BLANK
        or char.isspace()
        or unicodedata.category(char) in ("Cf", "Cc", "Zs", "Zl", "Zp")
        or 0xFE00 <= ord(char) <= 0xFE0F
        or 0xE0000 <= ord(char) <= 0xE0FFF
    )
