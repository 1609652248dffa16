"""The two faces of a card: what a ticket is to the board (`DeskSide`), what a task shows (`TaskSide`); and how one
becomes the other. Plain values and pure functions; knows no session and no HTTP.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from db.enums import Status
from todoist_sync.merge import description as describe

ENDED = frozenset({Status.CLOSED, Status.CANCELLED})


def folded(name: str) -> str:
    """Names of categories and labels compare without case, a space equal to an underscore."""
    return name.casefold().replace(" ", "_")


def label_of(category: str) -> str:
    """The label that shows a category (Todoist's labels hold no blanks; 60 characters, help centre, read 2026-11)."""
    return category.replace(" ", "_")[:60]


@dataclass(frozen=True, slots=True)
class DeskSide:
    """A ticket as the board shows it. `priority` 1 critical … 4 low; `assignee` a Todoist id, None where nobody holds
    it or the board cannot show who; `holder` our own id of who has it, shown or not (0: somebody at the board);
    `category` its label; `block` the desk's part of the description."""

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

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        names = ("number", "subject", "priority", "assignee", "category", "needs_answer", "block", "holder")
        return {n: getattr(self, n) for n in names} | {"status": self.status.value, "tags": sorted(self.tags)}

    @classmethod
    def load(cls, data: dict[str, Any]) -> "DeskSide":
        """From its JSON."""
        return cls(**{**data, "status": Status(data["status"]), "tags": frozenset(data["tags"])})


@dataclass(frozen=True, slots=True)
class TaskSide:
    """A task as it is. `priority` on the desk's scale; `section` an id; `labels` in the task's order."""

    content: str
    description: str
    priority: int
    section: str | None
    done: bool
    assignee: str | None
    labels: tuple[str, ...]

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        names = ("content", "description", "priority", "section", "done", "assignee")
        return {n: getattr(self, n) for n in names} | {"labels": list(self.labels)}

    @classmethod
    def load(cls, data: dict[str, Any]) -> "TaskSide":
        """From its JSON."""
        return cls(**{**data, "labels": tuple(data["labels"])})

    @classmethod
    def of_task(cls, task: dict[str, Any]) -> "TaskSide":
        """From a task object of the Sync API; its priority 4 is p1."""
        return cls(
            content=task["content"],
            description=task.get("description") or "",
            priority=5 - int(task.get("priority") or 1),
            section=task.get("section_id"),
            done=bool(task.get("checked")),
            assignee=task.get("responsible_uid"),
            labels=tuple(task.get("labels") or ()),
        )


@dataclass(frozen=True, slots=True)
class BoardVocabulary:
    """What the project is like: section ids by status, categories by folded name, the desk's own label; `assignable`:
    the project is shared; `tight`: places for tasks run short, so resolved ones are completed."""

    sections: Mapping[Status, str]
    categories: Mapping[str, str] = field(default_factory=dict)
    needs_answer: str = "needs-answer"
    own_labels: frozenset[str] = frozenset({"needs-answer", "нужен-ответ"})
    assignable: bool = False
    tight: bool = False

    def status_of(self, section: str | None) -> Status | None:
        """The status a section stands for; None for no section and for one of the agents' own."""
        return next((status for status, known in self.sections.items() if known == section), None)

    def is_category(self, label: str) -> bool:
        """Whether a label equals a category's name."""
        return folded(label) in self.categories

    def named(self, labels: Iterable[str]) -> list[str]:
        """The labels but the desk's own, categories by their exact label."""
        return [self.categories.get(folded(one), one) for one in labels if one not in self.own_labels]


def wanted(after: DeskSide, now: TaskSide, board: BoardVocabulary, *, stays: bool) -> TaskSide:
    """The task as it has to be for a ticket `after`, changing as little as can be of what it shows `now`."""
    return replace(
        now,
        content=describe.titled(now.content, after.number, after.subject),
        description=describe.put(now.description, after.block),
        priority=after.priority,
        assignee=after.assignee if board.assignable else now.assignee,
        labels=_labels(after, now, board),
        done=_done(after, now, board),
        section=_section(after, now, board, stays=stays),
    )


def fresh(after: DeskSide, board: BoardVocabulary) -> TaskSide:
    """The task to make for a ticket that has none."""
    empty = TaskSide("", "", after.priority, board.sections.get(after.status), False, None, ())
    return replace(wanted(after, empty, board, stays=False), done=False)


def _labels(after: DeskSide, now: TaskSide, board: BoardVocabulary) -> tuple[str, ...]:
    want = set(after.tags) | ({after.category} if after.category else set())
    kept = [one for one in now.labels if one not in board.own_labels and board.named([one])[0] in want]
    missing = want - set(board.named(kept))
    own = [board.needs_answer] if after.needs_answer else []
    ordered = (*kept, *sorted(missing), *own)
    return now.labels if set(ordered) == set(now.labels) else ordered


def _done(after: DeskSide, now: TaskSide, board: BoardVocabulary) -> bool:
    """Closed and cancelled: completed. Resolved: as it is. All others: not completed."""
    return after.status in ENDED or (after.status is Status.RESOLVED and (now.done or board.tight))


def _section(after: DeskSide, now: TaskSide, board: BoardVocabulary, *, stays: bool) -> str | None:
    if stays or after.status in ENDED or (after.status is Status.RESOLVED and now.done):
        return now.section
    return board.sections.get(after.status, now.section)
