"""Callback data of suggestions and questions about a request."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id, OfTicket


class FillIn(CallbackData, prefix="fill"):
    """Answer a question in the way that the entry `entry` answered the same question before."""

    question: Id
    entry: Id


class FillSkip(CallbackData, prefix="fillskip"):
    """Skip this question and those that follow."""

    question: Id


class OfferRead(CallbackData, prefix="article"):
    """Read a suggested article."""

    offer: Id


class Helped(OfTicket, prefix="helped"):
    """Say that the suggestion was enough, and close the request."""


class NeedPerson(OfTicket, prefix="need_person"):
    """Say that an automatic answer was not enough, and call the team."""
