"""The two sides of a card: a ticket as the board should show it (`DeskSide`), a task as it is (`TaskSide`), and how one
becomes the other. Plain values and pure functions; knows no session and no HTTP.

The text of a task: `#N subject` as its content, and the desk's part of the description between markers. What agents
write outside the markers stays. Limits: content 500, description 16,383 characters (help centre, read 2026-11).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.models import Status
from desk.i18n import match_own_label
from desk.sla.work_calendar import ROUND_THE_CLOCK, WorkCalendar
from desk.text.money import find_price_in_label
from todoist_sync.api.rows import TaskRow, require_readable
from todoist_sync.merge.priorities import convert_priority
from todoist_sync.merge.task_due import UNKNOWN, find_due_moment, read_due

ENDED = frozenset({Status.CLOSED, Status.CANCELLED})
_UTC = ZoneInfo("UTC")


def fold_name(name: str) -> str:
    """Return a name for comparing categories and labels: case ignored, a space equal to an underscore."""
    return name.casefold().replace(" ", "_")


def make_label(category: str) -> str:
    """Return the label that shows a category (labels hold no blanks and 60 characters; help centre, read 2026-11)."""
    return category.replace(" ", "_")[:60]


@dataclass(frozen=True, slots=True)
class DeskSide:
    """A ticket as the board should show it. `priority` 1 critical … 4 low; `assignee` a Todoist id, None if the ticket
    has no assignee or the board cannot show them; `holder` our own id of the assignee, shown or not; `category` its
    label; `block` the desk's part of the description; `due` the ticket's next due moment, to the second; unless the
    desk `keeps_due`, the task's due is ignored."""

    number: int
    subject: str
    priority: int
    status: Status
    assignee: str | None
    category: str | None
    tags: frozenset[str]
    needs_answer: bool
    block: str
    holder: int | None = None
    late: bool = False
    escalated: bool = False
    due: datetime | None = None
    keeps_due: bool = False

    def dump(self) -> dict[str, Any]:
        """Return the side as JSON."""
        names = ("number", "subject", "priority", "assignee", "category", "needs_answer", "block", "holder")
        plain = {n: getattr(self, n) for n in (*names, "late", "escalated", "keeps_due")}
        due = self.due.isoformat() if self.due is not None else None
        return plain | {"status": self.status.value, "tags": sorted(self.tags), "due": due}

    @classmethod
    def load(cls, data: dict[str, Any]) -> "DeskSide":
        """Read a side from its JSON: a field that an older version did not write gets its default, one that only a
        newer version knows is ignored."""
        given = _select_known_fields(cls, data)
        due = datetime.fromisoformat(given["due"]) if given.get("due") else None
        return cls(**{**given, "status": Status(data["status"]), "tags": frozenset(data["tags"]), "due": due})


@dataclass(frozen=True, slots=True)
class TaskSide:
    """A task as it is. `priority` on the desk's scale; `section` an id; `labels` in the task's order; `due` as
    `merge/due.py` writes it."""

    content: str
    description: str
    priority: int
    section: str | None
    done: bool
    assignee: str | None
    labels: tuple[str, ...]
    due: str = UNKNOWN

    def dump(self) -> dict[str, Any]:
        """Return the side as JSON."""
        names = ("content", "description", "priority", "section", "done", "assignee", "due")
        return {n: getattr(self, n) for n in names} | {"labels": list(self.labels)}

    @classmethod
    def load(cls, data: dict[str, Any]) -> "TaskSide":
        """Read a side from its JSON, of an older or newer version too."""
        return cls(**{**_select_known_fields(cls, data), "labels": tuple(data["labels"])})

    @classmethod
    def of_task(cls, task: TaskRow) -> "TaskSide":
        """Build from a task as read; its priority 4 is p1. Raises OddRowError."""
        task = require_readable(task)
        return cls(
            content=task.content,
            description=task.description,
            priority=convert_priority(task.priority),
            section=task.section_id,
            done=task.checked,
            assignee=task.responsible_uid,
            labels=task.labels,
            due=read_due(task.due),
        )


def _select_known_fields(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


@dataclass(frozen=True, slots=True)
class BoardVocabulary:
    """The names and rules of the project: section ids by status, categories by folded name, the desk's own labels in
    its language; `zone` and `hours` of the desk, for the end of a day; `now`; `assignable`: the project is shared;
    `tight`: places for tasks run short, so resolved tickets' tasks are completed;
    `priced`: payments are on."""

    sections: Mapping[Status, str]
    now: datetime
    categories: Mapping[str, str] = field(default_factory=dict)
    needs_answer: str = "needs-answer"
    late: str = "late"
    escalated: str = "escalated"
    zone: ZoneInfo = _UTC
    hours: WorkCalendar = ROUND_THE_CLOCK
    assignable: bool = False
    tight: bool = False
    priced: bool = False

    def get_status(self, section: str | None) -> Status | None:
        """Return the status of a section; None for no section and for one that the agents made."""
        return next((status for status, known in self.sections.items() if known == section), None)

    def is_category(self, label: str) -> bool:
        """Return True if a label is a category's name."""
        return fold_name(label) in self.categories

    def find_price(self, label: str) -> str | None:
        """Return the price that a label sets: it is no tag, and is taken off once the desk has read it. None for other
        labels, and while payments are off."""
        return find_price_in_label(label) if self.priced else None

    def strip_own_labels(self, labels: Iterable[str]) -> list[str]:
        """Return the labels without the desk's own, categories by their exact label."""
        return [self.categories.get(fold_name(one), one) for one in labels if match_own_label(one) is None]

    def get_own_labels(self, face: DeskSide) -> list[str]:
        """Return the desk's own labels for a ticket."""
        marks = ((self.needs_answer, face.needs_answer), (self.late, face.late), (self.escalated, face.escalated))
        return [name for name, has in marks if has]

    def find_due_moment(self, shown: str) -> datetime | None:
        """Return the moment that a task's due means to the desk."""
        return find_due_moment(shown, self.zone, self.hours, self.now)
