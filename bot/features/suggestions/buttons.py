"""Callback data of suggestions, questions about a request, and automatic answers."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

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


class PresetTry(CallbackData, prefix="preset_check"):
    """Show which past requests it would have answered, before it is published."""

    preset: Id


class PresetPublish(CallbackData, prefix="preset_publish"):
    """Publish the automatic answer as it was shown."""

    preset: Id
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
