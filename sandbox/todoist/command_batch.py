"""The write half of `/sync`: commands in order, each with its own result.

A uuid is executed once. Repeating it answers error 37 without the id of the first execution: more is not known of
the real service. Must not know HTTP.
"""

import re
from collections.abc import Callable
from typing import Any

from sandbox.todoist import comment_commands, project_commands, task_commands
from sandbox.todoist.account import Account
from sandbox.todoist.errors import (
    MAX_COMMANDS_TEXT,
    TodoistError,
    make_already_processed,
    make_invalid_argument,
    make_invalid_temp_id,
    make_missing_argument,
)
from sandbox.todoist.tables import Row
from sandbox.todoist.world import TodoistWorld

COMMANDS_LIMIT = 100

_REAL_ID = re.compile(r"[0-9A-Za-z]{16}")
_ID_NAMES = ("id", "item_id", "project_id", "section_id", "parent_id")

Command = Callable[[TodoistWorld, str, Row], Any]

COMMANDS: dict[str, Command] = {
    "item_add": task_commands.add_task,
    "item_update": task_commands.update_task,
    "item_move": task_commands.move_task,
    "item_complete": task_commands.complete_task,
    "item_close": task_commands.close_task,
    "item_uncomplete": task_commands.reopen_task,
    "item_delete": task_commands.delete_task,
    "item_reorder": task_commands.reorder_tasks,
    "note_add": comment_commands.add_comment,
    "project_note_add": comment_commands.add_comment,
    "note_update": comment_commands.update_comment,
    "note_delete": comment_commands.delete_comment,
    "note_reaction_add": comment_commands.react_to_comment,
    "note_reaction_remove": lambda world, uid, args: comment_commands.react_to_comment(world, uid, args, on=False),
    "section_add": project_commands.add_section,
    "section_update": project_commands.update_section,
    "section_reorder": project_commands.reorder_sections,
    "section_delete": project_commands.delete_section,
    "project_add": project_commands.add_project,
    "project_update": project_commands.update_project,
    "project_archive": project_commands.archive_project,
    "project_unarchive": lambda world, uid, args: project_commands.archive_project(world, uid, args, on=False),
    "project_delete": project_commands.delete_project,
    "share_project": project_commands.share_project,
    "delete_collaborator": project_commands.delete_collaborator,
    "label_add": project_commands.add_label,
    "label_update": project_commands.update_label,
    "label_delete": project_commands.delete_label,
}


class CommandBatch:
    """The commands of one request."""

    def __init__(self, world: TodoistWorld, uid: str) -> None:
        self._world = world
        self._uid = uid
        self._account: Account = world.accounts[uid]
        self.mapping: dict[str, str] = {}
        self.status: dict[str, Any] = {}

    def execute_all(self, commands: list[Row]) -> None:
        """Execute in order; one that fails does not stop the others."""
        for command in commands:
            if command["uuid"] in self.status:
                continue
            try:
                self._execute(command)
            except TodoistError as error:
                self.status[command["uuid"]] = error.to_json()
            else:
                self.status[command["uuid"]] = "ok"

    def _execute(self, command: Row) -> None:
        if command["uuid"] in self._account.uuids:
            raise make_already_processed()
        verb = COMMANDS.get(command["type"])
        if verb is None:
            raise make_invalid_argument("type", f"Unknown command {command['type']}")
        temp_id = str(command.get("temp_id") or "")
        creates = command["type"].endswith("_add") and command["type"] != "note_reaction_add"
        if creates and not temp_id:
            raise make_missing_argument("temp_id")
        made = verb(self._world, self._uid, self._resolve_ids(command["args"]))
        self._account.remember_command(command["uuid"])
        if creates:
            self.mapping[temp_id] = made["id"]
            self._account.remember_temp_id(temp_id, made["id"])

    def _resolve_ids(self, args: Row) -> Row:
        known = {name: self._resolve_id(value) if name in _ID_NAMES else value for name, value in args.items()}
        for name in ("items", "sections"):
            if isinstance(known.get(name), list):
                known[name] = [
                    {**entry, "id": self._resolve_id(entry.get("id"))} if isinstance(entry, dict) else entry
                    for entry in known[name]
                ]
        return known

    def _resolve_id(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value in self.mapping:
            return self.mapping[value]
        if self._world.behaviour.temp_ids == "kept" and value in self._account.temp_ids:
            return self._account.temp_ids[value]
        if not _REAL_ID.fullmatch(value):
            raise make_invalid_temp_id(value)
        return value


def check_commands(commands: Any) -> list[Row]:
    """Return the commands of a request if it can be executed at all; otherwise refuse the whole request."""
    if commands is None:
        return []
    if not isinstance(commands, list):
        raise make_invalid_argument("commands", "commands must be a list")
    if len(commands) > COMMANDS_LIMIT:
        raise make_invalid_argument("commands", MAX_COMMANDS_TEXT)
    for command in commands:
        if not isinstance(command, dict) or not isinstance(command.get("args"), dict):
            raise make_invalid_argument("commands", "Every command needs type, uuid and args")
        for name in ("type", "uuid"):
            if not isinstance(command.get(name), str) or not command[name]:
                raise make_invalid_argument("commands", f"Every command needs a {name}")
        if not isinstance(command.get("temp_id", ""), str):
            raise make_invalid_argument("commands", "temp_id must be a string")
    return commands
