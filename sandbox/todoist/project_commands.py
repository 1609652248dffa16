"""The commands for projects, their sections and collaborators, and for an account's labels.

Functions act for the account `uid`, raise `TodoistError` for what the service refuses and change nothing then. Must
not know HTTP.
"""

from sandbox.todoist import arguments
from sandbox.todoist.errors import (
    limit_reached,
    make_invalid_argument,
    make_missing_argument,
    make_not_found,
    make_not_permitted,
)
from sandbox.todoist.plan_limits import PROJECTS_PER_ACCOUNT, SECTIONS_PER_PROJECT
from sandbox.todoist.tables import Row
from sandbox.todoist.task_commands import mark_deleted
from sandbox.todoist.world import TodoistWorld

_PROJECT = {"name", "description", "color", "is_favorite", "view_style", "child_order", "is_collapsed"}
_LABEL = {"name", "color", "item_order", "is_favorite"}


def add_project(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `project_add`; a free account has five active projects besides its inbox."""
    arguments.check_names(args, _PROJECT | {"parent_id"})
    values = _read_project_fields(args) | {"name": arguments.read_text(args, "name", arguments.PROJECT_NAME_LIMIT)}
    if args.get("parent_id"):
        values["parent_id"] = world.require_project(uid, arguments.read_id(args, "parent_id"))["id"]
    _check_project_limit(world, uid)
    row = world.make_project(uid, world.ids.make_object_id(), values.pop("name"), **values)
    world.record_event("project:added", uid, row["id"], dict(row))
    return row


def update_project(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `project_update`: changes only the fields that are named."""
    arguments.check_names(args, _PROJECT | {"id", "order_key"})
    row = world.require_project(uid, arguments.read_id(args, "id"))
    return _write_project(world, uid, row, _read_project_fields(args) | _read_order_key(args), "project:updated")


def archive_project(world: TodoistWorld, uid: str, args: Row, *, on: bool = True) -> Row:
    """Execute `project_archive` or `project_unarchive`: its tasks stay as they are, without full readings."""
    arguments.check_names(args, {"id"})
    row = _require_deletable_project(world, uid, args)
    if not on:
        _check_project_limit(world, uid)
    event = "project:archived" if on else "project:unarchived"
    return _write_project(world, uid, row, {"is_archived": on}, event)


def delete_project(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `project_delete`: with its sections, tasks and comments."""
    arguments.check_names(args, {"id"})
    row = _require_deletable_project(world, uid, args)
    for section in world.list_sections(row["id"]):
        section |= {"is_deleted": True, "updated_at": world.get_timestamp()}
        world.store_change(world.sections, section)
    for item in [item for item in world.items.rows.values() if item["project_id"] == row["id"]]:
        if not item["is_deleted"]:
            mark_deleted(world, item)
    _write_project(world, uid, row, {"is_deleted": True}, "project:deleted")


def share_project(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `share_project`: an account that exists accepts at once."""
    arguments.check_names(args, {"project_id", "email"})
    project = world.require_project(uid, arguments.read_id(args, "project_id"))
    world.add_collaborator(project["id"], _find_account_by_email(world, args))


def delete_collaborator(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `delete_collaborator`: removes the account and its assignments in the project."""
    arguments.check_names(args, {"project_id", "email"})
    project = world.require_project(uid, arguments.read_id(args, "project_id"))
    world.remove_collaborator(project["id"], _find_account_by_email(world, args))


def add_section(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `section_add`: at most twenty in a project."""
    arguments.check_names(args, {"project_id", "name", "section_order"})
    project = world.require_project(uid, arguments.read_id(args, "project_id"))
    name = arguments.read_text(args, "name", arguments.SECTION_NAME_LIMIT)
    there = world.list_sections(project["id"])
    if len(there) >= SECTIONS_PER_PROJECT:
        raise limit_reached("Maximum number of sections per project reached", "MAX_SECTIONS_LIMIT_REACHED", 46)
    moment = world.get_timestamp()
    row: Row = {
        "id": world.ids.make_object_id(),
        "user_id": uid,
        "project_id": project["id"],
        "added_at": moment,
        "updated_at": moment,
        "archived_at": None,
        "name": name,
        "description": None,
        "section_order": args.get("section_order") or len(there) + 1,
        "order_key": None,
        "is_archived": False,
        "is_deleted": False,
        "is_collapsed": False,
    }
    world.store_change(world.sections, row)
    _record_section_event(world, "section:added", uid, row)
    return row


def update_section(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `section_update`: the name, whether it is collapsed, and its position."""
    arguments.check_names(args, {"id", "name", "is_collapsed", "section_order", "order_key"})
    row = world.require_section(uid, arguments.read_id(args, "id"))
    values = _read_order_key(args)
    if "name" in args:
        values["name"] = arguments.read_text(args, "name", arguments.SECTION_NAME_LIMIT)
    if "is_collapsed" in args:
        values["is_collapsed"] = arguments.read_flag(args, "is_collapsed")
    if "section_order" in args:
        values["section_order"] = arguments.read_number(args, "section_order", 0, 1_000_000)
    row |= {**values, "updated_at": world.get_timestamp()}
    world.store_change(world.sections, row)
    _record_section_event(world, "section:updated", uid, row)
    return row


def _read_order_key(args: Row) -> Row:
    """Return the position of a section or a project as the clients write it since 2026: an opaque text, or none."""
    if "order_key" not in args:
        return {}
    value = args["order_key"]
    if value is not None and not isinstance(value, str):
        raise make_invalid_argument("order_key", "order_key must be a string")
    return {"order_key": value}


def reorder_sections(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `section_reorder`, deprecated in favour of `order_key`: new positions for the sections named."""
    arguments.check_names(args, {"sections"})
    entries = args.get("sections")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise make_missing_argument("sections")
    for entry in entries:
        update_section(world, uid, entry)


def delete_section(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `section_delete`: with every task in it, completed ones too."""
    arguments.check_names(args, {"id"})
    row = world.require_section(uid, arguments.read_id(args, "id"))
    for item in [item for item in world.items.rows.values() if item["section_id"] == row["id"]]:
        if not item["is_deleted"]:
            mark_deleted(world, item)
    row |= {"is_deleted": True, "updated_at": world.get_timestamp()}
    world.store_change(world.sections, row)
    _record_section_event(world, "section:deleted", uid, row)


def add_label(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `label_add`: a personal label; a name that exists is refused."""
    arguments.check_names(args, _LABEL)
    labels = world.accounts[uid].labels
    name = arguments.read_text(args, "name", arguments.LABEL_NAME_LIMIT)
    if any(row["name"] == name and not row["is_deleted"] for row in labels.rows.values()):
        raise make_invalid_argument("name", "Label already exists")
    row: Row = {
        "id": world.ids.make_object_id(),
        "name": name,
        "color": args.get("color") or "charcoal",
        "item_order": len(labels.rows) + 1,
        "is_favorite": arguments.read_flag(args, "is_favorite"),
        "is_deleted": False,
    }
    world.store_change(labels, row)
    return row


def update_label(world: TodoistWorld, uid: str, args: Row) -> Row:
    """Execute `label_update`: a new name changes the account's tasks too."""
    arguments.check_names(args, _LABEL | {"id"})
    row = require_label(world, uid, arguments.read_id(args, "id"))
    old = row["name"]
    row |= {name: args[name] for name in _LABEL & args.keys()}
    if row["name"] != old:
        row["name"] = arguments.read_text(args, "name", arguments.LABEL_NAME_LIMIT)
        _relabel(world, uid, old, row["name"])
    world.store_change(world.accounts[uid].labels, row)
    return row


def delete_label(world: TodoistWorld, uid: str, args: Row) -> None:
    """Execute `label_delete`: removes it from the account's tasks too, unless `cascade` is "none"."""
    arguments.check_names(args, {"id", "cascade"})
    row = require_label(world, uid, arguments.read_id(args, "id"))
    row["is_deleted"] = True
    world.store_change(world.accounts[uid].labels, row)
    if args.get("cascade") != "none":
        _relabel(world, uid, row["name"], None)


def require_label(world: TodoistWorld, uid: str, label_id: str) -> Row:
    """Return a personal label of an account. Raises `NOT_FOUND`."""
    row = world.accounts[uid].labels.rows.get(label_id)
    if row is None or row["is_deleted"]:
        raise make_not_found("Label")
    return row


def _relabel(world: TodoistWorld, uid: str, old: str, new: str | None) -> None:
    for project_id in world.list_visible_projects(uid):
        for item in world.list_active_tasks(project_id):
            if old in item["labels"]:
                names = [new if name == old else name for name in item["labels"]]
                item |= {"labels": [name for name in names if name], "updated_at": world.get_timestamp()}
                world.store_change(world.items, item)


def _read_project_fields(args: Row) -> Row:
    values = {name: args[name] for name in _PROJECT & args.keys() if args[name] is not None}
    for name, longest in (("name", arguments.PROJECT_NAME_LIMIT), ("description", arguments.DESCRIPTION_LIMIT)):
        if name in values:
            values[name] = arguments.check_text(name, values[name], longest)
    if values.get("view_style", "list") not in {"list", "board", "calendar"}:
        raise make_invalid_argument("view_style")
    return values


def _check_project_limit(world: TodoistWorld, uid: str) -> None:
    rows = (world.projects.rows[key] for key in world.list_visible_projects(uid))
    active = [row for row in rows if not (row["inbox_project"] or row["is_deleted"] or row["is_archived"])]
    if len(active) >= PROJECTS_PER_ACCOUNT:
        raise limit_reached("Maximum number of projects reached", "MAX_PROJECTS_LIMIT_REACHED", 45)


def _require_deletable_project(world: TodoistWorld, uid: str, args: Row) -> Row:
    row = world.require_project(uid, arguments.read_id(args, "id"))
    if row["inbox_project"]:
        raise make_not_permitted("The inbox cannot be archived or deleted")
    return row


def _write_project(world: TodoistWorld, uid: str, row: Row, values: Row, event: str) -> Row:
    row |= {**values, "updated_at": world.get_timestamp()}
    world.store_change(world.projects, row)
    world.record_event(event, uid, row["id"], dict(row))
    return row


def _find_account_by_email(world: TodoistWorld, args: Row) -> str:
    email = arguments.read_text(args, "email", 254)
    for uid, account in world.accounts.items():
        if account.user["email"] == email:
            return uid
    raise make_not_found("User")


def _record_section_event(world: TodoistWorld, event: str, uid: str, row: Row) -> None:
    data = {name: value for name, value in row.items() if name not in {"updated_at", "description"}}
    world.record_event(event, uid, row["project_id"], data)
