"""Callback data of what is offered to requesters. Decides nothing."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id, OfTicket


class OfferRead(CallbackData, prefix="article"):
    """Read an article that was offered."""

    offer: Id


class Helped(OfTicket, prefix="helped"):
    """What was offered was enough: its requester needs nobody any more."""
