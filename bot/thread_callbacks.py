"""Callback data of requests that say the same: shown, joined, answered together. Decides nothing."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id, OfTicket


class Alike(OfTicket, prefix="alike"):
    """Which others say the same."""


class Join(OfTicket, prefix="join"):
    """These are answered together with it."""


class Leave(OfTicket, prefix="leave"):
    """It is answered by itself again."""


class AlsoTo(CallbackData, prefix="also_to"):
    """This answer goes to the others too."""

    entry: Id
