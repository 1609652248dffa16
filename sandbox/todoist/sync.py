"""The read half of `/sync`: what an account sees, in full or since a token.

A full reading has active objects only. An incremental one has the latest state of everything that changed, in no
order that means anything, with tombstones. Must not know HTTP.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from typing import Any

from sandbox.todoist.command_batch import COMMANDS_LIMIT, CommandBatch, check_commands
from sandbox.todoist.errors import TodoistError, make_invalid_argument
from sandbox.todoist.tables import Row, Table
from sandbox.todoist.world import TodoistWorld

READ = ("items", "notes", "sections", "projects", "collaborators", "collaborator_states", "user", "labels")
EMPTY = (
    "filters",
    "reminders",
    "reminders_location",
    "locations",
    "live_notifications",
    "workspaces",
    "day_orders",
    "folders",
    "view_options",
)
SILENT = (
    "project_notes",
    "user_settings",
    "notification_settings",
    "user_plan_limits",
    "completed_info",
    "stats",
    "workspace_users",
    "workspace_filters",
    "project_view_options_defaults",
    "role_actions",
    "calendars",
    "calendar_accounts",
    "suggestions",
    "tooltips",
)


class SyncTokens:
    """Sync tokens: opaque, readable only here, refused after `reject_all`."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._epoch = 0
        self._answer = "error"

    def make_token(self, uid: str, version: int) -> str:
        """Make a token for everything up to `version`."""
        body = f"{self._epoch}:{uid}:{version}".encode()
        return base64.urlsafe_b64encode(self._sign(body) + body).decode().rstrip("=")

    def read_token(self, token: str, uid: str) -> int | None:
        """Return the version of a token, or `None` if a full reading has to be given instead."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            epoch, owner, version = raw[12:].decode().split(":")
        except (ValueError, UnicodeError):
            raise _invalid_token() from None
        if not hmac.compare_digest(raw[:12], self._sign(raw[12:])) or owner != uid:
            raise _invalid_token()
        if int(epoch) != self._epoch:
            if self._answer == "full":
                return None
            raise _invalid_token()
        return int(version)

    def reject_all(self, answer: str) -> None:
        """Refuse all tokens given so far: with "error" (400), or by a "full" reading instead."""
        self._epoch += 1
        self._answer = answer

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:12]


def _invalid_token() -> TodoistError:
    return make_invalid_argument("sync_token", "Sync token is no longer valid")


def read_resource_types(value: Any) -> set[str]:
    """Return the resource types of a request: names, `all`, and `-name` to leave one out."""
    if value is None:
        return set()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise make_invalid_argument("resource_types", "resource_types must be a list of names")
    known = {*READ, *EMPTY, *SILENT}
    plain = {name for name in value if not name.startswith("-")}
    for name in {name.removeprefix("-") for name in value} - {"all"}:
        if name not in known:
            raise make_invalid_argument("resource_types", f"Unknown resource type {name}")
    chosen = known if "all" in plain else plain
    return chosen - {name[1:] for name in value if name.startswith("-")}


def run_sync(world: TodoistWorld, tokens: SyncTokens, uid: str, body: Row, first: int = COMMANDS_LIMIT) -> Row:
    """Answer one request: its commands, then what changed. `first`: stop after so many commands."""
    types = read_resource_types(body.get("resource_types"))
    given = body.get("sync_token", "*")
    if not isinstance(given, str):
        raise make_invalid_argument("sync_token", "sync_token must be a string")
    since = None if given == "*" else tokens.read_token(given, uid)
    batch = CommandBatch(world, uid)
    batch.execute_all(check_commands(body.get("commands"))[:first])
    answer: Row = {
        "sync_token": tokens.make_token(uid, world.version),
        "full_sync": since is None,
        "temp_id_mapping": batch.mapping,
        "sync_status": batch.status,
    }
    return answer | Reading(world, uid, since).make_answer(types)


class Reading:
    """One account's reading of the world: in full (`since` is None) or of what changed."""

    def __init__(self, world: TodoistWorld, uid: str, since: int | None) -> None:
        self._world = world
        self._uid = uid
        self._since = since
        self._visible = world.list_visible_projects(uid)
        self._joined = {
            project for project in self._visible if since is not None and world.members[project][uid] > since
        }

    def make_answer(self, types: set[str]) -> Row:
        """Return the lists that were asked for, and those that the service adds to them."""
        found: Row = {name: [] for name in EMPTY if name in types}
        if "projects" in types:
            found["projects"] = self._list_projects()
        if "sections" in types:
            found["sections"] = self._list_placed(self._world.sections, "sections")
        if "items" in types:
            found["items"] = self._list_placed(self._world.items, "items")
        if "notes" in types:
            found |= self._list_comments()
        if "collaborators" in types:
            found |= {"collaborators": self._list_people(), "collaborator_states": self._list_states()}
        if "collaborator_states" in types:
            found["collaborator_states"] = self._list_states()
        if "labels" in types:
            found["labels"] = self._list_labels()
        if "user" in types and (self._since is None or self._has_own_user_changed()):
            found["user"] = self._world.accounts[self._uid].user
        return found

    def _list_rows(self, table: Table) -> Iterable[Row]:
        return table.rows.values() if self._since is None else table.list_changed_since(self._since)

    def _is_live(self, project_id: str) -> bool:
        project = self._world.projects.rows[project_id]
        return not (project["is_deleted"] or project["is_archived"])

    def _list_projects(self) -> list[Row]:
        found = {row["id"]: row for row in self._list_rows(self._world.projects) if row["id"] in self._visible}
        found |= {key: self._world.projects.rows[key] for key in self._joined}
        if self._since is None:
            return [row for row in found.values() if self._is_live(row["id"])]
        return [*found.values(), *self._list_lost("projects")]

    def _list_placed(self, table: Table, kind: str) -> list[Row]:
        found = {row["id"]: row for row in self._list_rows(table) if row["project_id"] in self._visible}
        if self._joined:
            found |= {
                row["id"]: row
                for row in table.rows.values()
                if row["project_id"] in self._joined and self._is_active(row)
            }
        if self._since is None:
            return [row for row in found.values() if self._is_active(row)]
        return [*found.values(), *self._list_lost(kind)]

    def _is_active(self, row: Row) -> bool:
        done = row["is_deleted"] or row.get("checked") or row.get("is_archived")
        return not done and self._is_live(row["project_id"])

    def _list_lost(self, kind: str) -> list[Row]:
        lost = self._world.accounts[self._uid].lost.list_changed_since(self._since or 0)
        rows = (row for row in lost if row["kind"] == kind)
        return [{name: value for name, value in row.items() if name != "kind"} for row in rows]

    def _list_comments(self) -> Row:
        if self._since is None:
            return self._list_comments_in_full()
        rows = {row["id"]: row for row in self._list_rows(self._world.notes)}
        if self._joined:
            rows |= {row["id"]: row for row in self._world.notes.rows.values() if self._is_newly_visible(row)}
        seen = [row for row in rows.values() if self._world.get_comment_project(row) in self._visible]
        return {
            "notes": [row for row in seen if "item_id" in row],
            "project_notes": [row for row in seen if "project_id" in row],
            "incomplete_item_ids": [],
            "incomplete_project_ids": [],
        }

    def _is_newly_visible(self, note: Row) -> bool:
        return not note["is_deleted"] and self._world.get_comment_project(note) in self._joined

    def _list_comments_in_full(self) -> Row:
        """Return at most `notes_in_full` newest comments of each active task; tasks with more are named."""
        world, kept, cut = self._world, [], []
        most = world.behaviour.notes_in_full
        for item in self._list_placed(world.items, "items"):
            rows = [world.notes.rows[key] for key in world.notes_of.get(item["id"], ())]
            rows = [row for row in rows if not row["is_deleted"]]
            if len(rows) > most:
                cut.append(item["id"])
            kept += rows[max(0, len(rows) - most) :]
        loose = [row for row in world.notes.rows.values() if "project_id" in row and not row["is_deleted"]]
        return {
            "notes": kept,
            "project_notes": [row for row in loose if row["project_id"] in self._visible],
            "incomplete_item_ids": cut,
            "incomplete_project_ids": [],
        }

    def _list_people(self) -> list[Row]:
        shared = [key for key in self._visible if self._world.projects.rows[key]["is_shared"]]
        seen = {uid for key in shared for uid in self._world.members[key]}
        names = ("id", "email", "full_name", "timezone", "image_id")
        rows = (row for row in self._list_rows(self._world.people) if row["id"] in seen)
        return [{name: row[name] for name in names} for row in rows]

    def _list_states(self) -> list[Row]:
        rows = [row for row in self._list_rows(self._world.states) if row["project_id"] in self._visible]
        return [row for row in rows if self._since is not None or not row["is_deleted"]]

    def _list_labels(self) -> list[Row]:
        rows = self._list_rows(self._world.accounts[self._uid].labels)
        return [row for row in rows if self._since is not None or not row["is_deleted"]]

    def _has_own_user_changed(self) -> bool:
        return any(row["id"] == self._uid for row in self._list_rows(self._world.people))
