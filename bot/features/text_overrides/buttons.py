"""Callback data of `/text`: sentences that were found, one of them, what is done to it. Decides nothing."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber

Code = Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
"""A sentence, by `desk.text_overrides.editable.code_of`."""
Tongue = Annotated[str, Field(pattern="^[a-z]{2}$")]


class TextsTurn(CallbackData, prefix="texts"):
    """A page of those that were found."""

    page: PageNumber


class TextOpened(CallbackData, prefix="text"):
    """One of them."""

    language: Tongue
    code: Code


class TextAsk(CallbackData, prefix="textask"):
    """Ask for other words, which are typed."""

    language: Tongue
    code: Code


class TextAsWritten(CallbackData, prefix="textback"):
    """Back to what it was before any admin."""

    language: Tongue
    code: Code


class TextUndo(CallbackData, prefix="textundo"):
    """Take back the change of this version."""

    language: Tongue
    code: Code
    version: Id
