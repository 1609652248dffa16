"""Callback data of the team's screens: a person, their tickets and topics, and what admins press. People are named by
Telegram id."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.features.availability import AwayFor
from bot.handlers.pressed_message import Id, OfPerson, PageNumber, PageTurn
from db.models import Role

CategoryKey = Annotated[int, Field(ge=0, le=10**9)]
"""A topic by id; 0: none."""


class Admit(OfPerson, prefix="admit"):
    """Admit the person who opened an admin's link."""


class Dismiss(OfPerson, prefix="dismiss"):
    """Remove the person from the team."""


class EndPanelSessions(OfPerson, prefix="psessions"):
    """End all of a colleague's sessions at the panel."""


class StaffPage(PageTurn, prefix="staff"):
    """Show a page of the team."""


class MemberPage(OfPerson, prefix="person"):
    """Show a member of the team, for admins."""


class MemberAway(CallbackData, prefix="paway"):
    """Mark a colleague as away or back."""

    person: Id
    until: AwayFor


class AllTickets(StrEnum):
    """All tickets of a person, whatever their topic."""

    ALL = "all"


class MoveTarget(StrEnum):
    """Where tickets go if not to a person: ASK asks first, QUEUE returns them to the queue."""

    ASK = "ask"
    QUEUE = "queue"


class MovableTickets(OfPerson, prefix="moves"):
    """Show which of a person's tickets can be moved."""

    page: PageNumber


class MoveTickets(CallbackData, prefix="move"):
    """Choose where tickets go (`page` of the colleagues while that is asked); `sure`: it was confirmed."""

    person: Id
    what: AllTickets | CategoryKey
    to: MoveTarget | Id
    page: Annotated[int, Field(ge=0, le=10**4)]
    sure: Annotated[int, Field(ge=0, le=1)]


class Topics(OfPerson, prefix="topics"):
    """Show a page of topics, with those that the person answers best."""

    page: PageNumber


class Topic(CallbackData, prefix="topic"):
    """Add the topic to those that the person answers best, or remove it."""

    person: Id
    category: Annotated[int, Field(ge=1, le=10**9)]
    on: Annotated[int, Field(ge=0, le=1)]
    page: PageNumber


class MemberRole(OfPerson, prefix="role"):
    """Show a member's role, and which they could have."""


class GiveRole(CallbackData, prefix="giverole"):
    """Give a member a role."""

    person: Id
    role: Role
