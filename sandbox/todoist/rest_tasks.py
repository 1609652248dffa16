"""REST for tasks, comments and labels: each route one small function.

A route gets a `Call` and returns what is sent as JSON, `None` for an empty answer. Names of REST are translated to
those of the Sync API, whose commands do the work.
"""

from sandbox.todoist import comment_commands, completed_tasks, project_commands, task_commands
from sandbox.todoist.errors import make_invalid_argument, make_missing_argument, make_not_found
from sandbox.todoist.rest_call import Call, rename_fields
from sandbox.todoist.tables import Row


def list_tasks(call: Call) -> Row:
    """Answer `GET /tasks`: active ones only."""
    rows = [
        row for key in sorted(call.world.list_visible_projects(call.uid)) for row in call.world.list_active_tasks(key)
    ]
    if "ids" in call.query:
        ids = call.query["ids"].strip("[]").replace('"', "").split(",")
        rows = [row for row in rows if row["id"] in {one.strip() for one in ids}]
    if "label" in call.query:
        rows = [row for row in rows if call.query["label"] in row["labels"]]
    return call.make_page(row for row in rows if call.is_match(row, ("project_id", "section_id", "parent_id")))


def add_task(call: Call) -> Row:
    """Answer `POST /tasks`."""
    return task_commands.add_task(call.world, call.uid, translate_task_fields(call.body))


def get_task(call: Call) -> Row:
    """Answer `GET /tasks/{id}`; `behaviour` decides whether a completed one is found."""
    row = call.world.require_task(call.uid, call.path["id"])
    if row["checked"] and call.world.behaviour.completed_task == "missing":
        raise make_not_found("Task")
    return row


def update_task(call: Call) -> Row:
    """Answer `POST /tasks/{id}`."""
    return task_commands.update_task(call.world, call.uid, {**translate_task_fields(call.body), "id": call.path["id"]})


def delete_task(call: Call) -> None:
    """Answer `DELETE /tasks/{id}`."""
    task_commands.delete_task(call.world, call.uid, {"id": call.path["id"]})


def close_task(call: Call) -> None:
    """Answer `POST /tasks/{id}/close`."""
    task_commands.close_task(call.world, call.uid, {"id": call.path["id"]})


def reopen_task(call: Call) -> None:
    """Answer `POST /tasks/{id}/reopen`."""
    task_commands.reopen_task(call.world, call.uid, {"id": call.path["id"]})


def move_task(call: Call) -> Row:
    """Answer `POST /tasks/{id}/move`."""
    return task_commands.move_task(call.world, call.uid, {**call.body, "id": call.path["id"]})


def list_completed_tasks(call: Call) -> Row:
    """Answer `GET /tasks/completed/by_completion_date` and `…/by_due_date`: `items`, not `results`."""
    names = ("project_id", "section_id", "parent_id")
    rows = completed_tasks.list_completed(call.world, call.uid, call.query, by_due="by_due_date" in call.path["by"])
    return call.make_page((row for row in rows if call.is_match(row, names)), "items")


def translate_task_fields(body: Row) -> Row:
    """Translate REST's names of a task's fields to those of the Sync API."""
    args = rename_fields(body, {"assignee_id": "responsible_uid", "order": "child_order"})
    dues = [name for name in ("due_string", "due_date", "due_datetime") if args.get(name) is not None]
    if len(dues) > 1:
        raise make_invalid_argument(dues[1], "due_string, due_date and due_datetime exclude each other")
    lang = args.pop("due_lang", None)
    for name in ("due_string", "due_date", "due_datetime"):
        if name in args:
            value = args.pop(name)
            key = "string" if name == "due_string" else "date"
            args["due"] = None if value is None else {key: value, "lang": lang}
    if "deadline_date" in args:
        day = args.pop("deadline_date")
        args["deadline"] = None if day is None else {"date": day, "lang": args.get("deadline_lang") or "en"}
    args.pop("deadline_lang", None)
    if ("duration" in args) != ("duration_unit" in args):
        raise make_missing_argument("duration_unit")
    if "duration" in args:
        unit = args.pop("duration_unit")
        args["duration"] = {"amount": args["duration"], "unit": unit} if args["duration"] else None
    return args


def list_comments(call: Call) -> Row:
    """Answer `GET /comments?task_id=|project_id=`; those of a completed task too."""
    world = call.world
    if "task_id" in call.query:
        item = world.require_task(call.uid, call.query["task_id"])
        rows = [world.notes.rows[key] for key in world.notes_of.get(item["id"], ())]
    elif "project_id" in call.query:
        home = world.require_project(call.uid, call.query["project_id"])["id"]
        rows = [row for row in world.notes.rows.values() if row.get("project_id") == home]
    else:
        raise make_missing_argument("task_id")
    return call.make_page(row for row in rows if not row["is_deleted"])


def add_comment(call: Call) -> Row:
    """Answer `POST /comments`."""
    names = {"task_id": "item_id", "attachment": "file_attachment"}
    return comment_commands.add_comment(call.world, call.uid, rename_fields(call.body, names))


def get_comment(call: Call) -> Row:
    """Answer `GET /comments/{id}`."""
    return call.world.require_comment(call.uid, call.path["id"])


def update_comment(call: Call) -> Row:
    """Answer `POST /comments/{id}`: changes only its content."""
    return comment_commands.update_comment(
        call.world, call.uid, {"id": call.path["id"], **{k: v for k, v in call.body.items() if k == "content"}}
    )


def delete_comment(call: Call) -> None:
    """Answer `DELETE /comments/{id}`."""
    comment_commands.delete_comment(call.world, call.uid, {"id": call.path["id"]})


def list_labels(call: Call) -> Row:
    """Answer `GET /labels`: personal ones."""
    rows = call.world.accounts[call.uid].labels.rows.values()
    return call.make_page(_make_label_view(row) for row in rows if not row["is_deleted"])


def add_label(call: Call) -> Row:
    """Answer `POST /labels`."""
    return _make_label_view(
        project_commands.add_label(call.world, call.uid, rename_fields(call.body, {"order": "item_order"}))
    )


def get_label(call: Call) -> Row:
    """Answer `GET /labels/{id}`."""
    return _make_label_view(project_commands.require_label(call.world, call.uid, call.path["id"]))


def update_label(call: Call) -> Row:
    """Answer `POST /labels/{id}`."""
    args = rename_fields(call.body, {"order": "item_order"}) | {"id": call.path["id"]}
    return _make_label_view(project_commands.update_label(call.world, call.uid, args))


def delete_label(call: Call) -> None:
    """Answer `DELETE /labels/{id}`."""
    project_commands.delete_label(call.world, call.uid, {"id": call.path["id"]})


def _make_label_view(row: Row) -> Row:
    return {name: row[name] for name in ("id", "name", "color", "is_favorite")} | {"order": row["item_order"]}
