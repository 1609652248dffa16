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
from sandbox.todoist import args as arguments
from sandbox.todoist import boards, notes, tasks
from sandbox.todoist.errors import TodoistError
from sandbox.todoist.faults import Fault
from sandbox.todoist.files import attachment
from sandbox.todoist.limits import FULL, PARTIAL, REST
from sandbox.todoist.store import Row
from sandbox.todoist.webhooks import Settings

if TYPE_CHECKING:
    from sandbox.todoist.service import Service

POLL_LIMIT = 60.0

Verb = Callable[["Controls", Row], Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Controls:
    """The controls, each a method or function by the name of its address."""

    def __init__(self, service: Service, *, for_page: bool = False) -> None:
        self.service = service
        self.world = service.world
        self.for_page = for_page

    def user(self, body: Row) -> Row:
        """Add an account; `token`: with a new token, and the app authorised for webhooks; `paid`: on a paid plan."""
        name = arguments.text(body, "full_name", 255)
        account = self.world.add_user(name, body.get("email"), body.get("id"))
        if body.get("paid"):
            account |= {"is_premium": True, "premium_status": "current_personal_plan"}
        row = dict(account)
        if body.get("token"):
            row["token"] = self.world.issue_token(row["id"])
            self.service.sender.authorised.add(row["id"])
        return row

    def join(self, body: Row) -> None:
        """Make an account a collaborator of a project."""
        self.world.join(self._known(body, "project_id"), self._account(body, "user"))

    def leave(self, body: Row) -> None:
        """Remove an account from a project."""
        self.world.leave(self._known(body, "project_id"), self._account(body, "user"))

    def webhooks(self, body: Row) -> Row:
        """Change how webhooks behave; return their counts."""
        own = {"url", "client_secret"} if self.for_page else set()
        arguments.only(body, {field.name for field in fields(Settings)} - own)
        for name, value in body.items():
            self.service.sender.settings.set(name, value)
        return dict(self.service.sender.counts)

    def fault(self, body: Row) -> Row:
        """Put a fault into force."""
        arguments.only(body, {field.name for field in fields(Fault) if field.init})
        return {"id": self.service.faults.add(Fault(**body))}

    def fault_clear(self, body: Row) -> None:
        """End one fault, or all."""
        self.service.faults.clear(body.get("id"))

    def revoke(self, body: Row) -> None:
        """End an account's tokens."""
        self.world.revoke(self._account(body, "user"))

    def reject(self, body: Row) -> None:
        """Refuse every sync token given so far; `answer`: "error" or "full"."""
        self.service.tokens.reject("full" if body.get("answer") == "full" else "error")

    def forget(self, _: Row) -> None:
        """Forget which commands were executed."""
        for account in self.world.accounts.values():
            account.uuids.clear()
            account.temp_ids.clear()

    def limits(self, body: Row) -> None:
        """Set the requests per quarter of an hour; null lifts a limit."""
        arguments.only(body, {PARTIAL, FULL, REST})
        for name, value in body.items():
            self.service.budget.set(name, None if value is None else arguments.number(body, name, 0, 10**9))

    def behave(self, body: Row) -> None:
        """Choose among possible behaviours of the real service."""
        for name, value in body.items():
            self.world.behaviour.set(name, value)

    def comment(self, body: Row) -> Row:
        """Add a comment, with a file in base64 if there is one."""
        uid, args = self._acting(body)
        args = {("item_id" if name == "task_id" else name): value for name, value in args.items()}
        file = args.pop("file", None)
        if file:
            args["file_attachment"] = self._file(file)
        return notes.add(self.world, uid, {"content": "", **args})

    def task(self, body: Row) -> Row:
        """Add a task as a person writes it: nothing in its title is interpreted."""
        uid, args = self._acting(body)
        return tasks.add(self.world, uid, {"auto_parse_labels": False, **args})

    def by(self, verb: Callable[..., Any], body: Row, **more: Any) -> Any:
        """Execute any command of the board by the account `as`."""
        uid, args = self._acting(body)
        return verb(self.world, uid, args, **more)

    def _acting(self, body: Row) -> tuple[str, Row]:
        return self._account(body, "as"), {name: value for name, value in body.items() if name != "as"}

    def _account(self, body: Row, name: str) -> str:
        uid = arguments.identifier(body, name)
        if uid not in self.world.accounts:
            raise ValueError(f"no such account: {uid}")
        return uid

    def _known(self, body: Row, name: str) -> str:
        project_id = arguments.identifier(body, name)
        if project_id not in self.world.members:
            raise ValueError(f"no such project: {project_id}")
        return project_id

    def _file(self, file: Row) -> Row:
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
        key, stored = self.service.files.add(name, held, file.get("mime"))
        made = attachment(stored, f"{self.service.base}/files/{key}/{quote(name)}")
        told = {"file_size": file.get("says"), "file_duration": file.get("duration")}
        return made | {name: value for name, value in told.items() if value is not None}


def _react(world: Any, uid: str, args: Row) -> Row:
    return notes.react(world, uid, {k: v for k, v in args.items() if k != "on"}, on=bool(args.get("on", True)))


VERBS: dict[str, Verb] = {
    "user": Controls.user,
    "join": Controls.join,
    "leave": Controls.leave,
    "task/add": Controls.task,
    "task/update": lambda self, body: self.by(tasks.update, body),
    "task/move": lambda self, body: self.by(tasks.move, body),
    "task/complete": lambda self, body: self.by(tasks.close, body),
    "task/uncomplete": lambda self, body: self.by(tasks.uncomplete, body),
    "task/delete": lambda self, body: self.by(tasks.delete, body),
    "comment/add": Controls.comment,
    "comment/update": lambda self, body: self.by(notes.update, body),
    "comment/delete": lambda self, body: self.by(notes.delete, body),
    "comment/react": lambda self, body: self.by(_react, body),
    "project/add": lambda self, body: self.by(boards.add_project, body),
    "project/delete": lambda self, body: self.by(boards.delete_project, body),
    "project/archive": lambda self, body: self.by(boards.archive_project, body),
    "section/add": lambda self, body: self.by(boards.add_section, body),
    "section/rename": lambda self, body: self.by(boards.update_section, body),
    "section/delete": lambda self, body: self.by(boards.delete_section, body),
    "webhooks": Controls.webhooks,
    "fault": Controls.fault,
    "fault/clear": Controls.fault_clear,
    "token/revoke": Controls.revoke,
    "sync_token/reject": Controls.reject,
    "forget_uuids": Controls.forget,
    "limits": Controls.limits,
    "behave": Controls.behave,
}


class Mistake(Exception):
    """A control cannot be carried out; the message says why."""


def perform(controls: Controls, verb: str, body: Row) -> Any:
    """Carry out one control verb. Raises `Mistake`."""
    try:
        result = VERBS[verb](controls, body)
    except TodoistError as error:
        argument = error.extra.get("argument")
        raise Mistake(f"{argument}: {error}" if argument else str(error)) from error
    except (ValueError, TypeError, binascii.Error) as error:
        raise Mistake(str(error)) from error
    controls.world.feed.publish("todoist", event="control")
    return result


def routes(service: Service, prefix: str = "/control", *, for_page: bool = False) -> list[web.RouteDef]:
    """Return the routes of the controls and readings. With `for_page` webhooks take no address."""
    controls = Controls(service, for_page=for_page)
    return [
        *(web.post(f"{prefix}/{name}", _posted(controls, name)) for name in VERBS),
        web.get(f"{prefix}/state", _state(service)),
        web.get(f"{prefix}/calls", _calls(service)),
        web.get(f"{prefix}/changes", _changes(service)),
        web.get(f"{prefix}/file/{{key}}", service.stored),
    ]


def _posted(controls: Controls, verb: str) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
        except ValueError as error:
            return make_refusal(400, str(error))
        if not isinstance(body, dict):
            return make_refusal(400, "the body must be a JSON object")
        try:
            return _result(perform(controls, verb, body))
        except Mistake as mistake:
            return make_refusal(400, str(mistake))

    return handler


def _result(value: Any) -> web.Response:
    return web.json_response({"ok": True, "result": value})


def snapshot(service: Service) -> Row:
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


def calls(service: Service, path: str = "") -> Row:
    """Return the number of calls, and the latest to addresses that begin with `path`."""
    recent = [call for call in service.calls if call["path"].startswith(path)]
    count = service.counts[path] if path else service.counts.total()
    return {"count": count, "by_path": dict(service.counts), "recent": recent}


def _state(service: Service) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return _result(snapshot(service))

    return handler


def _calls(service: Service) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return _result(calls(service, request.query.get("path", "")))

    return handler


def _changes(service: Service) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            since, seconds = int(request.query["since"]), float(request.query.get("timeout", "30"))
        except (KeyError, ValueError):
            return make_refusal(400, "since and timeout must be numbers")
        version = await service.world.feed.wait_for_change(since, min(seconds, POLL_LIMIT))
        return _result({"version": version})

    return handler
