"""REST for the account, its projects and their sections: each route one small function.

A route gets a `Call` and returns what is sent as JSON, `None` for an empty answer. Names of REST are translated to
those of the Sync API, whose commands do the work.
"""

from sandbox.todoist import project_commands
from sandbox.todoist.rest_call import Call, rename_fields
from sandbox.todoist.tables import Row


def get_user(call: Call) -> Row:
    """Answer `GET /user`."""
    return call.world.accounts[call.uid].user


def list_activities(call: Call) -> Row:
    """Answer `GET /activities`, newest first: the only list that says who moved a task."""
    rows = []
    for entry in reversed(call.world.activity):
        kind, what = entry["event"].split(":")
        row = {
            "event_date": entry["at"],
            "event_type": what,
            "object_type": kind,
            "object_id": entry["object_id"],
            "initiator_id": entry["by"],
            "parent_project_id": entry["project_id"],
            "parent_item_id": entry["task_id"] if kind == "note" else None,
            "extra_data": entry["extra"],
        }
        seen = call.uid in call.world.members.get(entry["project_id"], {})
        names = ("object_type", "event_type", "object_id", "parent_project_id", "parent_item_id", "initiator_id")
        if seen and call.is_match(row, names):
            rows.append(row)
    return call.make_page(rows)


def _find_projects(call: Call, *, archived: bool) -> list[Row]:
    rows = (call.world.projects.rows[key] for key in call.world.list_visible_projects(call.uid))
    found = [row for row in rows if not row["is_deleted"] and row["is_archived"] is archived]
    return sorted(found, key=lambda row: (row["child_order"], row["created_at"]))


def list_projects(call: Call) -> Row:
    """Answer `GET /projects`: active ones."""
    return call.make_page(_find_projects(call, archived=False))


def list_archived_projects(call: Call) -> Row:
    """Answer `GET /projects/archived`."""
    return call.make_page(_find_projects(call, archived=True))


def search_projects(call: Call) -> Row:
    """Answer `GET /projects/search?query=`."""
    wanted = call.query.get("query", "").lower()
    return call.make_page(row for row in _find_projects(call, archived=False) if wanted in row["name"].lower())


def add_project(call: Call) -> Row:
    """Answer `POST /projects`."""
    return project_commands.add_project(call.world, call.uid, call.body)


def get_project(call: Call) -> Row:
    """Answer `GET /projects/{id}`."""
    return call.world.require_project(call.uid, call.path["id"])


def update_project(call: Call) -> Row:
    """Answer `POST /projects/{id}`."""
    return project_commands.update_project(call.world, call.uid, {**call.body, "id": call.path["id"]})


def delete_project(call: Call) -> None:
    """Answer `DELETE /projects/{id}`."""
    project_commands.delete_project(call.world, call.uid, {"id": call.path["id"]})


def archive_project(call: Call) -> Row:
    """Answer `POST /projects/{id}/archive`."""
    return project_commands.archive_project(call.world, call.uid, {"id": call.path["id"]})


def unarchive_project(call: Call) -> Row:
    """Answer `POST /projects/{id}/unarchive`."""
    return project_commands.archive_project(call.world, call.uid, {"id": call.path["id"]}, on=False)


def list_collaborators(call: Call) -> Row:
    """Answer `GET /projects/{id}/collaborators`: an empty list for a project that is not shared."""
    row = call.world.require_project(call.uid, call.path["id"])
    members = call.world.members[row["id"]] if row["is_shared"] else {}
    users = (call.world.accounts[uid].user for uid in members)
    return call.make_page({"id": one["id"], "name": one["full_name"], "email": one["email"]} for one in users)


def _find_sections(call: Call) -> list[Row]:
    if "project_id" in call.query:
        return call.world.list_sections(call.world.require_project(call.uid, call.query["project_id"])["id"])
    return [row for one in _find_projects(call, archived=False) for row in call.world.list_sections(one["id"])]


def list_sections(call: Call) -> Row:
    """Answer `GET /sections?project_id=`."""
    return call.make_page(_find_sections(call))


def search_sections(call: Call) -> Row:
    """Answer `GET /sections/search?query=`."""
    wanted = call.query.get("query", "").lower()
    return call.make_page(row for row in _find_sections(call) if wanted in row["name"].lower())


def add_section(call: Call) -> Row:
    """Answer `POST /sections`."""
    return project_commands.add_section(call.world, call.uid, rename_fields(call.body, {"order": "section_order"}))


def get_section(call: Call) -> Row:
    """Answer `GET /sections/{id}`."""
    return call.world.require_section(call.uid, call.path["id"])


def update_section(call: Call) -> Row:
    """Answer `POST /sections/{id}`."""
    return project_commands.update_section(call.world, call.uid, {**call.body, "id": call.path["id"]})


def delete_section(call: Call) -> None:
    """Answer `DELETE /sections/{id}`."""
    project_commands.delete_section(call.world, call.uid, {"id": call.path["id"]})
