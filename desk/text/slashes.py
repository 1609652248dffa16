"""The slash at the beginning of a text that makes it a command. Pure."""

import re

from desk.text.note_prefix import LOST, is_note
from desk.text.rich_text import is_blank

_SLASHES = "/\uff0f"  # the full-width slash of East Asian keyboards too
_LONGEST = 32


def is_command(text: str) -> bool:
    """Return True if a text begins with a slash after blanks and invisible characters, and is no note."""
    return find_slash_end(text) is not None and not is_note(text)


def find_slash_end(text: str) -> int | None:
    """Return the index behind the slash, or None if the text does not begin with one."""
    for index, char in enumerate(text):
        if char in _SLASHES:
            return index + 1
        if not (is_blank(char) or char == LOST):
            return None
    return None


def read_command_name(text: str) -> str:
    """Return the first word of a command with its slash, shortened, to be shown to its sender."""
    after = find_slash_end(text) or 0
    return "/" + re.split(r"\s", text[after:], maxsplit=1)[0][:_LONGEST]
