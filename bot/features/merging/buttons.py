"""Callback data of similar tickets that are answered together."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id, OfTicket


class Alike(OfTicket, prefix="alike"):
    """Show the open tickets that are about the same thing."""


class Join(OfTicket, prefix="join"):
    """Group the similar tickets to answer them together."""


class Leave(OfTicket, prefix="leave"):
    """Take the ticket out of its group."""


class AlsoTo(CallbackData, prefix="also_to"):
    """Send this answer to the other tickets of the group."""

    entry: Id
