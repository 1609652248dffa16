"""The commands for a task. Arguments are those of the Sync API's `item_*` commands.

Every function acts for the account `uid`, raises `TodoistError` for what the service refuses and changes nothing
then. Must not know HTTP.
"""

import re
from typing import Any

from sandbox.todoist import arguments, due_dates
from sandbox.todoist.errors import make_invalid_argument, make_missing_argument, make_not_found
from sandbox.todoist.tables import Row
from sandbox.todoist.world import TodoistWorld

_FIELDS = {"content", "description", "due", "deadline", "duration", "priority", "labels", "responsible_uid"} | {
    "assigned_by_uid",
    "is_collapsed",
    "day_order",
}
_PLACES = {"project_id", "section_id", "parent_id"}
_ADD = _FIELDS | _PLACES | {"child_order", "auto_reminder", "auto_parse_labels"}
_LABEL = re.compile(r"(?:^|(?<=\s))@([\w-]+)\s?")


def add_task(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `item_add`: a new active task, last in its project."""
    arguments.check_names(args, _ADD)
    place = _find_place(world, uid, args)
    world.check_task_limit(place["project_id"])
    world.check_assignee(place["project_id"], args.get("responsible_uid"))
    row = _make_blank_task(world, uid) | place | {"content": _read_title(args), **_read_fields(world, uid, args)}
    if arguments.read_flag(args, "auto_parse_labels", True):
        _parse_labels(row)
    row["child_order"] = args.get("child_order") or len(world.active.get(place["project_id"], ())) + 1
    if row["parent_id"]:
        world.children.setdefault(row["parent_id"], set()).add(row["id"])
    world.store_change(world.items, row)
    _record_event(world, "item:added", uid, row)
    return row


def update_task(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `item_update`: only the fields that are named; a project, section or parent named here does nothing."""
    arguments.check_names(args, _FIELDS | _PLACES | {"id", "child_order"})
    row = world.require_task(uid, arguments.read_id(args, "id"))
    if "responsible_uid" in args:
        world.check_assignee(row["project_id"], args["responsible_uid"])
    values = _read_fields(world, uid, args)
    if "content" in args:
        values["content"] = _read_title(args)
    if "child_order" in args:
        values["child_order"] = arguments.read_number(args, "child_order", -1, 1_000_000)
    reassigned = "responsible_uid" in args and args["responsible_uid"] != row["responsible_uid"]
    _change_task(world, uid, row, values, "responsible_uid_changed" if reassigned else "item_updated")
    return row


def move_task(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `item_move` to exactly one of another section, project or parent, with everything below it."""
    arguments.check_names(args, _PLACES | {"id"})
    row = world.require_task(uid, arguments.read_id(args, "id"))
    target = args.keys() & _PLACES
    if len(target) != 1:
        raise make_invalid_argument("project_id", "Exactly one of project_id, section_id, parent_id is required")
    place = _find_place(world, uid, {name: arguments.read_id(args, name) for name in target})
    moving = [row, *world.list_subtasks(row["id"])]
    if place["parent_id"] in {task["id"] for task in moving}:
        raise make_invalid_argument("parent_id", "A task cannot be below itself")
    if place["project_id"] != row["project_id"]:
        world.check_task_limit(place["project_id"], sum(not task["checked"] for task in moving))
    _change_parent(world, row, place["parent_id"])
    before = row["project_id"]
    for task in moving[1:]:
        _move_one(world, uid, task, {**place, "parent_id": task["parent_id"]})
    _move_one(world, uid, row, place, told=True)
    if place["project_id"] != before:
        _update_visibility(world, moving, before)
    return row


def complete_task(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `item_complete`: into history with everything below it, a recurring task too."""
    arguments.check_names(args, {"id", "completed_at", "date_completed", "force_history", "from_undo"})
    row = world.require_task(uid, arguments.read_id(args, "id"))
    if row["content"].startswith("* "):
        raise make_invalid_argument("id", "The task is uncompletable")
    if row["checked"]:
        return row
    moment = world.get_timestamp()
    for task in [*world.list_subtasks(row["id"]), row]:
        if not task["checked"]:
            task |= {"checked": True, "completed_at": moment, "completed_by_uid": uid, "updated_at": moment}
            world.store_change(world.items, task)
    _record_event(world, "item:completed", uid, row)
    return row


def close_task(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `item_close`, as the checkbox does: a recurring task gets its next date and stays active."""
    arguments.check_names(args, {"id"})
    row = world.require_task(uid, arguments.read_id(args, "id"))
    if not (row["due"] and row["due"]["is_recurring"]):
        return complete_task(world, uid, args)
    _change_task(world, uid, row, {"due": due_dates.advance_due(row["due"], world.get_today())}, "item_completed")
    _record_event(world, "item:completed", uid, row)
    return row


def reopen_task(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `item_uncomplete`: active again, and completed parents with it."""
    arguments.check_names(args, {"id"})
    row = world.require_task(uid, arguments.read_id(args, "id"))
    closed: list[Row] = []
    task: Row | None = row
    while task is not None:
        if task["checked"]:
            closed.append(task)
        task = world.items.rows.get(task["parent_id"] or "")
    world.check_task_limit(row["project_id"], len(closed))
    for reopened in closed:
        reopened |= {"checked": False, "completed_at": None, "completed_by_uid": None}
        reopened["updated_at"] = world.get_timestamp()
        world.store_change(world.items, reopened)
        _record_event(world, "item:uncompleted", uid, reopened)
    return row


def delete_task(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `item_delete`: the task, everything below it, and their comments become tombstones."""
    arguments.check_names(args, {"id"})
    row = world.require_task(uid, arguments.read_id(args, "id"))
    for task in [*world.list_subtasks(row["id"]), row]:
        mark_deleted(world, task)
    _record_event(world, "item:deleted", uid, row)


def mark_deleted(world: TodoistWorld, task: Row) -> None:
    """Turn one task and its comments into tombstones without an event."""
    for key in world.notes_of.get(task["id"], ()):
        note = world.notes.rows[key]
        if not note["is_deleted"]:
            note["is_deleted"] = True
            world.store_change(world.notes, note)
    task |= {"is_deleted": True, "updated_at": world.get_timestamp()}
    world.store_change(world.items, task)


def reorder_tasks(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `item_reorder`: new positions for the tasks named."""
    arguments.check_names(args, {"items"})
    items = args.get("items")
    if not isinstance(items, list) or not all(isinstance(entry, dict) for entry in items):
        raise make_missing_argument("items")
    rows = [(world.require_task(uid, arguments.read_id(entry, "id")), entry) for entry in items]
    orders = [arguments.read_number(entry, "child_order", -1, 1_000_000) for _, entry in rows]
    for (row, _), order in zip(rows, orders, strict=True):
        row |= {"child_order": order, "updated_at": world.get_timestamp()}
        world.store_change(world.items, row)
    world.feed.publish("todoist", event="item:reordered")


def add_address(row: Row) -> Row:
    """Return a task as webhooks send it: with its address."""
    return {**row, "url": f"https://app.todoist.com/app/task/{row['id']}"}


def _make_blank_task(world: TodoistWorld, uid: str) -> Row:
    moment = world.get_timestamp()
    return {
        "id": world.ids.make_object_id(),
        "user_id": uid,
        "project_id": "",
        "section_id": None,
        "parent_id": None,
        "added_by_uid": uid,
        "assigned_by_uid": None,
        "responsible_uid": None,
        "labels": [],
        "deadline": None,
        "duration": None,
        "is_collapsed": False,
        "checked": False,
        "is_deleted": False,
        "added_at": moment,
        "completed_at": None,
        "completed_by_uid": None,
        "updated_at": moment,
        "due": None,
        "priority": 1,
        "child_order": 0,
        "content": "",
        "description": "",
        "note_count": 0,
        "day_order": -1,
    }


def _find_place(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Return project, section and parent that fit together, from those that are named."""
    if args.get("parent_id"):
        parent = world.require_task(uid, arguments.read_id(args, "parent_id"))
        place = {name: parent[name] for name in ("project_id", "section_id")} | {"parent_id": parent["id"]}
    elif args.get("section_id"):
        section = world.require_section(uid, arguments.read_id(args, "section_id"))
        place = {"project_id": section["project_id"], "section_id": section["id"], "parent_id": None}
    else:
        project_id = args.get("project_id") or world.accounts[uid].user["inbox_project_id"]
        place = {"project_id": project_id, "section_id": None, "parent_id": None}
    for name in _PLACES:
        if args.get(name) and args[name] != place[name]:
            raise make_invalid_argument(name, f"{name} does not fit the other places")
    if world.require_project(uid, arguments.read_id(place, "project_id"))["is_archived"]:
        raise make_not_found("Project")
    return place


def _read_title(args: Row) -> str:
    """Return the task's name as one line, whatever was sent."""
    return " ".join(arguments.read_text(args, "content", arguments.CONTENT_LIMIT).split("\n"))


def _read_fields(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Return the fields of `args` in the shape in which they are stored, without the title."""
    values: Row = {}
    if "description" in args:
        values["description"] = arguments.check_text("description", args["description"], arguments.DESCRIPTION_LIMIT)
    if "labels" in args:
        values["labels"] = arguments.read_labels(args["labels"])
    if "priority" in args:
        values["priority"] = arguments.read_number(args, "priority", 1, 4)
    if "due" in args:
        values["due"] = due_dates.parse_due(args["due"], world.get_today())
    if "responsible_uid" in args:
        uid_or_none = args["responsible_uid"]
        values |= {"responsible_uid": uid_or_none, "assigned_by_uid": uid if uid_or_none else None}
    if "is_collapsed" in args:
        values["is_collapsed"] = arguments.read_flag(args, "is_collapsed")
    if "day_order" in args:
        values["day_order"] = arguments.read_number(args, "day_order", -1, 1_000_000)
    return values | {name: _read_object(args, name) for name in ("deadline", "duration") if name in args}


def _read_object(args: Row, name: str) -> Any:
    value = args[name]
    if value is not None and not isinstance(value, dict):
        raise make_invalid_argument(name, f"{name} must be an object")
    return value


def _parse_labels(row: Row) -> None:
    """Turn `@name` in the title into a label, unless `auto_parse_labels` was sent as false."""
    found = _LABEL.findall(row["content"])
    rest = _LABEL.sub("", row["content"]).strip()
    if found and rest:
        row |= {"content": rest, "labels": arguments.read_labels([*row["labels"], *found])}


def _change_task(world: TodoistWorld, uid: str, row: Row, values: Row, intent: str) -> None:
    old = dict(row)
    row |= {**values, "updated_at": world.get_timestamp()}
    world.store_change(world.items, row)
    _record_event(world, "item:updated", uid, row, {"old_item": add_address(old), "update_intent": intent})


def _move_one(world: TodoistWorld, uid: str, task: Row, place: Row, *, told: bool = False) -> None:
    values = dict(place)
    if task["responsible_uid"] not in world.members[place["project_id"]]:
        values["responsible_uid"] = None
    if told:
        _change_task(world, uid, task, values, "item_updated")
        return
    task |= {**values, "updated_at": world.get_timestamp()}
    world.store_change(world.items, task)


def _change_parent(world: TodoistWorld, row: Row, parent_id: str | None) -> None:
    world.children.get(row["parent_id"] or "", set()).discard(row["id"])
    if parent_id:
        world.children.setdefault(parent_id, set()).add(row["id"])


def _update_visibility(world: TodoistWorld, moved: list[Row], before: str) -> None:
    for task in moved:
        for uid in world.members[before].keys() - world.members[task["project_id"]].keys():
            world.hide_row(uid, "items", task)
        newly = world.members[task["project_id"]].keys() - world.members[before].keys()
        for uid in newly:
            world.accounts[uid].lost.drop_row(f"items:{task['id']}")
        for key in world.notes_of.get(task["id"], ()) if newly else ():
            world.store_change(world.notes, world.notes.rows[key])


def _record_event(world: TodoistWorld, event: str, uid: str, row: Row, extra: Row | None = None) -> None:
    world.record_event(event, uid, row["project_id"], add_address(row), extra)
