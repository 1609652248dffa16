"""The values that a merge compares: both sides, when they changed, and the last agreed state. Plain values; knows no
session, clock or HTTP."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from todoist_sync.merge.sides import DeskSide, TaskSide


class Field(StrEnum):
    """A field that can conflict. Description and the desk's own labels are ours alone, except the escalation label."""

    SUBJECT = "subject"
    PRIORITY = "priority"
    STATUS = "status"
    ASSIGNEE = "assignee"
    LABELS = "labels"
    DUE = "due"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Ours:
    """The ticket's side now, and when we last changed each field."""

    face: DeskSide
    times: dict[Field, datetime]


@dataclass(frozen=True, slots=True)
class Theirs:
    """The task now, and when it last changed (the time of reading if Todoist does not say), by the board or by our own
    commands. Todoist has no time per field, so an older change of one field counts as late as the newest of all."""

    shown: TaskSide
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """The state that both sides last had in common."""

    face: DeskSide
    shown: TaskSide
