"""The ids of the places of calls, from chats in which the bot is no member: one number for all calls of a person.

Ids of groups are below zero and have at most 52 significant bits (Bot API, Chat.id, read 2026-11), so that such a
number is no id of Telegram's. Must not know any table.
"""

_FIRST = -(1 << 52)
CALL_CHATS = range(-(1 << 63), _FIRST)


def make_chat_id(person_id: int) -> int:
    """Return the id of the place of a person's calls, from the id of their row."""
    return _FIRST - person_id


def is_call_chat(chat_id: int | None) -> bool:
    """Return True for the id of such a place."""
    return chat_id is not None and chat_id < _FIRST
