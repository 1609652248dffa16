"""Callback data of *Set up the help desk*, at most 64 bytes."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import OfTicket

Step = Annotated[int, Field(ge=1, le=20)]
Nth = Annotated[int, Field(ge=0, le=20)]


class SetupWish(StrEnum):
    """SHOW a step, UNDO what it did, INVITE makes a link, TEST files a test request."""

    SHOW = "show"
    UNDO = "undo"
    INVITE = "invite"
    TEST = "test"


class SetupMove(CallbackData, prefix="setupstep"):
    """Do what is wished for a step; the step after the last one is the summary."""

    step: Step
    wish: SetupWish


class SetupChoice(CallbackData, prefix="setup"):
    """Answer a step with the preset of that number."""

    step: Step
    number: Nth


class SetupHours(CallbackData, prefix="setuphours"):
    """Set these hours instead of the ones that were just understood."""

    words: Annotated[str, Field(min_length=1, max_length=53)]


class SetupLink(CallbackData, prefix="setuplink"):
    """Link the presser to this Todoist account, by its id."""

    todoist_id: Annotated[str, Field(min_length=1, max_length=53)]


class RemoveTest(OfTicket, prefix="testremove"):
    """Remove the test request."""
