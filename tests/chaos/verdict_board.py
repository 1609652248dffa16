"""Does the board show what the desk holds? Written from the table of the contract (product, section 4), not from the
mirror's code. Texts of a day need no other unescaping than taking backslashes off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

from tests.chaos.facts import Facts

Row = dict[str, Any]
_SECTIONS = {
    "new": "New",
    "assigned": "Assigned",
    "in_progress": "In progress",
    "pending": "Pending",
    "on_hold": "On hold",
    "resolved": "Resolved",
    "reopened": "Reopened",
}
_ENDED = ("closed", "cancelled")
_ESCAPE = re.compile(r"\\(.)")


class Board(Protocol):
    """What a board shows: its tasks that are not deleted, and the names of its sections by id."""

    def tasks(self) -> list[Row]: ...
    def sections(self) -> dict[str, str]: ...


def complaints(board: Board, facts: Facts) -> Iterator[str]:
    """Every difference."""
    numbers = []
    asked = {card["ticket_id"] for card in facts.rows["cards"] if str(card["gone"]).startswith("held:")}
    for ticket in facts.tickets.values():
        if ticket["filed_at"] is None:
            continue
        numbers.append(ticket["number"])
        tasks = [one for one in board.tasks() if _number(one) == ticket["number"]]
        may_lack = ticket["status"] in _ENDED or ticket["id"] in asked
        if len(tasks) > 1 or (not tasks and not may_lack) or (tasks and ticket["id"] in asked):
            yield f"#{ticket['number']} ({ticket['status']}) has {len(tasks)} tasks"
        for task in tasks[:1]:
            for name, shown, held in _fields(board, facts, task, ticket):
                if shown != held:
                    named = f"#{ticket['number']} ({ticket['status']})"
                    yield f"{named}: {name}: the board has {shown!r}, the desk {held!r}"
    for task in board.tasks():
        if _number(task) not in numbers:
            yield f"a task of no ticket: {task['content']}"


def dues(board: Board, facts: Facts, now: datetime) -> Iterator[str]:
    """What is promised is the task's due, to the second, and passed it has the label; others' dues are theirs."""
    for ticket in facts.tickets.values():
        tasks = [one for one in board.tasks() if _number(one) == ticket["number"]]
        if not tasks or ticket["policy_version"] is None:
            continue
        stands = ticket["status"] in ("pending", "resolved", *_ENDED)
        held, next_due = ticket["status"] == "on_hold", "solve" if ticket["first_response_at"] else "first"
        at = ticket["hold_until"] if held else ticket["promised_at"] or ticket[f"{next_due}_due_at"]
        wanted = None if stands or at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
        shown = (tasks[0]["due"] or {}).get("date")
        if shown != wanted:
            yield f"#{ticket['number']} ({ticket['status']}): due {shown!r}, promised {wanted!r}"
        late = wanted is not None and not held and at < now
        if ("late" in tasks[0]["labels"]) != late:
            yield f"#{ticket['number']}: late is {late}, its labels {tasks[0]['labels']}"


def _number(task: Row) -> int:
    found = re.match(r"#(\d+)", task["content"])
    return int(found.group(1)) if found else 0


def _fields(board: Board, facts: Facts, task: Row, ticket: Row) -> Iterator[tuple[str, Any, Any]]:
    """What the board shows and what the desk says it should, field by field."""
    shown = " ".join(_ESCAPE.sub(r"\1", task["content"]).split())
    yield "subject", shown, f"#{ticket['number']} {' '.join(ticket['subject'].split())}"
    yield "priority", 5 - task["priority"], ticket["priority"]
    late = {"late"} if ticket["policy_version"] is not None else set[str]()  # with its due, below
    yield "labels", {_folded(one) for one in task["labels"]} - late, _labels(ticket)
    yield "assignee", task["responsible_uid"], _assignee(facts, ticket)
    ended, done = ticket["status"] in _ENDED, bool(task.get("checked"))
    if ended or ticket["status"] != "resolved":
        yield "completed", done, ended
    elsewhere = task["section_id"] is None or (done and ticket["status"] == "resolved")  # stays where it was put
    if not ended and not elsewhere:
        yield "section", board.sections().get(task["section_id"]), _SECTIONS[ticket["status"]]
    requester = facts.people[ticket["requester_id"]]["name"]
    yield "description", requester in _ESCAPE.sub(r"\1", task["description"]), True


def _labels(ticket: Row) -> set[str]:
    category = [ticket["category"]] if ticket["category"] else []
    own = ["needs-answer"] if ticket["needs_answer"] else []
    own += ["escalated"] if ticket["escalated_at"] is not None else []
    return {_folded(one) for one in [*ticket["tags"], *category, *own]}


def _folded(label: str) -> str:
    return label.casefold().replace(" ", "_")


def _assignee(facts: Facts, ticket: Row) -> str | None:
    assignee = facts.people.get(ticket["assignee_id"])
    return assignee["todoist_id"] if assignee else None
