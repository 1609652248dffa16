"""Callback data of blocked requesters."""

from typing import Annotated

from pydantic import Field

from bot.handlers.pressed_message import OfPerson


class Unblock(OfPerson, prefix="unblock"):
    """Unblock this person, by Telegram id; a person without one is named by the negative id of their row."""

    person: Annotated[int, Field(ge=-(2**63) + 1, le=2**63 - 1)]
