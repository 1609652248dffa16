"""Callback data of people the team takes no requests from. Decides nothing."""

from typing import Annotated

from pydantic import Field

from bot.callbacks import OfPerson


class Unblock(OfPerson, prefix="unblock"):
    """Take requests again from this person, by Telegram id, or without one by the id of their row below zero."""

    person: Annotated[int, Field(ge=-(2**63) + 1, le=2**63 - 1)]
