"""Todoist's answers, cleaned for storage: the rows of `/sync`, errors, strings that PostgreSQL can hold."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog

from desk.text import clean_text
from todoist_sync.api.errors import TodoistError
from todoist_sync.api.rows import CommentRow, Row, TaskRow

_DEEPEST = 30  # lists and objects of an answer in one another

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of `/sync`: one verdict per command, then what changed (everything if `full`)."""

    token: str
    full: bool
    statuses: dict[str, TodoistError | None]
    ids: dict[str, str]
    items: tuple[TaskRow, ...] = ()
    notes: tuple[CommentRow, ...] = ()
    sections: tuple[Row, ...] = ()
    projects: tuple[Row, ...] = ()
    people: tuple[Row, ...] = ()
    states: tuple[Row, ...] = ()
    incomplete: tuple[str, ...] = field(default=())

    @property
    def brings_anything(self) -> bool:
        """Return True if anything changed."""
        return any((self.items, self.notes, self.sections, self.projects, self.people, self.states, self.incomplete))


def make_storable(value: Any, deep: int = 0) -> Any:
    """Return the JSON value without what PostgreSQL cannot store (NUL, lone surrogates) and without levels deeper than
    any that we read."""
    if isinstance(value, str):
        return _make_storable_text(value)
    if isinstance(value, list | dict) and deep > _DEEPEST:
        return None
    if isinstance(value, list):
        return [make_storable(one, deep + 1) for one in value]
    if isinstance(value, dict):
        return {_make_storable_text(key): make_storable(one, deep + 1) for key, one in value.items()}
    return value


def _make_storable_text(value: str) -> str:
    return value if value.isprintable() else clean_text(value)  # what cannot be stored is not printable


def make_error(what: str, response: httpx.Response) -> TodoistError:
    """Return the error that a response with an error status means."""
    try:
        body = response.json()
    except ValueError:
        body = None
    after = response.headers.get("Retry-After", "")
    seconds = float(after) if after.isdigit() else None
    return TodoistError.of_body(what, body, response.status_code, seconds)


def parse_answer(body: Row) -> Answer:
    """Parse the body of a `/sync` answer. Raises ValueError, TypeError, KeyError or AttributeError if its shape is
    unknown."""

    def rows(name: str, key: str = "id") -> tuple[Row, ...]:
        given = body.get(name) or ()
        found = tuple(row for row in given if isinstance(row, dict) and isinstance(row.get(key), str) and row[key])
        if len(found) < len(given):
            log.warning("todoist sent rows without an id", what=name, count=len(given) - len(found))
        return found

    statuses = {
        uuid: None if status == "ok" else TodoistError.of_body("command", status, 400)
        for uuid, status in (body.get("sync_status") or {}).items()
    }
    return Answer(
        token=str(body.get("sync_token") or "*"),
        full=bool(body.get("full_sync")),
        statuses=statuses,
        ids=dict(body.get("temp_id_mapping") or {}),
        items=tuple(TaskRow.from_json(row) for row in rows("items")),
        notes=tuple(CommentRow.from_json(row) for row in rows("notes")),
        sections=rows("sections"),
        projects=rows("projects"),
        people=rows("collaborators"),
        states=rows("collaborator_states", "user_id"),
        incomplete=tuple(one for one in body.get("incomplete_item_ids") or () if isinstance(one, str)),
    )
