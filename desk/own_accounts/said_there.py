"""Tells what the desk says by itself in a colleague's own account: a pure table.

People there write to a colleague. They read what colleagues write, and what only they can answer.
"""

from collections.abc import Iterable

from desk.outbox import Erase, Letter, Relay, Show
from desk.people import chat_ids
from desk.settings.defaults.groups import ConnectedAccount

_ASKED = ("resolved", "which", "consent")


def fit_letter(letter: Letter, _ticket_id: int | None) -> Letter | None:
    """Return the letter if it is sent to the requester: words of the team, a question that decides what becomes of
    their request, or the removal of a message that the desk has sent. Receipts, notices and menus are not. What people
    typed there is theirs and stays."""
    is_wanted = isinstance(letter, Relay) or (isinstance(letter, Show) and letter.view in _ASKED)
    return letter if is_wanted or (isinstance(letter, Erase) and letter.instead) else None


def is_said_once(letter: Letter) -> bool:
    """Return True if the letter, sent again, would stand there twice: not edits and removals."""
    return not letter.edit if isinstance(letter, Relay) else isinstance(letter, Show) and not letter.only_edit


def is_of_owner(accounts: Iterable[ConnectedAccount], chat_id: int, author_id: int | None) -> bool:
    """Return True for words of the owner of the account in a chat of it: they need no name there."""
    return any(one.id == chat_ids.get_account_id(chat_id) and one.owner_id == author_id for one in accounts)
