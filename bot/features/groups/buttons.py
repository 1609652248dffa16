"""Callback data of groups: show one, allow it, choose where answers go."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id


class ChatOpen(CallbackData, prefix="chat"):
    """Show a group and what can be done with it."""

    chat: Id


class ChatAllow(CallbackData, prefix="chat_allow"):
    """Take requests from the group (1), or stop (0)."""

    chat: Id
    on: bool


class ForwardedFor(CallbackData, prefix="forward_for"):
    """File forwarded words, held under a question, as a request of this person."""

    question: Id
    person: Id


class ChatAnswers(CallbackData, prefix="chat_answers"):
    """Send answers to requesters' own chats where possible (1), or to the group (0)."""

    chat: Id
    private: bool
