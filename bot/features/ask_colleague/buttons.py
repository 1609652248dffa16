"""Callback data of asking a colleague."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id, PageNumber


class AskPage(CallbackData, prefix="asks"):
    """Show a page of colleagues who can be sent this note (an entry by its id)."""

    entry: Id
    page: PageNumber


class AskWhom(CallbackData, prefix="ask"):
    """Send the note to this colleague."""

    entry: Id
    person: Id
