"""The `//` at the beginning of a text that makes it an internal note. Pure; every channel uses it, so that no note
leaks."""

import re

from desk.text.rich_text import RichText, count_units, cut_text, is_blank

MARK = "//"
_LOST = "\ufffd"  # replaces a character that could not be stored


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
        elif not (is_blank(char) or char == _LOST) or (slashes and char.isspace()):
            return None
    return None


# The slash at the beginning of a text that makes it a command. Pure; every channel uses it, so that a requester never
# reads a command of the team, known or mistyped.


LONGEST = 32
_SLASHES = "/\uff0f"  # the full-width slash of East Asian keyboards too
# replaces a character that could not be stored


def is_command(text: str) -> bool:
    """Return True if a text begins with a slash after blanks and invisible characters, and is no note."""
    return find_slash_end(text) is not None and not is_note(text)


def find_slash_end(text: str) -> int | None:
    """Return the index behind the slash, or None if the text does not begin with one."""
    for index, char in enumerate(text):
        if char in _SLASHES:
            return index + 1
        if not (is_blank(char) or char == _LOST):
            return None
    return None


def read_command_name(text: str) -> str:
    """Return the first word of a command with its slash, shortened, to be shown to its sender."""
    after = find_slash_end(text) or 0
    return "/" + re.split(r"\s", text[after:], maxsplit=1)[0][:LONGEST]
