"""The controls: what people do on the board, and how the service treats its callers.

`POST /control/<verb>` with JSON; `as` is the account that acts. Needs the key (see `access_guard`). Webhooks go to
loopback addresses only.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from sandbox.access_guard import make_refusal
from sandbox.stored_file import StoredFile
from sandbox.todoist import arguments, comment_commands, project_commands, task_commands
from sandbox.todoist.errors import TodoistError
from sandbox.todoist.faults import Fault
from sandbox.todoist.files import make_attachment
from sandbox.todoist.oauth import AppSettings
from sandbox.todoist.request_limits import FULL, PARTIAL, REST
from sandbox.todoist.tables import Row
from sandbox.todoist.webhooks import WebhookSettings

if TYPE_CHECKING:
    from sandbox.todoist.service import Service

POLL_LIMIT = 60.0

Action = Callable[["Controls", Row], Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Controls:
    """The controls, each a method or function by the name of its address."""

    def __init__(self, service: Service, *, for_page: bool = False) -> None:
        self.service = service
        self.world = service.world
        self.for_page = for_page

    def add_user(self, body: Row) -> Row:
        """Add an account; `token`: with a new token, and the app authorised for webhooks; `paid`: on a paid plan."""
        name = arguments.read_text(body, "full_name", 255)
        account = self.world.add_user(name, body.get("email"), body.get("id"))
        if body.get("paid"):
            account |= {"is_premium": True, "premium_status": "current_personal_plan"}
        row = dict(account)
        if body.get("token"):
            row["token"] = self.world.issue_token(row["id"])
            self.service.sender.authorised.add(row["id"])
        return row

    def join_project(self, body: Row) -> None:
        """Make an account a collaborator of a project."""
        self.world.add_collaborator(self._require_project(body, "project_id"), self._require_account(body, "user"))

    def leave_project(self, body: Row) -> None:
        """Remove an account from a project."""
        self.world.remove_collaborator(self._require_project(body, "project_id"), self._require_account(body, "user"))

    def change_webhooks(self, body: Row) -> Row:
        """Change how webhooks behave; return their counts."""
        own = {"url", "client_secret"} if self.for_page else set()
        arguments.check_names(body, {field.name for field in fields(WebhookSettings)} - own)
        for name, value in body.items():
            self.service.sender.settings.set_value(name, value)
        return dict(self.service.sender.counts)

    def change_app(self, body: Row) -> None:
        """Set up the app that accounts can allow access: its credentials, where it leads back to, how long tokens
        last."""
        arguments.check_names(body, set() if self.for_page else {field.name for field in fields(AppSettings)})
        for name, value in body.items():
            setattr(self.service.oauth.settings, name, value)

    def add_fault(self, body: Row) -> Row:
        """Put a fault into force."""
        arguments.check_names(body, {field.name for field in fields(Fault) if field.init})
        return {"id": self.service.faults.add_fault(Fault(**body))}

    def clear_faults(self, body: Row) -> None:
        """End one fault, or all."""
        self.service.faults.clear_faults(body.get("id"))

    def revoke_tokens(self, body: Row) -> None:
        """End an account's tokens."""
        self.world.revoke_tokens(self._require_account(body, "user"))

    def reject_sync_tokens(self, body: Row) -> None:
        """Refuse every sync token given so far; `answer`: "error" or "full"."""
        self.service.tokens.reject_all("full" if body.get("answer") == "full" else "error")

    def set_limits(self, body: Row) -> None:
        """Set the requests per quarter of an hour; null lifts a limit."""
        arguments.check_names(body, {PARTIAL, FULL, REST})
        for name, value in body.items():
            self.service.budget.set_limit(name, None if value is None else arguments.read_number(body, name, 0, 10**9))

    def set_behaviour(self, body: Row) -> None:
        """Choose among possible behaviours of the real service."""
        for name, value in body.items():
            self.world.behaviour.set_choice(name, value)

    def add_comment(self, body: Row) -> Row:
        """Add a comment, with a file in base64 if there is one."""
        uid, args = self._split_actor(body)
        args = {("item_id" if name == "task_id" else name): value for name, value in args.items()}
        file = args.pop("file", None)
        if file:
            args["file_attachment"] = self._store_file(file)
        return comment_commands.add_comment(self.world, uid, {"content": "", **args})

    def add_task(self, body: Row) -> Row:
        """Add a task as a person writes it: nothing in its title is interpreted."""
        uid, args = self._split_actor(body)
        return task_commands.add_task(self.world, uid, {"auto_parse_labels": False, **args})

    def act_as(self, verb: Callable[..., Any], body: Row, **more: Any) -> Any:
        """Execute any command of the board by the account `as`."""
        uid, args = self._split_actor(body)
        return verb(self.world, uid, args, **more)

    def _split_actor(self, body: Row) -> tuple[str, Row]:
        return self._require_account(body, "as"), {name: value for name, value in body.items() if name != "as"}

    def _require_account(self, body: Row, name: str) -> str:
        uid = arguments.read_id(body, name)
        if uid not in self.world.accounts:
            raise ValueError(f"no such account: {uid}")
        return uid

    def _require_project(self, body: Row, name: str) -> str:
        project_id = arguments.read_id(body, name)
        if project_id not in self.world.members:
            raise ValueError(f"no such project: {project_id}")
        return project_id

    def _store_file(self, file: Row) -> Row:
        """Store a file in base64, or a pretended one of `size` bytes.

        `says`: the size that the attachment names; `duration`: the length of a recording, as the app sends it.
        """
        name, encoded = str(file.get("name") or "file"), file.get("data_base64")
        pretends = encoded is None and "size" in file
        held = (
            StoredFile(int(file["size"]))
            if pretends
            else StoredFile.from_bytes(base64.b64decode(str(encoded or ""), validate=True))
        )
        key, stored = self.service.files.add_file(name, held, file.get("mime"))
        made = make_attachment(stored, f"{self.service.base}/files/{key}/{quote(name)}")
        told = {"file_size": file.get("says"), "file_duration": file.get("duration")}
        return made | {name: value for name, value in told.items() if value is not None}


def _react_to_comment(world: Any, uid: str, args: Row) -> Row:
    return comment_commands.react_to_comment(
        world, uid, {k: v for k, v in args.items() if k != "on"}, on=bool(args.get("on", True))
    )


ACTIONS: dict[str, Action] = {
    "user": Controls.add_user,
    "join": Controls.join_project,
    "leave": Controls.leave_project,
    "task/add": Controls.add_task,
    "task/update": lambda self, body: self.act_as(task_commands.update_task, body),
    "task/move": lambda self, body: self.act_as(task_commands.move_task, body),
    "task/complete": lambda self, body: self.act_as(task_commands.close_task, body),
    "task/uncomplete": lambda self, body: self.act_as(task_commands.reopen_task, body),
    "task/delete": lambda self, body: self.act_as(task_commands.delete_task, body),
    "comment/add": Controls.add_comment,
    "comment/update": lambda self, body: self.act_as(comment_commands.update_comment, body),
    "comment/delete": lambda self, body: self.act_as(comment_commands.delete_comment, body),
    "comment/react": lambda self, body: self.act_as(_react_to_comment, body),
    "project/add": lambda self, body: self.act_as(project_commands.add_project, body),
    "project/delete": lambda self, body: self.act_as(project_commands.delete_project, body),
    "project/archive": lambda self, body: self.act_as(project_commands.archive_project, body),
    "section/add": lambda self, body: self.act_as(project_commands.add_section, body),
    "section/rename": lambda self, body: self.act_as(project_commands.update_section, body),
    "section/delete": lambda self, body: self.act_as(project_commands.delete_section, body),
    "webhooks": Controls.change_webhooks,
    "app": Controls.change_app,
    "fault": Controls.add_fault,
    "fault/clear": Controls.clear_faults,
    "token/revoke": Controls.revoke_tokens,
    "sync_token/reject": Controls.reject_sync_tokens,
    "limits": Controls.set_limits,
    "behave": Controls.set_behaviour,
}


class Mistake(Exception):
    """A control cannot be carried out; the message says why."""


def perform_action(controls: Controls, verb: str, body: Row) -> Any:
    """Carry out one control verb. Raises `Mistake`."""
    try:
        result = ACTIONS[verb](controls, body)
    except TodoistError as error:
        argument = error.extra.get("argument")
        raise Mistake(f"{argument}: {error}" if argument else str(error)) from error
    except (ValueError, TypeError, binascii.Error) as error:
        raise Mistake(str(error)) from error
    controls.world.feed.publish("todoist", event="control")
    return result


def make_control_routes(service: Service, prefix: str = "/control", *, for_page: bool = False) -> list[web.RouteDef]:
    """Return the routes of the controls and readings. With `for_page` webhooks take no address."""
    controls = Controls(service, for_page=for_page)
    return [
        *(web.post(f"{prefix}/{name}", _make_post_handler(controls, name)) for name in ACTIONS),
        web.get(f"{prefix}/state", _make_state_handler(service)),
        web.get(f"{prefix}/calls", _make_calls_handler(service)),
        web.get(f"{prefix}/changes", _make_changes_handler(service)),
        web.get(f"{prefix}/file/{{key}}", service.send_file),
    ]


def _make_post_handler(controls: Controls, verb: str) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
        except ValueError as error:
            return make_refusal(400, str(error))
        if not isinstance(body, dict):
            return make_refusal(400, "the body must be a JSON object")
        try:
            return _make_result(perform_action(controls, verb, body))
        except Mistake as mistake:
            return make_refusal(400, str(mistake))

    return handler


def _make_result(value: Any) -> web.Response:
    return web.json_response({"ok": True, "result": value})


def get_snapshot(service: Service) -> Row:
    """Return all objects, completed and deleted ones too."""
    world = service.world
    return {
        "users": [account.user for account in world.accounts.values()],
        "projects": [{**row, "members": sorted(world.members[key])} for key, row in world.projects.rows.items()],
        "sections": list(world.sections.rows.values()),
        "tasks": list(world.items.rows.values()),
        "comments": list(world.notes.rows.values()),
        "collaborator_states": list(world.states.rows.values()),
        "webhooks": dict(service.sender.counts),
        "version": world.feed.version,
        "activity": list(world.activity),
    }


def get_calls(service: Service, path: str = "") -> Row:
    """Return the number of calls, and the latest to addresses that begin with `path`."""
    recent = [call for call in service.calls if call["path"].startswith(path)]
    count = service.counts[path] if path else service.counts.total()
    return {"count": count, "by_path": dict(service.counts), "recent": recent}


def _make_state_handler(service: Service) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return _make_result(get_snapshot(service))

    return handler


def _make_calls_handler(service: Service) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return _make_result(get_calls(service, request.query.get("path", "")))

    return handler


def _make_changes_handler(service: Service) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            since, seconds = int(request.query["since"]), float(request.query.get("timeout", "30"))
        except (KeyError, ValueError):
            return make_refusal(400, "since and timeout must be numbers")
        version = await service.world.feed.wait_for_change(since, min(seconds, POLL_LIMIT))
        return _make_result({"version": version})

    return handler
