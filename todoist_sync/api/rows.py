"""Todoist's answers, cleaned for storage and parsed once: tasks and comments are typed rows.

A row whose shape is not the promised one is marked `odd` and does not affect other rows. Knows no ticket.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

import structlog

from desk.text import clean_text

_TOKEN_TAGS = frozenset({"AUTH_INVALID_TOKEN", "AUTH_USER_DELETED", "AUTH_INSUFFICIENT_TOKEN_SCOPE"})
ALREADY_PROCESSED = 37  # a command's uuid was executed before (Sync API, read 2026-11)
TOO_MANY_TASKS = "MAX_ITEMS_LIMIT_REACHED"
_LATER_TAGS = frozenset({"LIMITS_REACHED_RETRY_LATER"})


class Outcome(StrEnum):
    """Says if a failed request may have had its effect."""

    NONE = "none"
    UNKNOWN = "unknown"


class TodoistError(Exception):
    """A failed request or command. `retry_after` in seconds; branch on the properties, never on the status alone."""

    def __init__(
        self,
        what: str,
        *,
        tag: str = "",
        code: int = 0,
        http: int = 0,
        retry_after: float | None = None,
        outcome: Outcome = Outcome.NONE,
    ) -> None:
        super().__init__(f"{what} ({tag or http or 'no answer'})")
        self.tag = tag
        self.code = code
        self.http = http
        self.retry_after = retry_after
        self.outcome = outcome

    @classmethod
    def of_body(cls, what: str, body: Any, http: int, retry_after: float | None = None) -> "TodoistError":
        """Build from the error object that HTTP errors and failed commands share (facts of Todoist, section 8)."""
        data: dict[str, Any] = body if isinstance(body, dict) else {}
        extra = data.get("error_extra")
        if retry_after is None and isinstance(extra, dict) and isinstance(extra.get("retry_after"), int | float):
            retry_after = float(extra["retry_after"])
        outcome = Outcome.UNKNOWN if http >= 500 else Outcome.NONE
        status = _number(data.get("http_code")) or http
        code, tag = _number(data.get("error_code")), str(data.get("error_tag") or "")[:60]
        return cls(what, tag=tag, code=code, http=status, retry_after=retry_after, outcome=outcome)

    @property
    def token_refused(self) -> bool:
        """The token is missing, expired, revoked or too narrow: retrying does not help until the operator acts."""
        return self.http == 401 or self.tag in _TOKEN_TAGS

    @property
    def throttled(self) -> bool:
        """There were too many requests: send nothing before `retry_after`."""
        return self.http == 429 or self.tag in _LATER_TAGS

    @property
    def not_found(self) -> bool:
        """The object is unknown, deleted or not visible to us."""
        return self.http == 404 or self.tag == "NOT_FOUND" or self.code == 22

    @property
    def already_processed(self) -> bool:
        """The command was executed before: success, without the id of what it made."""
        return self.code == ALREADY_PROCESSED

    @property
    def full(self) -> bool:
        """The project holds as many active tasks as it may (300)."""
        return self.tag == TOO_MANY_TASKS or self.code == 49

    @property
    def too_large(self) -> bool:
        """The file is larger than the account's plan allows."""
        return self.http == 413 or "TOO_LARGE" in self.tag

    @property
    def later(self) -> bool:
        """Retrying makes sense: no answer, a server error, too many requests."""
        return self.throttled or self.http >= 500 or (not self.http and not self.tag)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


_DEEPEST = 30  # lists and objects of an answer in one another
Row = dict[str, Any]

log = structlog.get_logger(__name__)


class OddRowError(ValueError):
    """A needed task or comment has a field of another shape than Todoist promises."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task (`items` of the Sync API, the task object of REST; fields of Todoist, read 2026-11). `priority` 4 is the
    most urgent; `due` is its due object; `as_sent` is stored where the task has to wait."""

    id: str
    project_id: str | None
    section_id: str | None
    parent_id: str | None
    content: str
    description: str
    priority: int
    labels: tuple[str, ...]
    due: Row | None
    checked: bool
    is_deleted: bool
    responsible_uid: str | None
    added_by_uid: str | None
    assigned_by_uid: str | None
    completed_by_uid: str | None
    added_at: datetime | None
    updated_at: datetime | None
    note_count: int | None
    odd: bool
    as_sent: Row

    @classmethod
    def from_json(cls, sent: Row) -> "TaskRow":
        """Parse an object that has an `id`."""
        texts = {name: _text(sent, name) for name in _TASK_TEXTS}
        content, labels, priority = _text(sent, "content"), _labels(sent), _priority(sent)
        odd = content is None or labels is None or priority is None or any(_odd(sent, name) for name in _TASK_TEXTS)
        return cls(
            id=sent["id"],
            content=content or "",
            description=texts.pop("description") or "",
            priority=priority or 1,
            labels=labels or (),
            due=sent["due"] if isinstance(sent.get("due"), dict) else None,
            checked=bool(sent.get("checked")),
            is_deleted=bool(sent.get("is_deleted")),
            added_at=parse_time(sent.get("added_at")),
            updated_at=parse_time(sent.get("updated_at")),
            note_count=sent.get("note_count"),
            odd=odd,
            as_sent=sent,
            **texts,
        )


_TASK_TEXTS = (
    "description",
    "project_id",
    "section_id",
    "parent_id",
    "responsible_uid",
    "added_by_uid",
    "assigned_by_uid",
    "completed_by_uid",
)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment (`notes` of the Sync API; fields of Todoist, read 2026-11). `reactions`: user ids by emoji, or None if
    the row does not say; `attachment`: its file as Todoist describes it, once that has been uploaded."""

    id: str
    item_id: str
    content: str
    posted_uid: str | None
    posted_at: datetime | None
    is_deleted: bool
    attachment: Row | None
    reactions: dict[str, list[str]] | None
    odd: bool
    as_sent: Row

    @classmethod
    def from_json(cls, sent: Row) -> "CommentRow":
        """Parse an object that has an `id`."""
        reactions = sent.get("reactions") or {}
        return cls(
            id=sent["id"],
            item_id=str(sent.get("item_id") or ""),
            content=str(sent.get("content") or ""),
            posted_uid=_text(sent, "posted_uid"),
            posted_at=parse_time(sent.get("posted_at")),
            is_deleted=bool(sent.get("is_deleted")),
            attachment=_attachment(sent),
            reactions=_reactions(reactions) if "reactions" in sent else None,
            odd=_odd(sent, "posted_uid"),
            as_sent=sent,
        )


_R = TypeVar("_R", TaskRow, CommentRow)


def require_readable(row: _R) -> _R:
    """Return the row if every field has the promised shape; raises OddRowError otherwise."""
    if row.odd:
        raise OddRowError(type(row).__name__)
    return row


def parse_time(text: Any) -> datetime | None:
    """Parse a time of Todoist's, with or without a fraction; None for null and for what is not a time."""
    try:
        at = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _text(sent: Row, name: str) -> str | None:
    value = sent.get(name)
    return value if isinstance(value, str) else None


def _odd(sent: Row, name: str) -> bool:
    return sent.get(name) is not None and not isinstance(sent[name], str)


def _labels(sent: Row) -> tuple[str, ...] | None:
    given = sent.get("labels") or []
    return tuple(one for one in given if isinstance(one, str)) if isinstance(given, list) else None


def _priority(sent: Row) -> int | None:
    try:
        return int(sent.get("priority") or 1)
    except (TypeError, ValueError):
        return None


def _attachment(sent: Row) -> Row | None:
    """Return the file; None for what is none: the preview of a link has no `file_url`, and what is being uploaded
    cannot be fetched yet. A file whose address cannot be read is one: its reader is told that it is missing."""
    given = sent.get("file_attachment")
    if not isinstance(given, dict) or given.get("upload_state") == "pending":
        return None
    address, is_file = given.get("file_url"), given.get("resource_type") == "file" and "file_url" in given
    return given if is_file or (isinstance(address, str) and address.strip()) else None


def _reactions(given: Any) -> dict[str, list[str]] | None:
    """Return user ids by emoji; an emoji whose users cannot be read is left out."""
    if not isinstance(given, dict):
        return None
    lists = {sign: uids for sign, uids in given.items() if isinstance(uids, list)}
    return {sign: [uid for uid in uids if isinstance(uid, str)] for sign, uids in lists.items()}


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
