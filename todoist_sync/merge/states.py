"""What is compared of a card: how both sides stand, since when, and what they last agreed on. Plain values; knows no
session, clock or HTTP."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from todoist_sync.merge.sides import DeskSide, TaskSide


class Field(StrEnum):
    """What can conflict; description and the desk's own labels are ours alone, but that somebody was called."""

    SUBJECT = "subject"
    PRIORITY = "priority"
    STATUS = "status"
    ASSIGNEE = "assignee"
    LABELS = "labels"
    DUE = "due"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Ours:
    """The ticket's face now, and when our side last changed each field."""

    face: DeskSide
    times: dict[Field, datetime]


@dataclass(frozen=True, slots=True)
class Theirs:
    """The task now, and when anything of it last changed (the time of reading where Todoist does not say): by the
    board or by our own commands. Todoist has no time of a field, so an older change of one field counts as late as the
    newest of all."""

    shown: TaskSide
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both sides last held in common."""

    face: DeskSide
    shown: TaskSide
