"""The `//` at the beginning of a text that makes it an internal note. Pure; every channel uses it, so that no note
leaks."""

from desk.text.rich_text import RichText, count_units, cut_text, is_blank

MARK = "//"
LOST = "\ufffd"  # replaces a character that could not be stored


def is_note(text: str) -> bool:
    """Return True if a text begins with `//` after blanks and invisible characters."""
    return _after_mark(text) is not None


def strip_note_mark(words: RichText) -> RichText:
    """Return the words of a note without `//` and the blanks around it; other texts are returned unchanged."""
    after = _after_mark(words.text)
    if after is None:
        return words
    rest = words.text[after:]
    blanks = len(rest) - len(rest.lstrip())
    return cut_text(words, count_units(words.text[: after + blanks]), count_units(words.text))


def _after_mark(text: str) -> int | None:
    """Return the index behind `//`, or None if the text does not begin with it."""
    slashes = 0
    for index, char in enumerate(text):
        if char == "/":
            slashes += 1
            if slashes == len(MARK):
                return index + 1
        elif not (is_blank(char) or char == LOST) or (slashes and char.isspace()):
            return None
    return None
