"""The ids of chats in the own accounts of the team: one number for the account and the person who writes to it.

Ids of users have at most 52 significant bits (Bot API, Chat.id, read 2026-11), so that such a number is no id of
Telegram's, fits into 64 bits, and both parts can be read from it. Must not know any table.
"""

from typing import TypeGuard

_USER_BITS = 52
_ACCOUNTS = 2**11
OWN_CHATS = range(1 << _USER_BITS, 1 << 63)
"""The ids of chats in own accounts."""
FIRST_OWN_CHAT = OWN_CHATS.start


def make_chat_id(account_id: int, user_id: int) -> int:
    """Return the id of the chat in which this user writes to the account. Raises ValueError for ids out of bounds."""
    if not (0 < account_id < _ACCOUNTS and 0 < user_id < 1 << _USER_BITS):
        raise ValueError("no chat of an own account")
    return account_id << _USER_BITS | user_id


def is_own_chat(chat_id: int | None) -> TypeGuard[int]:
    """Return True for the id of a chat in an own account."""
    return chat_id is not None and chat_id >= FIRST_OWN_CHAT


def get_account_id(chat_id: int) -> int:
    """Return the account of a chat."""
    return chat_id >> _USER_BITS


def get_user_id(chat_id: int) -> int:
    """Return the Telegram id of the person who writes there."""
    return chat_id & ((1 << _USER_BITS) - 1)


def list_bounds(account_id: int) -> tuple[int, int]:
    """Return the lowest id of the account's chats, and the first one behind them."""
    return account_id << _USER_BITS, (account_id + 1) << _USER_BITS


def list_chats_of(user_id: int) -> list[int]:
    """Return the ids that the chats of this user have in all accounts there can be; none for other ids."""
    is_user = 0 < user_id < FIRST_OWN_CHAT
    return [make_chat_id(account, user_id) for account in range(1, _ACCOUNTS)] if is_user else []
