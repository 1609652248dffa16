"""Callback data of the team's screens: a person, their tickets, topics, shifts, who is away, whom one asks; and what
admins press. People go by Telegram id. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, OfPerson, PageNumber, PageTurn

CategoryKey = Annotated[int, Field(ge=0, le=10**9)]
"""A category by id; 0: none."""


class AwayFor(StrEnum):
    """Until when somebody is away; OPEN: until they say so, BACK: no longer."""

    HOUR = "hour"
    TWO = "two"
    TOMORROW = "tomorrow"
    OPEN = "open"
    BACK = "back"


class Away(CallbackData, prefix="away"):
    """Oneself: until when."""

    until: AwayFor


class AuditTurn(PageTurn, prefix="audit"):
    """A page of what was done to the desk."""


class Admit(OfPerson, prefix="admit"):
    """Let in who opened an admin's link, by Telegram id."""


class Dismiss(OfPerson, prefix="dismiss"):
    """Remove from the team, by Telegram id."""


class EndPanelSessions(OfPerson, prefix="psessions"):
    """End all sessions of a colleague at the panel, by Telegram id."""


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


class Unblock(OfPerson, prefix="unblock"):
    """Take requests again from this person, by Telegram id, or without one by the id of their row below zero."""

    person: Annotated[int, Field(ge=-(2**63) + 1, le=2**63 - 1)]


class RetryJob(CallbackData, prefix="retry"):
    """Try a job again that was given up."""

    job: Id


class Link(CallbackData, prefix="link"):
    """ "That is me on the board", by Todoist id."""

    todoist_id: Annotated[str, Field(min_length=1, max_length=58)]


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
