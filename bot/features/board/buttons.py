"""Callback data of what admins say about the board: safety stop, accounts. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import OfPerson


class BrakeWord(StrEnum):
    """What becomes of acts on the board that were too many at once."""

    GO = "go"
    UNDO = "undo"


class BrakeChoice(CallbackData, prefix="brake"):
    """An admin's word about the tickets that the pressed message names."""

    word: BrakeWord


class Evict(OfPerson, prefix="evict"):
    """Out of the Todoist project with a dismissed person, by Telegram id."""


class Unlink(OfPerson, prefix="unlink"):
    """An admin undoes that this colleague is somebody on the board, by Telegram id."""


class Link(CallbackData, prefix="link"):
    """ "That is me on the board", by Todoist id."""

    todoist_id: Annotated[str, Field(min_length=1, max_length=58)]
