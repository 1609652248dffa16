"""Callback data of approvals."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, OfPerson


class Decision(StrEnum):
    """The decision on an answer that waits; OPEN shows it."""

    OPEN = "open"
    SEND = "send"
    CHANGE = "change"
    RETURN = "return"
    WITHDRAW = "withdraw"


class ApprovalPress(CallbackData, prefix="appr"):
    """Decide on an answer that waits. `seen`: when the newest words were written that are shown, its own or the
    requester's, in milliseconds."""

    approval: Id
    decision: Decision
    seen: Annotated[int, Field(ge=0, le=10**14)] = 0


class TraineePage(OfPerson, prefix="trainee"):
    """Show how a trainee's answers fare."""


class Promote(OfPerson, prefix="promote"):
    """Make a trainee an agent."""


class Mentor(OfPerson, prefix="mentor"):
    """Choose who approves a trainee's answers first, by Telegram id; 0: no one in particular."""

    mentor: Annotated[int, Field(ge=0, le=2**63 - 1)]
