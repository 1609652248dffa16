"""Callback data of the web door: a browser that asks to be let in, and sessions to end. Decides nothing."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id

Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{4}$")]


class ChooseCode(CallbackData, prefix="web_pick"):
    """My browser shows this code."""

    sign_in: Id
    code: Code


class NotMe(CallbackData, prefix="web_none"):
    """None of the browsers up to this question is mine."""

    newest: Id


class EndSession(CallbackData, prefix="web_end"):
    """End one session of mine."""

    session: Id


class EndSessions(CallbackData, prefix="web_endall"):
    """End all of mine."""


class LastingPress(CallbackData, prefix="lasting"):
    """Whether what the panel asks for was asked by me."""

    row: Id
    was_me: Annotated[str, Field(pattern=r"^(yes|no)$")]
