"""The commands for a comment (the Sync API says note). Only its author may change or delete it.

Functions act for the account `uid`, raise `TodoistError` for what the service refuses and change nothing then. Must
not know HTTP.
"""

from typing import Any

from sandbox.todoist import args as arguments
from sandbox.todoist.errors import forbidden, invalid, missing
from sandbox.todoist.store import Row
from sandbox.todoist.tasks import public
from sandbox.todoist.world import TodoistWorld

_ATTACHMENT = {"resource_type", "file_name", "file_size", "file_type", "file_url", "file_duration"} | {
    "upload_state",
    "image",
    "image_width",
    "image_height",
    "url",
    "title",
}


def add(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `note_add`: a comment on a task or on a project, with at most one file."""
    arguments.only(args, {"item_id", "project_id", "content", "file_attachment", "uids_to_notify"})
    if (args.get("item_id") is None) == (args.get("project_id") is None):
        raise missing("item_id")
    row: Row = {"id": world.ids.object()}
    if args.get("item_id") is not None:
        item = world.item(uid, arguments.identifier(args, "item_id"))
        row["item_id"] = item["id"]
    else:
        row["project_id"] = world.project(uid, arguments.identifier(args, "project_id"))["id"]
    file = _attachment(args.get("file_attachment"))
    row |= {
        "content": _words(args, file),
        "posted_at": world.stamp(),
        "posted_uid": uid,
        "file_attachment": file,
        "uids_to_notify": _uids(args.get("uids_to_notify")),
        "reactions": None,
        "is_deleted": False,
    }
    world.changed(world.notes, row)
    if "item_id" in row:
        world.notes_of.setdefault(row["item_id"], []).append(row["id"])
        _count(world, row["item_id"], 1)
    _tell(world, "note:added", uid, row)
    return row


def update(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `note_update`: other words, or another file, by the author."""
    arguments.only(args, {"id", "content", "file_attachment"})
    row = _own(world, uid, args)
    file = _attachment(args["file_attachment"]) if "file_attachment" in args else row["file_attachment"]
    if "content" in args:
        row["content"] = _words(args, file)
    row["file_attachment"] = file
    world.changed(world.notes, row)
    _tell(world, "note:updated", uid, row)
    return row


def delete(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `note_delete`: leaves a tombstone; only by the author."""
    arguments.only(args, {"id"})
    row = _own(world, uid, args)
    row["is_deleted"] = True
    world.changed(world.notes, row)
    if "item_id" in row:
        _count(world, row["item_id"], -1)
    _tell(world, "note:deleted", uid, row)


def react(world: TodoistWorld, uid: str, args: Row, *, on: bool = True) -> Row:
    """Execute `note_reaction_add` or `note_reaction_remove`: by any account that sees the comment."""
    arguments.only(args, {"id", "reaction"})
    row = world.note(uid, arguments.identifier(args, "id"))
    sign = arguments.text(args, "reaction", 32)
    reactions = {key: list(value) for key, value in (row["reactions"] or {}).items()}
    who = [one for one in reactions.get(sign, []) if one != uid] + ([uid] if on else [])
    reactions[sign] = who
    row["reactions"] = {key: value for key, value in reactions.items() if value} or None
    world.changed(world.notes, row)
    _tell(world, "note:updated", uid, row)
    return row


def _own(world: TodoistWorld, uid: str, args: Row) -> Row:
    row = world.note(uid, arguments.identifier(args, "id"))
    if row["posted_uid"] != uid:
        raise forbidden("Only the author can change a comment")
    return row


def _words(args: Row, file: Row | None) -> str:
    if file is not None and args.get("content") == "":
        return ""
    return arguments.text(args, "content", arguments.COMMENT_LIMIT)


def _attachment(value: Any) -> Row | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not value.get("resource_type"):
        raise invalid("file_attachment", "file_attachment must be what an upload answered")
    arguments.only(value, _ATTACHMENT)
    return dict(value)


def _uids(value: Any) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(uid, str) for uid in value):
        raise invalid("uids_to_notify", "uids_to_notify must be a list of user ids")
    return list(value)


def _count(world: TodoistWorld, item_id: str, more: int) -> None:
    item = world.items.rows[item_id]
    item["note_count"] += more
    world.changed(world.items, item)


def _tell(world: TodoistWorld, event: str, uid: str, row: Row) -> None:
    data = dict(row)
    task_id: str | None = row.get("item_id")
    if task_id:
        item = world.items.rows[task_id]
        data |= {"url": f"https://app.todoist.com/app/task/{task_id}", "item": public(item)}
    world.happened(event, uid, world.home(row), data)
