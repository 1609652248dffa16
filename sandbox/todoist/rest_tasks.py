"""REST for tasks, comments and labels: each route one small function.

A route gets a `Call` and returns what is sent as JSON, `None` for an empty answer. Names of REST are translated to
those of the Sync API, whose commands do the work.
"""

from sandbox.todoist import boards, completed, notes, tasks
from sandbox.todoist.call import Call, renamed
from sandbox.todoist.errors import invalid, missing, not_found
from sandbox.todoist.store import Row


def task_list(call: Call) -> Row:
    """Answer `GET /tasks`: active ones only."""
    rows = [row for key in sorted(call.world.visible(call.uid)) for row in call.world.in_project(key)]
    if "ids" in call.query:
        ids = call.query["ids"].strip("[]").replace('"', "").split(",")
        rows = [row for row in rows if row["id"] in {one.strip() for one in ids}]
    if "label" in call.query:
        rows = [row for row in rows if call.query["label"] in row["labels"]]
    return call.page(row for row in rows if call.match(row, ("project_id", "section_id", "parent_id")))


def add_task(call: Call) -> Row:
    """Answer `POST /tasks`."""
    return tasks.add(call.world, call.uid, task_args(call.body))


def task(call: Call) -> Row:
    """Answer `GET /tasks/{id}`; `behaviour` decides whether a completed one is found."""
    row = call.world.item(call.uid, call.path["id"])
    if row["checked"] and call.world.behaviour.completed_task == "missing":
        raise not_found("Task")
    return row


def update_task(call: Call) -> Row:
    """Answer `POST /tasks/{id}`."""
    return tasks.update(call.world, call.uid, {**task_args(call.body), "id": call.path["id"]})


def delete_task(call: Call) -> None:
    """Answer `DELETE /tasks/{id}`."""
    tasks.delete(call.world, call.uid, {"id": call.path["id"]})


def close_task(call: Call) -> None:
    """Answer `POST /tasks/{id}/close`."""
    tasks.close(call.world, call.uid, {"id": call.path["id"]})


def reopen_task(call: Call) -> None:
    """Answer `POST /tasks/{id}/reopen`."""
    tasks.uncomplete(call.world, call.uid, {"id": call.path["id"]})


def move_task(call: Call) -> Row:
    """Answer `POST /tasks/{id}/move`."""
    return tasks.move(call.world, call.uid, {**call.body, "id": call.path["id"]})


def completed_tasks(call: Call) -> Row:
    """Answer `GET /tasks/completed/by_completion_date` and `…/by_due_date`: `items`, not `results`."""
    names = ("project_id", "section_id", "parent_id")
    rows = completed.between(call.world, call.uid, call.query, by_due="by_due_date" in call.path["by"])
    return call.page((row for row in rows if call.match(row, names)), "items")


def task_args(body: Row) -> Row:
    """Translate REST's names of a task's fields to those of the Sync API."""
    args = renamed(body, {"assignee_id": "responsible_uid", "order": "child_order"})
    dues = [name for name in ("due_string", "due_date", "due_datetime") if args.get(name) is not None]
    if len(dues) > 1:
        raise invalid(dues[1], "due_string, due_date and due_datetime exclude each other")
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
        raise missing("duration_unit")
    if "duration" in args:
        unit = args.pop("duration_unit")
        args["duration"] = {"amount": args["duration"], "unit": unit} if args["duration"] else None
    return args


def comments(call: Call) -> Row:
    """Answer `GET /comments?task_id=|project_id=`; those of a completed task too."""
    world = call.world
    if "task_id" in call.query:
        item = world.item(call.uid, call.query["task_id"])
        rows = [world.notes.rows[key] for key in world.notes_of.get(item["id"], ())]
    elif "project_id" in call.query:
        home = world.project(call.uid, call.query["project_id"])["id"]
        rows = [row for row in world.notes.rows.values() if row.get("project_id") == home]
    else:
        raise missing("task_id")
    return call.page(row for row in rows if not row["is_deleted"])


def add_comment(call: Call) -> Row:
    """Answer `POST /comments`."""
    names = {"task_id": "item_id", "attachment": "file_attachment"}
    return notes.add(call.world, call.uid, renamed(call.body, names))


def comment(call: Call) -> Row:
    """Answer `GET /comments/{id}`."""
    return call.world.note(call.uid, call.path["id"])


def update_comment(call: Call) -> Row:
    """Answer `POST /comments/{id}`: changes only its content."""
    return notes.update(
        call.world, call.uid, {"id": call.path["id"], **{k: v for k, v in call.body.items() if k == "content"}}
    )


def delete_comment(call: Call) -> None:
    """Answer `DELETE /comments/{id}`."""
    notes.delete(call.world, call.uid, {"id": call.path["id"]})


def labels(call: Call) -> Row:
    """Answer `GET /labels`: personal ones."""
    rows = call.world.accounts[call.uid].labels.rows.values()
    return call.page(_label(row) for row in rows if not row["is_deleted"])


def add_label(call: Call) -> Row:
    """Answer `POST /labels`."""
    return _label(boards.add_label(call.world, call.uid, renamed(call.body, {"order": "item_order"})))


def label(call: Call) -> Row:
    """Answer `GET /labels/{id}`."""
    return _label(boards.label(call.world, call.uid, call.path["id"]))


def update_label(call: Call) -> Row:
    """Answer `POST /labels/{id}`."""
    args = renamed(call.body, {"order": "item_order"}) | {"id": call.path["id"]}
    return _label(boards.update_label(call.world, call.uid, args))


def delete_label(call: Call) -> None:
    """Answer `DELETE /labels/{id}`."""
    boards.delete_label(call.world, call.uid, {"id": call.path["id"]})


def _label(row: Row) -> Row:
    return {name: row[name] for name in ("id", "name", "color", "is_favorite")} | {"order": row["item_order"]}
