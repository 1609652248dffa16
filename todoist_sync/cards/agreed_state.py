"""The state that both sides of a card last agreed on, and what the board then showed: its form in the row, and what a
command of ours makes of a task. Pure."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from todoist_sync.merge import task_due
from todoist_sync.merge.priorities import convert_priority
from todoist_sync.merge.sides import DeskSide, TaskSide
from todoist_sync.merge.three_way import Agreed, Theirs


def apply_command(shown: TaskSide, kind: str, args: dict[str, Any]) -> TaskSide:
    """Return what a task shows after one of our commands."""
    if kind == "item_move":
        return replace(shown, section=args["section_id"])
    if kind in {"item_complete", "item_uncomplete"}:
        return replace(shown, done=kind == "item_complete")
    names = {"responsible_uid": "assignee"}
    values = {names.get(name, name): value for name, value in args.items() if name != "id"}
    if "priority" in values:
        values["priority"] = convert_priority(values["priority"])
    if "labels" in values:
        values["labels"] = tuple(values["labels"])
    if "due" in values:
        values["due"] = task_due.read_due(values["due"])
    return replace(shown, **values)


def dump_agreed(agreed: Agreed) -> dict[str, Any]:
    """Return an agreed state as JSON."""
    return {"face": agreed.face.dump(), "shown": agreed.shown.dump()}


def load_agreed(data: dict[str, Any]) -> Agreed:
    """Return an agreed state from its JSON."""
    return Agreed(DeskSide.load(data["face"]), TaskSide.load(data["shown"]))


def dump_theirs(theirs: Theirs) -> dict[str, Any]:
    """Return the board's side as JSON."""
    return {"shown": theirs.shown.dump(), "at": theirs.at.isoformat()}


def load_theirs(data: dict[str, Any]) -> Theirs:
    """Return the board's side from its JSON."""
    return Theirs(TaskSide.load(data["shown"]), datetime.fromisoformat(data["at"]))
