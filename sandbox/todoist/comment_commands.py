"""The commands for a comment (the Sync API says note). Only its author may change or delete it.

Functions act for the account `uid`, raise `TodoistError` for what the service refuses and change nothing then. Must
not know HTTP.
"""

from typing import Any

from sandbox.todoist import arguments
from sandbox.todoist.errors import make_invalid_argument, make_missing_argument, make_not_permitted
from sandbox.todoist.tables import Row
from sandbox.todoist.task_commands import add_address
from sandbox.todoist.world import TodoistWorld

_ATTACHMENT = {"resource_type", "file_name", "file_size", "file_type", "file_url", "file_duration"} | {
    "upload_state",
    "image",
    "image_width",
    "image_height",
    "url",
    "title",
}


def add_comment(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `note_add`: a comment on a task or on a project, with at most one file."""
    arguments.check_names(args, {"item_id", "project_id", "content", "file_attachment", "uids_to_notify"})
    if (args.get("item_id") is None) == (args.get("project_id") is None):
        raise make_missing_argument("item_id")
    row: Row = {"id": world.ids.make_object_id()}
    if args.get("item_id") is not None:
        item = world.require_task(uid, arguments.read_id(args, "item_id"))
        row["item_id"] = item["id"]
    else:
        row["project_id"] = world.require_project(uid, arguments.read_id(args, "project_id"))["id"]
    file = _read_attachment(args.get("file_attachment"))
    row |= {
        "content": _read_content(args, file),
        "posted_at": world.get_timestamp(),
        "posted_uid": uid,
        "file_attachment": file,
        "uids_to_notify": _read_uids(args.get("uids_to_notify")),
        "reactions": None,
        "is_deleted": False,
    }
    world.store_change(world.notes, row)
    if "item_id" in row:
        world.notes_of.setdefault(row["item_id"], []).append(row["id"])
        _change_note_count(world, row["item_id"], 1)
    _record_event(world, "note:added", uid, row)
    return row


def update_comment(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `note_update`: other words, or another file, by the author."""
    arguments.check_names(args, {"id", "content", "file_attachment"})
    row = _require_own_comment(world, uid, args)
    file = _read_attachment(args["file_attachment"]) if "file_attachment" in args else row["file_attachment"]
    if "content" in args:
        row["content"] = _read_content(args, file)
    row["file_attachment"] = file
    world.store_change(world.notes, row)
    _record_event(world, "note:updated", uid, row)
    return row


def delete_comment(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `note_delete`: leaves a tombstone; only by the author."""
    arguments.check_names(args, {"id"})
    row = _require_own_comment(world, uid, args)
    row["is_deleted"] = True
    world.store_change(world.notes, row)
    if "item_id" in row:
        _change_note_count(world, row["item_id"], -1)
    _record_event(world, "note:deleted", uid, row)


def react_to_comment(world: TodoistWorld, uid: str, args: Row, *, on: bool = True) -> Row:
    """Execute `note_reaction_add` or `note_reaction_remove`: by any account that sees the comment."""
    arguments.check_names(args, {"id", "reaction"})
    row = world.require_comment(uid, arguments.read_id(args, "id"))
    sign = arguments.read_text(args, "reaction", 32)
    reactions = {key: list(value) for key, value in (row["reactions"] or {}).items()}
    who = [one for one in reactions.get(sign, []) if one != uid] + ([uid] if on else [])
    reactions[sign] = who
    row["reactions"] = {key: value for key, value in reactions.items() if value} or None
    world.store_change(world.notes, row)
    _record_event(world, "note:updated", uid, row)
    return row


def _require_own_comment(world: TodoistWorld, uid: str, args: Row) -> Row:
    row = world.require_comment(uid, arguments.read_id(args, "id"))
    if row["posted_uid"] != uid:
        raise make_not_permitted("Only the author can change a comment")
    return row


def _read_content(args: Row, file: Row | None) -> str:
    if file is not None and args.get("content") == "":
        return ""
    return arguments.read_text(args, "content", arguments.COMMENT_LIMIT)


def _read_attachment(value: Any) -> Row | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not value.get("resource_type"):
        raise make_invalid_argument("file_attachment", "file_attachment must be what an upload answered")
    arguments.check_names(value, _ATTACHMENT)
    return dict(value)


def _read_uids(value: Any) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(uid, str) for uid in value):
        raise make_invalid_argument("uids_to_notify", "uids_to_notify must be a list of user ids")
    return list(value)


def _change_note_count(world: TodoistWorld, item_id: str, more: int) -> None:
    item = world.items.rows[item_id]
    item["note_count"] += more
    world.store_change(world.items, item)


def _record_event(world: TodoistWorld, event: str, uid: str, row: Row) -> None:
    data = dict(row)
    task_id: str | None = row.get("item_id")
    if task_id:
        item = world.items.rows[task_id]
        data |= {"url": f"https://app.todoist.com/app/task/{task_id}", "item": add_address(item)}
    world.record_event(event, uid, world.get_comment_project(row), data)
