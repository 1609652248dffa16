"""Callback data of the team's screens: a person, their tickets, topics, shifts, whom one asks. People go by Telegram
id. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import AwayFor, Id, OfPerson, PageNumber, PageTurn
from desk.policy.staff_notifications import Hearing, StaffNews

CategoryKey = Annotated[int, Field(ge=0, le=10**9)]
"""A category by id; 0: none."""


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


class ShiftPart(StrEnum):
    """A screen of somebody's shifts."""

    WEEK = "week"
    MORE = "more"
    EMPTY = "empty"
    COPY = "copy"


class Shifts(CallbackData, prefix="shifts"):
    """A screen of somebody's shifts; `page` of those they can be copied to."""

    person: Id
    part: ShiftPart
    page: PageNumber


class ShiftDay(CallbackData, prefix="shiftday"):
    """Ask when they work on that weekday (0: Monday); the reply says it."""

    person: Id
    weekday: Annotated[int, Field(ge=0, le=6)]


class ShiftCopy(CallbackData, prefix="shiftcopy"):
    """The week of one is the other's too."""

    person: Id
    to: Id


class ShiftClear(OfPerson, prefix="shiftclear"):
    """No shifts: the desk's hours."""


class AskPage(CallbackData, prefix="asks"):
    """A page of those whom a note of one's own (by its id) can be sent to."""

    entry: Id
    page: PageNumber


class AskWhom(CallbackData, prefix="ask"):
    """It goes to this colleague."""

    entry: Id
    person: Id


class Hear(CallbackData, prefix="hear"):
    """How one hears a kind of news."""

    news: StaffNews
    how: Hearing


class OwnNews(CallbackData, prefix="ownnews"):
    """What one is told of one's own requests."""
