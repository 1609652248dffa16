"""The state of a simulated Todoist: accounts, projects, and who may see what.

Every change goes through `store_change`, which gives it a version for incremental reading. Must not know HTTP, nor
how the program under test uses it.
"""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sandbox.feed import Feed
from sandbox.todoist import due_dates
from sandbox.todoist.account import Account, Behaviour, BoardEvent
from sandbox.todoist.errors import limit_reached, make_invalid_argument, make_not_found
from sandbox.todoist.plan_limits import COLLABORATORS_PER_PROJECT, TASKS_PER_PROJECT
from sandbox.todoist.tables import Ids, Row, Table

ACTIVITY_KEPT = 2_000
_LOGGED_FIELDS = ("content", "section_id", "responsible_uid", "priority", "labels", "description", "due")


class TodoistWorld:
    """All accounts of one simulated service. Calls belong to one event loop and never wait."""

    def __init__(self, feed: Feed, now: Callable[[], datetime]) -> None:
        self.feed = feed
        self._now = now
        self._last = datetime.min.replace(tzinfo=UTC)
        self.ids = Ids()
        self.version = 0
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, str] = {}
        self.expiry: dict[str, datetime] = {}
        self.projects, self.sections, self.items, self.notes = Table(), Table(), Table(), Table()
        self.people, self.states = Table(), Table()
        self.members: dict[str, dict[str, int]] = {}
        self.active: dict[str, set[str]] = {}
        self.children: dict[str, set[str]] = {}
        self.notes_of: dict[str, list[str]] = {}
        self.place: dict[str, str] = {}
        self.activity: deque[Row] = deque(maxlen=ACTIVITY_KEPT)
        self.behaviour = Behaviour()
        self.most_collaborators = COLLABORATORS_PER_PROJECT
        self.listeners: list[Callable[[BoardEvent], None]] = []

    # time and versions

    def now(self) -> datetime:
        """Return the sandbox's time, at every call later by at least a microsecond."""
        self._last = max(self._now(), self._last + timedelta(microseconds=1))
        return self._last

    def get_timestamp(self) -> str:
        """Return `now` as the service writes it."""
        return due_dates.format_time(self.now())

    def get_today(self) -> date:
        """Return the date in UTC."""
        return self._now().date()

    def store_change(self, table: Table, row: Row, key: str | None = None) -> None:
        """Give a row a new version, so that the next incremental reading has it."""
        self.version += 1
        table.put_row(key or row["id"], row, self.version)
        if table is self.items:
            self._index(row)

    def _index(self, item: Row) -> None:
        old = self.place.get(item["id"])
        if old != item["project_id"]:
            self.active.get(old or "", set()).discard(item["id"])
            self.place[item["id"]] = item["project_id"]
        here = self.active.setdefault(item["project_id"], set())
        if item["checked"] or item["is_deleted"]:
            here.discard(item["id"])
        else:
            here.add(item["id"])

    def record_event(self, event: str, by: str, project_id: str, data: Row, extra: Row | None = None) -> None:
        """Log an event, wake the watchers, and pass it to the webhooks."""
        task_id = data["id"] if event.startswith("item:") else data.get("item_id")
        self.activity.append(
            {
                "at": due_dates.format_time(self._last),
                "by": by,
                "task_id": task_id,
                "event": event,
                "object_id": data["id"],
            }
            | {"project_id": project_id, "extra": _describe_change(data, extra)}
        )
        for listener in self.listeners:
            listener(BoardEvent(event, by, project_id, data, extra))
        self.feed.publish("todoist", event=event)

    # accounts

    def add_user(self, full_name: str, email: str | None = None, user_id: str | None = None) -> Row:
        """Add an account with its inbox; the same id again changes the name."""
        known = self.accounts.get(user_id or "")
        if known:
            known.user["full_name"] = full_name
            self.store_change(self.people, known.user)
            self.feed.publish("todoist", event="user")
            return known.user
        uid = user_id or self.ids.make_user_id()
        user: Row = {
            "id": uid,
            "email": email or f"user{uid}@example.com",
            "full_name": full_name,
            "inbox_project_id": self.ids.make_object_id(),
            "is_premium": False,
            "premium_status": "not_premium",
            "lang": "en",
            "timezone": "UTC",
            "image_id": None,
            "tz_info": {"timezone": "UTC", "gmt_string": "+00:00", "hours": 0, "minutes": 0, "is_dst": 0},
        }
        self.accounts[uid] = Account(user)
        self.store_change(self.people, user)
        self.make_project(uid, user["inbox_project_id"], "Inbox", inbox_project=True)
        self.feed.publish("todoist", event="user")
        return user

    def issue_token(self, uid: str) -> str:
        """Make a new personal token of an account."""
        token = self.ids.make_token()
        self.tokens[token] = uid
        return token

    def find_token_owner(self, token: str) -> str | None:
        """Return the account of a token that is known and has not expired."""
        until = self.expiry.get(token)
        return None if until is not None and self.now() >= until else self.tokens.get(token)

    def revoke_tokens(self, uid: str) -> None:
        """End every token of an account."""
        self.tokens = {token: owner for token, owner in self.tokens.items() if owner != uid}

    # projects and who is in them

    def make_project(self, uid: str, project_id: str, name: str, **more: Any) -> Row:
        """Add a project of one account without checking limits."""
        moment = self.get_timestamp()
        row: Row = {
            "id": project_id,
            "name": name,
            "description": "",
            "parent_id": None,
            "child_order": len(self.list_visible_projects(uid)),
            "order_key": None,
            "color": "charcoal",
            "is_shared": False,
            "is_collapsed": False,
            "is_favorite": False,
            "inbox_project": False,
            "can_assign_tasks": False,
            "is_archived": False,
            "is_deleted": False,
            "is_frozen": False,
            "default_order": 0,
            "view_style": "list",
            "created_at": moment,
            "updated_at": moment,
        } | more
        self.store_change(self.projects, row)
        self.members[project_id] = {uid: self.version}
        return row

    def list_visible_projects(self, uid: str) -> set[str]:
        """Return the ids of the projects that an account is in, deleted and archived ones too."""
        return {project for project, members in self.members.items() if uid in members}

    def add_collaborator(self, project_id: str, uid: str) -> None:
        """Make an account a collaborator, who reads the whole project from now on."""
        members, project = self.members[project_id], self.projects.rows[project_id]
        if uid in members:
            return
        if len(members) >= self.most_collaborators:
            raise limit_reached("Maximum number of collaborators reached", "MAX_COLLABORATORS_LIMIT_REACHED", 50)
        project |= {"is_shared": True, "can_assign_tasks": True, "updated_at": self.get_timestamp()}
        self.store_change(self.projects, project)
        members[uid] = self.version
        for member in members:
            self._store_membership(project_id, member, deleted=False)
            self.store_change(self.people, self.accounts[member].user)
        self.feed.publish("todoist", event="joined")

    def remove_collaborator(self, project_id: str, uid: str) -> None:
        """Remove an account from a project, with its assignments there."""
        if self.members[project_id].pop(uid, None) is None:
            raise make_not_found("Collaborator")
        self._store_membership(project_id, uid, deleted=True)
        project = self.projects.rows[project_id]
        if len(self.members[project_id]) == 1:
            project |= {"is_shared": False, "can_assign_tasks": False}
        project["updated_at"] = self.get_timestamp()
        self.store_change(self.projects, project)
        for item in self.list_active_tasks(project_id):
            if item["responsible_uid"] == uid:
                item |= {"responsible_uid": None, "updated_at": self.get_timestamp()}
                self.store_change(self.items, item)
        self.hide_row(uid, "projects", project)
        self.feed.publish("todoist", event="left")

    def _store_membership(self, project_id: str, uid: str, *, deleted: bool) -> None:
        state = {"user_id": uid, "project_id": project_id, "state": "active", "is_deleted": deleted}
        self.store_change(self.states, state, f"{project_id}:{uid}")

    def hide_row(self, uid: str, kind: str, row: Row) -> None:
        """Hide a row from an account; `behaviour` decides whether it reads a tombstone."""
        if self.behaviour.moved_away == "tombstone":
            self.version += 1
            gone = {**row, "is_deleted": True}
            self.accounts[uid].lost.put_row(f"{kind}:{row['id']}", gone | {"kind": kind}, self.version)

    # looking up what an account may see

    def require_project(self, uid: str, project_id: str) -> Row:
        """Return a project that an account is in. Raises `NOT_FOUND`."""
        row = self.projects.rows.get(project_id)
        if row is None or row["is_deleted"] or uid not in self.members[project_id]:
            raise make_not_found("Project")
        return row

    def require_section(self, uid: str, section_id: str) -> Row:
        """Return a section of a project that an account is in. Raises `NOT_FOUND`."""
        return self._require_row(self.sections, uid, section_id, "Section")

    def require_task(self, uid: str, item_id: str) -> Row:
        """Return a task, completed or not, that an account can see. Raises `NOT_FOUND`."""
        return self._require_row(self.items, uid, item_id, "Task")

    def require_comment(self, uid: str, note_id: str) -> Row:
        """Return a comment that an account can see. Raises `NOT_FOUND`."""
        row = self.notes.rows.get(note_id)
        if row is None or row["is_deleted"] or uid not in self.members.get(self.get_comment_project(row), {}):
            raise make_not_found("Comment")
        return row

    def _require_row(self, table: Table, uid: str, key: str, what: str) -> Row:
        row = table.rows.get(key)
        if row is None or row["is_deleted"] or uid not in self.members.get(row["project_id"], {}):
            raise make_not_found(what)
        return row

    def get_comment_project(self, note: Row) -> str:
        """Return the id of a comment's project, by its task if it has one."""
        if "item_id" in note:
            return str(self.items.rows[note["item_id"]]["project_id"])
        return str(note["project_id"])

    def list_active_tasks(self, project_id: str) -> list[Row]:
        """Return the active tasks of a project, in their order."""
        rows = (self.items.rows[key] for key in self.active.get(project_id, ()))
        return sorted(rows, key=lambda row: (row["child_order"], row["added_at"]))

    def list_sections(self, project_id: str) -> list[Row]:
        """Return the sections of a project that are not deleted, in their order."""
        rows = (row for row in self.sections.rows.values() if row["project_id"] == project_id)
        return sorted((row for row in rows if not row["is_deleted"]), key=_get_section_order)

    # limits

    def check_task_limit(self, project_id: str, more: int = 1) -> None:
        """Raise the service's refusal if a project would get more than `TASKS_PER_PROJECT` active tasks."""
        if len(self.active.get(project_id, ())) + more > TASKS_PER_PROJECT:
            raise limit_reached("Maximum number of items per user project limit reached", "MAX_ITEMS_LIMIT_REACHED", 49)

    def check_assignee(self, project_id: str, uid: object) -> None:
        """Raise the service's refusal unless the account is a collaborator of a shared project."""
        if uid is None:
            return
        if not self.projects.rows[project_id]["is_shared"] or uid not in self.members[project_id]:
            raise make_invalid_argument("responsible_uid", "The assignee is not a collaborator of the project")

    def list_subtasks(self, item_id: str) -> Iterable[Row]:
        """Yield every task under a task, at any depth, without deleted ones."""
        for child in sorted(self.children.get(item_id, ())):
            row = self.items.rows[child]
            if not row["is_deleted"]:
                yield row
                yield from self.list_subtasks(child)


def _describe_change(data: Row, extra: Row | None) -> Row:
    told: Row = {name: data[name] for name in ("content", "name") if name in data}
    if not extra:
        return told
    old = extra.get("old_item") or {}
    changed = {name: data[name] for name in _LOGGED_FIELDS if name in old and old[name] != data[name]}
    return told | {"update_intent": extra["update_intent"], "changed": changed}


def _get_section_order(section: Row) -> tuple[bool, str, int]:
    """Return the sort key of a section: the key that clients write since 2026, else its number."""
    key = section.get("order_key")
    return key is None, key or "", section["section_order"]
