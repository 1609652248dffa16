"""Callback data of the team's screens: a person, their tickets and topics, and what admins press. People go by Telegram
id. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, OfPerson, PageNumber, PageTurn
from bot.features.availability.buttons import AwayFor

CategoryKey = Annotated[int, Field(ge=0, le=10**9)]
"""A category by id; 0: none."""


class Admit(OfPerson, prefix="admit"):
    """Let in who opened an admin's link, by Telegram id."""


class Dismiss(OfPerson, prefix="dismiss"):
    """Remove from the team, by Telegram id."""


class EndPanelSessions(OfPerson, prefix="psessions"):
    """End all sessions of a colleague at the panel, by Telegram id."""


class StaffPage(PageTurn, prefix="staff"):
    """A page of the team."""


class MemberPage(OfPerson, prefix="person"):
    """One of the team, for admins."""


class MemberAway(CallbackData, prefix="paway"):
    """An admin says that they are away, or back."""

    person: Id
    until: AwayFor


class Everything(StrEnum):
    """All of somebody's tickets, whatever their category."""

    ALL = "all"


class Whither(StrEnum):
    """Where tickets go that go to no person: asked, or the queue."""

    ASK = "ask"
    QUEUE = "queue"


class Moves(CallbackData, prefix="moves"):
    """Which of somebody's tickets shall move."""

    person: Id
    page: PageNumber


class Move(CallbackData, prefix="move"):
    """Where to (a page of it while that is asked), and whether that is certain."""

    person: Id
    what: Everything | CategoryKey
    to: Whither | Id
    page: Annotated[int, Field(ge=0, le=10**4)]
    sure: Annotated[int, Field(ge=0, le=1)]


class Topics(CallbackData, prefix="topics"):
    """A page of the categories, with those somebody answers best."""

    person: Id
    page: PageNumber


class Topic(CallbackData, prefix="topic"):
    """It is one of theirs, or no longer."""

    person: Id
    category: Annotated[int, Field(ge=1, le=10**9)]
    on: Annotated[int, Field(ge=0, le=1)]
    page: PageNumber
