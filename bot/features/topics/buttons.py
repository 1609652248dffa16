"""Callback data of topics that are imported or suggested, at most 64 bytes."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id


class OfferAnswer(StrEnum):
    """An admin's answer to the suggested topics."""

    USE = "use"
    EMPTY = "empty"
    UNDO = "undo"


class TreeOffer(CallbackData, prefix="treeoffer"):
    """Use the suggested topics, start empty, or undo that."""

    word: OfferAnswer


class TreeFile(CallbackData, prefix="treefile"):
    """Import a file that was checked, named by its id and the beginning of its hash."""

    blob: Id
    sha: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
