"""Callback data of `/text`: texts that were found, one of them, and what is done to it."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber

Code = Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
"""A text, by `desk.text_overrides.editable_texts.make_code`."""
Tongue = Annotated[str, Field(pattern="^[a-z]{2}$")]


class TextsTurn(CallbackData, prefix="texts"):
    """Show a page of the texts that were found."""

    page: PageNumber


class TextOpen(CallbackData, prefix="text"):
    """Show one text."""

    language: Tongue
    code: Code


class TextAsk(CallbackData, prefix="textask"):
    """Ask for new words of the text."""

    language: Tongue
    code: Code


class TextRestore(CallbackData, prefix="textback"):
    """Restore the original text."""

    language: Tongue
    code: Code


class TextUndo(CallbackData, prefix="textundo"):
    """Undo the change that made this version."""

    language: Tongue
    code: Code
    version: Id
