"""Callback data of topics that are imported or suggested, at most 64 bytes."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class OfferAnswer(StrEnum):
    """An admin's answer to the suggested topics."""

    USE = "use"
    EMPTY = "empty"
    UNDO = "undo"


class TreeOffer(CallbackData, prefix="treeoffer"):
    """Use the suggested topics, start empty, or undo that."""

    word: OfferAnswer
