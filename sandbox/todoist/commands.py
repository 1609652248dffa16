"""The write half of `/sync`: commands in order, each with its own result.

A uuid is executed once. Repeating it answers error 37 without the id of the first execution: more is not known of
the real service. Must not know HTTP.
"""

import re
from collections.abc import Callable
from typing import Any

from sandbox.todoist import boards, notes, tasks
from sandbox.todoist.account import Account
from sandbox.todoist.errors import MAX_COMMANDS_TEXT, TodoistError, already_processed, invalid, invalid_temp_id, missing
from sandbox.todoist.store import Row
from sandbox.todoist.world import TodoistWorld

COMMANDS_LIMIT = 100

_REAL_ID = re.compile(r"[0-9A-Za-z]{16}")
_ID_NAMES = ("id", "item_id", "project_id", "section_id", "parent_id")

Verb = Callable[[TodoistWorld, str, Row], Any]

VERBS: dict[str, Verb] = {
    "item_add": tasks.add,
    "item_update": tasks.update,
    "item_move": tasks.move,
    "item_complete": tasks.complete,
    "item_close": tasks.close,
    "item_uncomplete": tasks.uncomplete,
    "item_delete": tasks.delete,
    "item_reorder": tasks.reorder,
    "note_add": notes.add,
    "project_note_add": notes.add,
    "note_update": notes.update,
    "note_delete": notes.delete,
    "note_reaction_add": notes.react,
    "note_reaction_remove": lambda world, uid, args: notes.react(world, uid, args, on=False),
    "section_add": boards.add_section,
    "section_update": boards.update_section,
    "section_reorder": boards.reorder_sections,
    "section_delete": boards.delete_section,
    "project_add": boards.add_project,
    "project_update": boards.update_project,
    "project_archive": boards.archive_project,
    "project_unarchive": lambda world, uid, args: boards.archive_project(world, uid, args, on=False),
    "project_delete": boards.delete_project,
    "share_project": boards.share_project,
    "delete_collaborator": boards.delete_collaborator,
    "label_add": boards.add_label,
    "label_update": boards.update_label,
    "label_delete": boards.delete_label,
}


class Batch:
    """The commands of one request."""

    def __init__(self, world: TodoistWorld, uid: str) -> None:
        self._world = world
        self._uid = uid
        self._account: Account = world.accounts[uid]
        self.mapping: dict[str, str] = {}
        self.status: dict[str, Any] = {}

    def run(self, commands: list[Row]) -> None:
        """Execute in order; one that fails does not stop the others."""
        for command in commands:
            if command["uuid"] in self.status:
                continue
            try:
                self._execute(command)
            except TodoistError as error:
                self.status[command["uuid"]] = error.body()
            else:
                self.status[command["uuid"]] = "ok"

    def _execute(self, command: Row) -> None:
        if command["uuid"] in self._account.uuids:
            raise already_processed()
        verb = VERBS.get(command["type"])
        if verb is None:
            raise invalid("type", f"Unknown command {command['type']}")
        temp_id = str(command.get("temp_id") or "")
        creates = command["type"].endswith("_add") and command["type"] != "note_reaction_add"
        if creates and not temp_id:
            raise missing("temp_id")
        made = verb(self._world, self._uid, self._resolved(command["args"]))
        self._account.executed(command["uuid"])
        if creates:
            self.mapping[temp_id] = made["id"]
            self._account.named(temp_id, made["id"])

    def _resolved(self, args: Row) -> Row:
        known = {name: self._real(value) if name in _ID_NAMES else value for name, value in args.items()}
        for name in ("items", "sections"):
            if isinstance(known.get(name), list):
                known[name] = [
                    {**entry, "id": self._real(entry.get("id"))} if isinstance(entry, dict) else entry
                    for entry in known[name]
                ]
        return known

    def _real(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value in self.mapping:
            return self.mapping[value]
        if self._world.behaviour.temp_ids == "kept" and value in self._account.temp_ids:
            return self._account.temp_ids[value]
        if not _REAL_ID.fullmatch(value):
            raise invalid_temp_id(value)
        return value


def checked(commands: Any) -> list[Row]:
    """Return the commands of a request if it can be executed at all; otherwise refuse the whole request."""
    if commands is None:
        return []
    if not isinstance(commands, list):
        raise invalid("commands", "commands must be a list")
    if len(commands) > COMMANDS_LIMIT:
        raise invalid("commands", MAX_COMMANDS_TEXT)
    for command in commands:
        if not isinstance(command, dict) or not isinstance(command.get("args"), dict):
            raise invalid("commands", "Every command needs type, uuid and args")
        for name in ("type", "uuid"):
            if not isinstance(command.get(name), str) or not command[name]:
                raise invalid("commands", f"Every command needs a {name}")
        if not isinstance(command.get("temp_id", ""), str):
            raise invalid("commands", "temp_id must be a string")
    return commands
