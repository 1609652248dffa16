"""What makes words an internal note: `//` at their beginning. Pure; used for every door, so that no note leaks."""

from desk.text.rich_text import RichText, cut, is_nothing, units

MARK = "//"
_LOST = "\ufffd"  # stands where a character could not be kept


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
        elif not (is_nothing(char) or char == _LOST) or (slashes and char.isspace()):
            return None
    return None
