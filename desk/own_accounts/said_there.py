"""Tells what the desk says by itself in a colleague's own account: a pure table.

People there write to a colleague. They read what colleagues write, and what only they can answer.
"""

from desk.outbox import Erase, Letter, Relay, Show

_ASKED = ("resolved", "which", "consent")


def is_said_there(letter: Letter) -> bool:
    """Return True if the letter is sent to the requester: words of the team, a question that decides what becomes of
    their request, or the removal of a message that the desk has sent. Receipts, notices and menus are not. What people
    typed there is theirs and stays."""
    if isinstance(letter, Erase):
        return letter.instead
    return isinstance(letter, Relay) or (isinstance(letter, Show) and letter.view in _ASKED)


def is_said_once(letter: Letter) -> bool:
    """Return True if the letter, sent again, would stand there twice: not edits and removals."""
    return not letter.edit if isinstance(letter, Relay) else isinstance(letter, Show) and not letter.only_edit
