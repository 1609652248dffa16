"""What makes words a command: a slash at their beginning. Pure; used by every door, so that no command of the team,
known or mistyped, is read by a requester."""

import re

from desk.text.note_mark import is_note
from desk.text.rich_text import is_nothing

LONGEST = 32
_SLASHES = "/\uff0f"  # the full-width slash of East Asian keyboards too
_LOST = "\ufffd"  # stands where a character could not be kept


def is_command(text: str) -> bool:
    """Whether a text begins with a slash, leading blanks and invisible characters not counted; a note does not."""
    return after_slash(text) is not None and not is_note(text)


def after_slash(text: str) -> int | None:
    """Where the text goes on after its slash; None where it does not begin with one."""
    for index, char in enumerate(text):
        if char in _SLASHES:
            return index + 1
        if not (is_nothing(char) or char == _LOST):
            return None
    return None


def typed_name(text: str) -> str:
    """The first word of a command as it is shown to who typed it, with its slash; shortened."""
    after = after_slash(text) or 0
    return "/" + re.split(r"\s", text[after:], maxsplit=1)[0][:LONGEST]
