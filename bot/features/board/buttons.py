"""Callback data of the board: answers to the safety stop, and Todoist accounts."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import OfPerson


class BrakeWord(StrEnum):
    """The answers to a safety stop: apply the changes, or undo them."""

    GO = "go"
    UNDO = "undo"


class BrakeChoice(CallbackData, prefix="brake"):
    """Apply an admin's answer to the tickets that the pressed message names."""

    word: BrakeWord


class Evict(OfPerson, prefix="evict"):
    """Remove a former member from the Todoist project, by Telegram id."""


class Unlink(OfPerson, prefix="unlink"):
    """Unlink a member from their Todoist account, by Telegram id."""


class Disconnect(CallbackData, prefix="disconnect"):
    """Disconnect the Todoist account that an admin connected."""


class Link(CallbackData, prefix="link"):
    """Link the presser to this Todoist account, by its id."""

    todoist_id: Annotated[str, Field(min_length=1, max_length=58)]
