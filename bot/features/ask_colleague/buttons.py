"""Callback data of asking a colleague. Decides nothing."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id, PageNumber


class AskPage(CallbackData, prefix="asks"):
    """A page of those whom a note of one's own (by its id) can be sent to."""

    entry: Id
    page: PageNumber


class AskWhom(CallbackData, prefix="ask"):
    """It goes to this colleague."""

    entry: Id
    person: Id
